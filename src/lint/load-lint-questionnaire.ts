import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { shownPath } from '../prompt/load-prompt.js'
import { type ParsedQuestionnaire, parseQuestionnaire } from '../questionnaire/load-questionnaire.js'
import { isTranslationPath, loadQuestionnaireFiles } from '../questionnaire/load-questionnaire-files.js'
import type { Problem } from '../yaml/problem.js'
import type { LintFile } from './lint-file.js'
import { missingTranslations } from './rules/missing-translation.js'

/**
 * Checks a questionnaire with its translations; of a translation, which is checked with the file that it belongs
 * to, only what is wrong in itself is told.
 */
export function lintQuestionnaire(file: LintFile): Problem[] {
  const isTranslation = isTranslationPath(file.path)
  const schema = isTranslation ? join(dirname(file.path), 'schema.yaml') : file.path
  if (!existsSync(schema)) {
    const message =
      'There is no schema.yaml beside this file, which has the name of a translation. Put the two into one folder.'
    return [file.yaml.problem([], message, { rule: 'missing-file' })]
  }
  const parsed = parse(schema, file)
  const problems = [...parsed.problems, ...missingTranslations(parsed)]
  return isTranslation ? problems.filter((problem) => problem.file === file.shown) : problems
}

/** A questionnaire under another name has nothing beside it. */
function parse(schema: string, { shown, text }: LintFile): ParsedQuestionnaire {
  return basename(schema) === 'schema.yaml'
    ? loadQuestionnaireFiles(schema, { shown: shownPath })
    : parseQuestionnaire(text, shown)
}
