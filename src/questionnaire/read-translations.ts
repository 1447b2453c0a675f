import { isMapping } from '../yaml/describe.js'
import { didYouMean } from '../yaml/nearest-name.js'
import { optional } from './optional.js'
import {
  allFields,
  entryHeading,
  type Field,
  MESSAGE_RULES,
  type Option,
  type Questionnaire,
  type Score,
} from './questionnaire.js'
import { parseRichText } from './rich-text.js'
import type { SchemaMapping } from './schema-mapping.js'
import type { TranslationOverlay } from './translation-overlay.js'

const FIELD_KEYS = ['label', 'short', 'hint', 'description', 'other', 'options', 'messages', 'repeat']

/** The questionnaire in its other languages, by language tag. What is not translated stays as it is. */
export function readTranslations(
  overlays: readonly TranslationOverlay[],
  questionnaire: Questionnaire,
): ReadonlyMap<string, Questionnaire> {
  return new Map(
    overlays.map(({ language, mapping }) => [language, translated(questionnaire, language, mapping)]),
  )
}

function translated(base: Questionnaire, language: string, overlay: SchemaMapping): Questionnaire {
  overlay.allow([
    ...['name', 'description', 'intro', 'copyright', 'scales', 'fields', 'scores', 'alerts'],
    ...['completion', 'rules'],
  ])
  const scales = overlay.mapping('scales', '"scales"')
  checkNames(scales, [...new Set(allFields(base.fields).flatMap(({ scale }) => scale ?? []))], 'scale')
  const fields = overlay.mapping('fields', '"fields"')
  checkNames(
    fields,
    allFields(base.fields).map(({ id }) => id),
    'field',
  )
  const scores = overlay.mapping('scores', '"scores"')
  checkNames(
    scores,
    base.scores.map(({ id }) => id),
    'score',
  )
  const alerts = overlay.mapping('alerts', '"alerts"')
  checkNames(
    alerts,
    base.alerts.map(({ id }) => id),
    'alert',
  )
  const intro = overlay.text('intro')
  return {
    ...base,
    language,
    ...optional('name', overlay.text('name')),
    ...optional('description', overlay.text('description')),
    ...optional('copyright', overlay.text('copyright')),
    ...optional('intro', intro === undefined ? undefined : parseRichText(intro)),
    fields: base.fields.map((field) => translatedField(field, fields, scales)),
    scores: base.scores.map((score) => translatedScore(score, scores)),
    alerts: base.alerts.map((alert) => {
      const words = alerts?.mapping(alert.id, `translation of the alert "${alert.id}"`)
      words?.allow(['title', 'body'])
      const body = words?.text('body')
      return {
        ...alert,
        ...optional('title', words?.text('title')),
        ...optional('body', body === undefined ? undefined : parseRichText(body)),
      }
    }),
    completion: eachOf(overlay, 'completion', base.completion, ['title', 'body'], (rule, words) => {
      const body = words.text('body')
      return {
        ...rule,
        ...optional('title', words.text('title')),
        ...optional('body', body === undefined ? undefined : parseRichText(body)),
      }
    }),
    rules: eachOf(overlay, 'rules', base.rules, ['message'], (rule, words) => ({
      ...rule,
      ...optional('message', words.text('message')),
    })),
  }
}

/** Lists whose items have no name: one for each, in the same order. */
function eachOf<Item>(
  overlay: SchemaMapping,
  key: string,
  items: readonly Item[],
  keys: readonly string[],
  translate: (item: Item, words: SchemaMapping) => Item,
): readonly Item[] {
  const list = overlay.list(key)
  if (list === undefined) return items
  if (list.length !== items.length) {
    overlay.report(`"${key}" has ${list.length} items here and ${items.length} in the file.`, key)
    return items
  }
  return items.map((item, index) => {
    const words = overlay.item(key, index, list[index], `${index + 1}. item of "${key}"`)
    words.allow(keys)
    return translate(item, words)
  })
}

