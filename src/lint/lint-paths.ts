import { readPrompt } from '../prompt/read-prompt.js'
import { parseContacts } from '../questionnaire/load-contacts.js'
import type { Problem } from '../yaml/problem.js'
import { readYaml } from '../yaml/read-yaml.js'
import { kindOf, type LintFile, unknownKind } from './lint-file.js'
import { lintGraphs } from './lint-graphs.js'
import { loadLintFiles } from './load-lint-files.js'
import { lintQuestionnaire } from './load-lint-questionnaire.js'
import { surprisingScalars } from './rules/surprising-scalar.js'

export interface LintOptions {
  /**
   * What unanchored prompt paths of graphs begin at. Default: the nearest folder above a graph that holds a folder
   * `prompts` in which all its prompts are, else the working directory.
   */
  readonly baseDirectory?: string
}

export interface LintReport {
  /** How many files were checked. */
  readonly files: number
  /** Errors and warnings, each once, by file and place. */
  readonly problems: readonly Problem[]
}

/**
 * Checks graphs, prompts, questionnaires and contacts as loading them does, and for what is allowed but seldom meant.
 * Other YAML files of a folder are checked for their syntax alone. Nothing is run, and no code is loaded.
 *
 * @param paths of files and folders; folders count with all their subfolders.
 * @throws UsageError for a path that does not exist.
 */
export function lintPaths(paths: readonly string[], options: LintOptions = {}): LintReport {
  const files = loadLintFiles(paths)
  const readable = files.filter(({ yaml }) => yaml.problems.length === 0)
  const problems = files.flatMap(({ yaml }) => yaml.problems)
  const graphs = readable.filter((file) => kindOf(file) === 'graph')
  const linted = lintGraphs(graphs, options)
  problems.push(...linted.problems)
  for (const file of readable) {
    if (!graphs.includes(file) && !linted.dataFiles.has(file.path)) problems.push(...lintFile(file))
  }
  return { files: files.length, problems: inOrder(problems) }
}

function lintFile(file: LintFile): readonly Problem[] {
  const { text, shown } = file
  switch (kindOf(file)) {
    case 'prompt':
      return [...readPrompt(text, shown, shown).problems, ...surprisingScalars(file.yaml, 'prompt')]
    case 'questionnaire':
    case 'translation':
      return [
        ...lintQuestionnaire(file),
        ...surprisingScalars(readYaml(text, shown, 'core'), 'questionnaire'),
      ]
    case 'contacts':
      return [
        ...parseContacts(text, shown).problems,
        ...surprisingScalars(readYaml(text, shown, 'core'), 'questionnaire'),
      ]
    default:
      return file.isNamed ? [unknownKind(file)] : []
  }
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const byText = new Map(
    problems.map((problem) => [
      [problem.file, problem.line, problem.column, problem.rule, problem.message].join('\n'),
      problem,
    ]),
  )
  return [...byText.values()].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  )
}
