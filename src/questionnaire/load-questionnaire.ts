import { isMapping } from '../yaml/describe.js'
import type { Problem } from '../yaml/problem.js'
import { readYaml, type YamlFile } from '../yaml/read-yaml.js'
import { loopsIn, mistakesInCondition } from './check-conditions.js'
import { checkReferences } from './check-references.js'
import { checkModules, type MistakeInModule } from './check-score-modules.js'
import { fileNames } from './file-names.js'
import { optional } from './optional.js'
import type { Field, Option, Questionnaire } from './questionnaire.js'
import type { FoundCondition } from './read-condition.js'
import { fieldName, readField } from './read-field.js'
import { readCoding } from './read-identity.js'
import { readOptionList } from './read-options.js'
import { readAlert, readCompletion, readCrossRule, readRecap } from './read-rules.js'
import { readScore } from './read-score.js'
import { readTranslations } from './read-translations.js'
import { parseRichText } from './rich-text.js'
import { SchemaMapping } from './schema-mapping.js'
import {
  readOverlays,
  type TranslationFile,
  type TranslationOverlay,
  wholeText,
} from './translation-overlay.js'

const KEYS = [
  'format',
  'id',
  'name',
  'version',
  'language',
  'description',
  'copyright',
  'code',
  'url',
  'intro',
  'scales',
  'fields',
  'scores',
  'alerts',
  'completion',
  'recap',
  'rules',
  'exit',
  'resume',
  'retain',
  'translations',
]
/** Characters. */
const MAX_FILE_LENGTH = 1_000_000

/** What stands beside a questionnaire file. */
export interface QuestionnaireSurroundings {
  /** Its texts in other languages. */
  readonly translations?: readonly TranslationFile[]
  /** What is wrong with the function that a score names, if anything. Default: it is not looked for. */
  readonly mistakeInModule?: MistakeInModule
}

export interface ParsedQuestionnaire {
  /** Absent where there is a mistake. */
  readonly questionnaire?: Questionnaire
  readonly problems: Problem[]
  /** All that the questionnaire was read from, as one text that `parseQuestionnaire` reads without more files. */
  readonly text: string
  /** The texts in other languages, as they were written. */
  readonly overlays: readonly TranslationOverlay[]
}

/**
 * Reads and checks one `schema.yaml`, with what stands beside it. All mistakes come at once, in file order.
 *
 * @param file names the file in messages; the folder that it is in is the questionnaire's id.
 */
export function parseQuestionnaire(
  text: string,
  file: string,
  { translations = [], mistakeInModule }: QuestionnaireSurroundings = {},
): ParsedQuestionnaire {
  for (const part of [{ file, text }, ...translations]) {
    if (part.text.length <= MAX_FILE_LENGTH) continue
    const message = `This file has more than ${MAX_FILE_LENGTH} characters. Split the questionnaire.`
    return refused({ file: part.file, line: 1, column: 1, message, severity: 'error', rule: 'wrong-type' })
  }
  const yaml = readYaml(text, file, 'core')
  if (yaml.problems.length > 0) return refused(...yaml.problems)
  if (!isMapping(yaml.value)) {
    const message = 'A questionnaire has to be a mapping that begins with "name:".'
    return refused(yaml.problem([], message, { rule: 'wrong-type' }))
  }
  const problems: Problem[] = []
  const conditions: FoundCondition[] = []
  const mapping = new SchemaMapping(yaml, problems, [], yaml.value, 'questionnaire')
  const base = readQuestionnaire(mapping, file, conditions)
  const overlays = readOverlays(mapping, base.language, translations)
  const questionnaire = { ...base, translations: readTranslations(overlays, base) }
  checkReferences(mapping, base, overlays)
  if (mistakeInModule !== undefined) checkModules(mapping, base.scores, mistakeInModule)
  checkConditions(yaml, text, problems, base, conditions)
  const whole = wholeText(text, mapping, overlays)
  if (whole.length > MAX_FILE_LENGTH) {
    const message = `With its translations this file has more than ${MAX_FILE_LENGTH} characters. Split the questionnaire.`
    problems.push(yaml.problem([], message, { rule: 'wrong-type' }))
  }
  inOrder(problems, [file, ...translations.map((part) => part.file)])
  const isWrong = problems.some((problem) => problem.severity === 'error')
  return { ...(isWrong ? {} : { questionnaire }), problems, text: whole, overlays }
}

function refused(...problems: Problem[]): ParsedQuestionnaire {
  return { problems, text: '', overlays: [] }
}

/** By file, in the order in which they were read, and by place. */
function inOrder(problems: Problem[], files: readonly string[]): void {
  problems.sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  )
}

