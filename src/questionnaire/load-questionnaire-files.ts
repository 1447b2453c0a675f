import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { findInFolder } from '../graph/load-inside-folder.js'
import { nearestName } from '../yaml/nearest-name.js'
import { type Problem, problemAtStart } from '../yaml/problem.js'
import type { MistakeInModule } from './check-score-modules.js'
import { type ParsedQuestionnaire, parseQuestionnaire } from './load-questionnaire.js'
import type { TranslationFile } from './translation-overlay.js'

export interface QuestionnaireFilesOptions {
  /** A path as people see it in a message. */
  readonly shown: (file: string) => string
  /** Scores whose functions may run, by id. Default: it is not asked which. */
  readonly allowTools?: readonly string[]
}

/**
 * Reads a questionnaire with the files beside it. No code is loaded: of functions it is only seen that their files
 * are there.
 *
 * @param file path of the `schema.yaml`.
 */
export function loadQuestionnaireFiles(
  file: string,
  { shown, allowTools }: QuestionnaireFilesOptions,
): ParsedQuestionnaire {
  const folder = resolve(dirname(file))
  const { translations, strayed } = translationsIn(folder, shown)
  const parsed = parseQuestionnaire(readFileSync(file, 'utf8'), shown(file), {
    translations,
    mistakeInModule: mistakesInModules(folder, allowTools),
  })
  return { ...parsed, problems: [...parsed.problems, ...strayed] }
}

/** Whether a file is named as a translation of the questionnaire in its folder. */
export function isTranslationPath(path: string): boolean {
  const [folder = '', name = ''] = path.split(/[\\/]/).slice(-2)
  return translationLanguage(name, folder) !== undefined
}

/** `fi` of `lunch.fi.yaml` in the folder `lunch`. */
function translationLanguage(name: string, id: string): string | undefined {
  if (!name.startsWith(`${id}.`) || !name.endsWith('.yaml')) return undefined
  return name.slice(id.length + 1, -'.yaml'.length) || undefined
}

function translationsIn(
  folder: string,
  shown: (file: string) => string,
): { translations: TranslationFile[]; strayed: Problem[] } {
  const id = basename(folder)
  const translations: TranslationFile[] = []
  const strayed: Problem[] = []
  for (const name of readdirSync(folder).sort()) {
    const file = join(folder, name)
    const language = translationLanguage(name, id)
    if (language !== undefined) {
      translations.push({ file: shown(file), language, text: readFileSync(file, 'utf8') })
      continue
    }
    const [, stem = '', tag = ''] = /^(.+)\.([A-Za-z]{2,3}(?:-\w+)*)\.ya?ml$/.exec(name) ?? []
    if (stem !== id && nearestName(stem, [id]) === undefined) continue
    const message = `This file is not read. A translation is called "${id}.${tag}.yaml": rename it.`
    strayed.push(problemAtStart(shown(file), message, { severity: 'warning', rule: 'invalid-name' }))
  }
  return { translations, strayed }
}

/** A score's function lies in the questionnaire's own folder, and has to be allowed by the score's name. */
function mistakesInModules(folder: string, allowTools: readonly string[] | undefined): MistakeInModule {
  return ({ id, module }) => {
    if (module === undefined) return undefined
    if (allowTools !== undefined && !allowTools.includes(id)) {
      return {
        message: `The function of the score "${id}" is not allowed to run. Where you trust this file, allow it by the score's name: allowTools: ['${id}'], or ALLOW_TOOLS=${id} for the server.`,
        rule: 'tool-not-allowed',
      }
    }
    const found = findInFolder(folder, module.path, "the questionnaire's folder")
    return 'error' in found ? { message: found.error, rule: 'missing-file' } : undefined
  }
}