function translatedField(
  field: Field,
  fields: SchemaMapping | undefined,
  scales: SchemaMapping | undefined,
): Field {
  const words = fields?.mapping(field.id, `translation of the field "${field.id}"`)
  words?.allow(FIELD_KEYS)
  const messages = words?.mapping('messages', `messages of the field "${field.id}"`)
  messages?.allow(MESSAGE_RULES)
  const repeat = words?.mapping('repeat', `repeat of the field "${field.id}"`)
  repeat?.allow(['item', 'add'])
  const own = Object.fromEntries(
    MESSAGE_RULES.flatMap((rule) => {
      const text = messages?.text(rule)
      return text === undefined ? [] : [[rule, text]]
    }),
  )
  const shared =
    field.scale === undefined ? field.options : translatedOptions(field.options, scales, field.scale)
  const label = words?.text('label')
  const description = words?.text('description')
  return {
    ...field,
    ...optional('label', label),
    ...optional('short', words?.text('short') ?? label),
    ...optional('hint', words?.text('hint')),
    ...optional('description', description),
    ...optional('other', field.other === undefined ? undefined : words?.text('other')),
    options: translatedOptions(shared, words, 'options'),
    messages: { ...field.messages, ...own },
    ...optional(
      'repeat',
      field.repeat && {
        ...field.repeat,
        ...optional('item', repeat?.text('item') ?? entryHeadingOf(field, label)),
        ...optional('add', repeat?.text('add')),
      },
    ),
    ...optional(
      'text',
      field.type !== 'display'
        ? undefined
        : parseTextOf(description ?? (field.description === undefined ? label : undefined)),
    ),
    fields: field.fields.map((child) => translatedField(child, fields, scales)),
  }
}

/** Of a group without a heading of its own for entries, its label begins that. */
function entryHeadingOf(field: Field, label: string | undefined): string | undefined {
  const isOwn = field.repeat?.item !== entryHeading(field.label)
  return isOwn || label === undefined ? undefined : entryHeading(label)
}

function parseTextOf(text: string | undefined) {
  return text === undefined ? undefined : parseRichText(text)
}

/** A list of labels in the order of the options, or a mapping from values to labels. */
function translatedOptions(
  options: readonly Option[],
  holder: SchemaMapping | undefined,
  key: string,
): readonly Option[] {
  if (holder === undefined || !holder.has(key)) return options
  if (isMapping(holder.value[key])) {
    const labels = holder.mapping(key, `translation of "${key}"`)
    checkNames(
      labels,
      options.map(({ value }) => String(value)),
      'answer',
    )
    return options.map((option) => translatedOption(option, labels))
  }
  const labels = holder.texts(key)
  if (labels === undefined) return options
  if (labels.length !== options.length) {
    holder.report(`"${key}" has ${labels.length} labels here and ${options.length} answers in the file.`, key)
    return options
  }
  return options.map((option, index) => ({ ...option, label: labels[index] ?? option.label }))
}

/** A label, or a mapping of label and hint. */
function translatedOption(option: Option, labels: SchemaMapping | undefined): Option {
  const value = String(option.value)
  if (!isMapping(labels?.value[value])) return { ...option, ...optional('label', labels?.text(value)) }
  const words = labels.mapping(value, `translation of the answer "${value}"`)
  words?.allow(['label', 'hint'])
  return { ...option, ...optional('label', words?.text('label')), ...optional('hint', words?.text('hint')) }
}

function translatedScore(score: Score, scores: SchemaMapping | undefined): Score {
  const words = scores?.mapping(score.id, `translation of the score "${score.id}"`)
  words?.allow(['label', 'bands'])
  const bands = words?.mapping('bands', `bands of the score "${score.id}"`)
  checkNames(
    bands,
    score.bands.map(({ id }) => id),
    'band',
  )
  return {
    ...score,
    ...optional('label', words?.text('label')),
    bands: score.bands.map((band) => ({ ...band, ...optional('label', bands?.text(band.id)) })),
  }
}

function checkNames(mapping: SchemaMapping | undefined, known: readonly string[], what: string): void {
  for (const name of Object.keys(mapping?.value ?? {})) {
    if (known.includes(name)) continue
    mapping?.report(`There is no ${what} "${name}".${didYouMean(name, known)}`, name, {
      rule: 'unknown-field',
      part: 'key',
    })
  }
}
