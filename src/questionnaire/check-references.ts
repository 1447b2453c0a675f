import { isMapping } from '../yaml/describe.js'
import { didYouMean } from '../yaml/nearest-name.js'
import { type FileNames, fileNames, mistakeInName } from './file-names.js'
import { type Field, isQuestion, type Questionnaire, type Score } from './questionnaire.js'
import type { SchemaMapping } from './schema-mapping.js'
import { type Placeholder, placeholdersOf } from './template.js'
import type { TranslationOverlay } from './translation-overlay.js'

/** Words that stand in the place of a page's name in the address of a session. */
export const RESERVED_PAGES = [
  'check',
  'done',
  'recap',
  'confirm',
  'reply',
  'corrections',
  'export',
  'stream',
  'delete',
  'resume',
  'files',
  'save',
  'language',
  'add',
  'remove',
]

/** Reports ids used twice, names of nothing, and pages named like parts of an address. */
export function checkReferences(
  mapping: SchemaMapping,
  questionnaire: Questionnaire,
  overlays: readonly TranslationOverlay[],
): void {
  const names = fileNames(questionnaire)
  checkIds(mapping)
  checkScores(mapping, questionnaire.scores, names)
  checkUnder(mapping, names)
  checkRules(mapping, names)
  checkExcluded(mapping, questionnaire, names)
  for (const part of [mapping, ...overlays.map((overlay) => overlay.mapping)]) checkPlaceholders(part, names)
}

function checkIds(mapping: SchemaMapping): void {
  const ids = new Map<string, string>()
  const check = (holder: unknown, path: (string | number)[], what: string) => {
    const id = isMapping(holder) ? holder.id : undefined
    if (typeof id !== 'string') return
    const first = ids.get(id)
    if (first !== undefined) {
      mapping.reportAt(
        [...path, 'id'],
        `The id "${id}" is already that of a ${first}. Fields and scores share their ids.`,
        { rule: 'repeated-name' },
      )
    } else ids.set(id, what)
  }
  const checkFields = (fields: unknown, before: (string | number)[], isPage: boolean) => {
    for (const [index, field] of listOf(fields).entries()) {
      const path = [...before, 'fields', index]
      check(field, path, 'field')
      if (!isMapping(field)) continue
      if (isPage && typeof field.id === 'string' && RESERVED_PAGES.includes(field.id)) {
        mapping.reportAt(
          [...path, 'id'],
          `"${field.id}" cannot be the name of a page: the address is taken. Choose another id.`,
          { rule: 'invalid-name' },
        )
      }
      checkFields(field.fields, path, field.layout === 'steps')
    }
  }
  checkFields(mapping.value.fields, [], true)
  for (const [index, score] of listOf(mapping.value.scores).entries())
    check(score, ['scores', index], 'score')
  const alerts = new Set<unknown>()
  for (const [index, alert] of listOf(mapping.value.alerts).entries()) {
    if (!isMapping(alert)) continue
    if (alerts.has(alert.id))
      mapping.reportAt(['alerts', index, 'id'], `There are two alerts "${alert.id}".`, {
        rule: 'repeated-name',
      })
    if (alert.id !== undefined) alerts.add(alert.id)
  }
}

function checkScores(mapping: SchemaMapping, scores: readonly Score[], names: FileNames): void {
  for (const score of scores) {
    const index = listOf(mapping.value.scores).findIndex((item) => isMapping(item) && item.id === score.id)
    for (const [place, id] of score.of.entries()) {
      const field = names.fields.get(id)
      const mistake =
        field === undefined
          ? `There is no field "${id}".${didYouMean(id, names.fields.keys())}`
          : whyNotScored(field, score)
      const rule = field === undefined ? 'unknown-field' : 'wrong-value'
      if (mistake !== undefined) mapping.reportAt(['scores', index, 'of', place], mistake, { rule })
    }
    if (new Set(score.of).size < score.of.length) {
      mapping.reportAt(['scores', index, 'of'], `The score "${score.id}" counts a field twice.`, {
        rule: 'repeated-name',
      })
    }
  }
}

/** "under" names the question that the field follows, or others under it do; of a score, any group. */
function checkUnder(mapping: SchemaMapping, names: FileNames): void {
  const mistakeIn = (id: string, under: string, before: readonly unknown[]): string | undefined => {
    const holder = names.fields.get(under)
    if (holder === undefined) return `There is no field "${under}".${didYouMean(under, names.fields.keys())}`
    if (names.scores.has(id))
      return holder.type === 'group' && holder.repeat === undefined
        ? undefined
        : `"under" of a score has to name a group that does not repeat, and "${under}" is none.`
    if (isQuestion(holder) && follows(under, before)) return undefined
    return `"under" has to name the question right before it, and "${under}" is not. Move the field behind "${under}".`
  }
  const check = (items: readonly unknown[], path: (string | number)[]) => {
    for (const [index, item] of items.entries()) {
      if (!isMapping(item)) continue
      const { id, under } = item
      const isSaid = typeof id === 'string' && typeof under === 'string'
      const mistake = isSaid ? mistakeIn(id, under, items.slice(0, index)) : undefined
      if (mistake !== undefined)
        mapping.reportAt([...path, index, 'under'], mistake, { rule: 'unknown-field' })
      check(listOf(item.fields), [...path, index, 'fields'])
    }
  }
  for (const key of ['fields', 'scores']) check(listOf(mapping.value[key]), [key])
}