function readQuestionnaire(
  mapping: SchemaMapping,
  file: string,
  conditions: FoundCondition[],
): Questionnaire {
  mapping.allow(KEYS)
  if (mapping.has('format') && mapping.value.format !== 1) {
    mapping.report('"format" has to be 1, the only version of this format.', 'format')
  }
  const id = readId(mapping, file)
  const name = mapping.requiredText('name', 'name: Before your visit') ?? ''
  const version = mapping.requiredText('version', 'version: "1.0"') ?? ''
  const language = readLanguage(mapping)
  const intro = mapping.text('intro')
  const texts = {
    ...optional('description', mapping.text('description')),
    ...optional('copyright', mapping.text('copyright')),
    ...optional('url', mapping.text('url')),
  }
  const code = readCoding(mapping, 'code')
  return {
    id,
    name,
    version,
    language,
    translations: new Map(),
    ...texts,
    ...optional('intro', intro === undefined ? undefined : parseRichText(intro)),
    ...optional('code', code),
    fields: readFields(mapping, conditions),
    scores: readItems(mapping, 'scores', 'score', readScore),
    rules: readItems(mapping, 'rules', 'rule', (item) => readCrossRule(item, conditions)),
    alerts: readItems(mapping, 'alerts', 'alert', (item) => readAlert(item, conditions)),
    completion: readCompletion(mapping, conditions),
    recap: readRecap(mapping),
    ...optional('exit', readExit(mapping)),
    resume: mapping.value.resume === false ? false : (readDays(mapping, 'resume') ?? { days: DRAFT_DAYS }),
    ...optional('retain', readDays(mapping, 'retain')),
  }
}

function readFields(mapping: SchemaMapping, conditions: FoundCondition[]): Field[] {
  const scales = readScales(mapping)
  if (!mapping.has('fields'))
    mapping.report('The questionnaire has no "fields". Add at least one question.', undefined, {
      rule: 'missing-key',
    })
  const list = mapping.list('fields')
  if (list?.length === 0)
    mapping.report('"fields" is empty. Add at least one question.', 'fields', { rule: 'missing-key' })
  return (list ?? []).flatMap((value, index) => {
    const item = mapping.item('fields', index, value, fieldName(value, index))
    return readField(item, { scales, conditions }) ?? []
  })
}

function readScales(mapping: SchemaMapping): Map<string, readonly Option[]> {
  const scales = mapping.mapping('scales', '"scales"')
  const names = Object.keys(scales?.value ?? {})
  return new Map(names.map((name) => [name, scales === undefined ? [] : readOptionList(scales, name)]))
}

function readItems<Item>(
  mapping: SchemaMapping,
  key: string,
  what: string,
  read: (item: SchemaMapping) => Item | undefined,
): Item[] {
  return (mapping.list(key) ?? []).flatMap((value, index) => {
    const id = isMapping(value) && typeof value.id === 'string' ? value.id : undefined
    const name = id === undefined ? `${index + 1}. ${what}` : `${what} "${id}"`
    return read(mapping.item(key, index, value, name)) ?? []
  })
}

function readId(mapping: SchemaMapping, file: string): string {
  const parts = file.split(/[\\/]/)
  const folder = parts.at(-2) ?? parts.at(-1)?.replace(/\.ya?ml$/, '') ?? ''
  const id = mapping.text('id')
  if (id !== undefined && id !== folder) {
    mapping.report(
      `The id "${id}" is not the folder's name, "${folder}". Write "${folder}" or remove it.`,
      'id',
    )
  }
  return folder
}

/** Days that a draft is kept where the file does not say. */
export const DRAFT_DAYS = 28

function readDays(mapping: SchemaMapping, key: string): { readonly days: number } | undefined {
  const period = mapping.mapping(key, `"${key}"`)
  period?.allow(['days'])
  if (period !== undefined && !period.has('days')) {
    period.report(`"${key}" has no "days". Add a number, such as days: 28.`, undefined, {
      rule: 'missing-key',
    })
  }
  const days = period?.wholeNumber('days')
  if (days === undefined) return undefined
  if (days >= 1 && days <= 3650) return { days }
  period?.report(`"days" has to be from 1 to 3650, found ${days}.`, 'days')
  return undefined
}

function readExit(mapping: SchemaMapping): string | undefined {
  const exit = mapping.text('exit')
  if (exit === undefined || (/^https?:\/\//.test(exit) && URL.canParse(exit))) return exit
  mapping.report(`"exit" has to be a web address such as https://www.example.org, found "${exit}".`, 'exit')
  return undefined
}

function readLanguage(mapping: SchemaMapping): string {
  const language = mapping.requiredText('language', 'language: en')
  if (language === undefined) return 'en'
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en'
  } catch {
    mapping.report(`"language" has to be a language tag such as en or fi, found "${language}".`, 'language')
    return 'en'
  }
}

function checkConditions(
  yaml: YamlFile,
  source: string,
  problems: Problem[],
  questionnaire: Questionnaire,
  conditions: readonly FoundCondition[],
): void {
  const names = fileNames(questionnaire)
  const lines = source.split(/\r\n|\r|\n/)
  const sound = conditions.filter((found) => {
    const mistakes = mistakesInCondition(found, names)
    for (const { message, offset } of mistakes) {
      const problem = yaml.problem(found.path, message, { rule: 'invalid-condition' })
      const line = lines[problem.line - 1] ?? ''
      const start = line.indexOf(found.text, problem.column - 1)
      // Escapes and folded lines move the text about; then the start of the value is as near as can be told.
      problems.push(start < 0 ? problem : { ...problem, column: start + offset + 1 })
    }
    return mistakes.length === 0
  })
  for (const [fieldId, loop] of loopsIn(sound, names)) {
    const found = sound.find((condition) => condition.fieldId === fieldId)
    problems.push(
      yaml.problem(found?.path ?? [], `This condition leads back to itself: ${loop}.`, {
        rule: 'invalid-condition',
      }),
    )
  }
}