/** Whether a question is the last of these fields, or what the last one is under, however deep. */
function follows(id: string, before: readonly unknown[]): boolean {
  for (let at = before.length - 1; at >= 0; ) {
    const field = before[at]
    if (!isMapping(field)) return false
    if (field.id === id) return true
    const { under } = field
    const holder = before.slice(0, at).findLastIndex((other) => isMapping(other) && other.id === under)
    if (under === undefined || holder < 0) return false
    at = holder
  }
  return false
}

function checkRules(mapping: SchemaMapping, names: FileNames): void {
  for (const [index, rule] of listOf(mapping.value.rules).entries()) {
    const id = isMapping(rule) ? rule.field : undefined
    if (typeof id !== 'string') continue
    const field = names.fields.get(id)
    const mistake =
      field === undefined
        ? `There is no field "${id}".${didYouMean(id, names.fields.keys())}`
        : isQuestion(field) && !field.hidden && !field.readonly
          ? undefined
          : `"${id}" is not asked, so that nothing can be mended there. Name a question.`
    if (mistake !== undefined) mapping.reportAt(['rules', index, 'field'], mistake, { rule: 'unknown-field' })
  }
}

function whyNotScored(field: Field, score: Score): string | undefined {
  if (field.type === 'group') return `"${field.id}" is a group. List its questions.`
  if (field.type === 'display') return `"${field.id}" is a text and has no answer.`
  if (score.method === 'count' || score.method === 'module') return undefined
  if (['integer', 'decimal', 'quantity'].includes(field.type)) return undefined
  if (field.type !== 'choice') return `"${field.id}" is of type "${field.type}" and has no score.`
  const unscored = field.options.find((option) => option.score === undefined)
  return unscored === undefined
    ? undefined
    : `The answer "${unscored.value}" of "${field.id}" has no score. Add "score", or a value that is a number.`
}

function checkExcluded(mapping: SchemaMapping, questionnaire: Questionnaire, names: FileNames): void {
  if (questionnaire.recap === false) return
  for (const id of questionnaire.recap.exclude) {
    if (names.fields.has(id) || names.scores.has(id)) continue
    const recap = mapping.value.recap
    const place = isMapping(recap) ? listOf(recap.exclude).indexOf(id) : 0
    const known = [...names.fields.keys(), ...names.scores.keys()]
    mapping.reportAt(
      ['recap', 'exclude', place],
      `There is no field or score "${id}".${didYouMean(id, known)}`,
      { rule: 'unknown-field' },
    )
  }
}

function checkPlaceholders(mapping: SchemaMapping, names: FileNames): void {
  for (const key of ['alerts', 'completion']) {
    const rules = mapping.value[key]
    // In a translation alerts are a mapping by id.
    const places = isMapping(rules) ? Object.entries(rules) : [...listOf(rules).entries()]
    for (const [place, rule] of places) {
      for (const part of ['title', 'body']) {
        const text = isMapping(rule) ? rule[part] : undefined
        for (const placeholder of typeof text === 'string' ? placeholdersOf(text) : []) {
          const mistake = mistakeInPlaceholder(placeholder, names)
          if (mistake !== undefined) mapping.reportAt([key, place, part], mistake, { rule: 'unknown-field' })
        }
      }
    }
  }
}

function mistakeInPlaceholder({ name, path }: Placeholder, names: FileNames): string | undefined {
  const [first, second, third] = path
  if (first === 'contacts') {
    const complete = path.length === 3 && second !== '' && (third === 'name' || third === 'phone')
    return complete ? undefined : `Write {contacts.<key>.name} or {contacts.<key>.phone}, found {${name}}.`
  }
  if (first === 'response')
    return name === 'response.id' ? undefined : `Write {response.id}, found {${name}}.`
  if (second === 'band' && third === 'label' && path.length === 3)
    return mistakeInName(names, path.slice(0, 2))
  if (path.length > 1) {
    return `{${name}} is unknown. Write {field}, {score}, {score.band.label}, {response.id} or {contacts.<key>.phone}.`
  }
  return mistakeInName(names, path)
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
