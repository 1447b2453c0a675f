import { describe, oneOfList } from '../yaml/describe.js'
import { nearestName } from '../yaml/nearest-name.js'
import { mistakeInAnswer } from './answer-rules.js'
import { errorSentence } from './error-sentences.js'
import { MAX_FILES } from './file-limits.js'
import { optional } from './optional.js'
import {
  entryHeading,
  FIELD_TYPES,
  type Field,
  type FieldType,
  MESSAGE_RULES,
  type Option,
} from './questionnaire.js'
import { type FoundCondition, readCondition } from './read-condition.js'
import { readFileRules } from './read-file-rules.js'
import { idOf, readCoding } from './read-identity.js'
import { type Limits, readLimits } from './read-limits.js'
import { optionKeysOf, readOptions } from './read-options.js'
import { parseRichText } from './rich-text.js'
import type { SchemaMapping } from './schema-mapping.js'

const MAX_SCALE_STEPS = 20
/** Groups inside each other. */
const MAX_DEPTH = 8

/** What belongs to a field whatever its type; the others stand beside the types that they belong to. */
const COMMON_KEYS = ['id', 'type', 'label', 'short', 'hint', 'description', 'when', 'linkId', 'code', 'under']
const QUESTION_KEYS = [
  'required',
  'hidden',
  'sensitive',
  'readonly',
  'default',
  'prefill',
  'messages',
  'probe',
]
const KEYS_OF_TYPE: Readonly<Record<FieldType, readonly string[]>> = {
  string: [...QUESTION_KEYS, 'minLength', 'maxLength', 'pattern', 'format', 'autocomplete', 'repeat'],
  text: [...QUESTION_KEYS, 'minLength', 'maxLength', 'pattern', 'autocomplete', 'repeat'],
  integer: [...QUESTION_KEYS, 'min', 'max', 'widget', 'autocomplete', 'repeat'],
  decimal: [...QUESTION_KEYS, 'min', 'max', 'autocomplete', 'repeat'],
  boolean: [...QUESTION_KEYS, 'must'],
  date: [...QUESTION_KEYS, 'min', 'max', 'autocomplete'],
  datetime: [...QUESTION_KEYS, 'min', 'max'],
  time: QUESTION_KEYS,
  choice: [...QUESTION_KEYS, 'options', 'scale', 'coding', 'multiple', 'other', 'widget', 'autocomplete'],
  quantity: [...QUESTION_KEYS, 'min', 'max', 'unit', 'units'],
  url: [...QUESTION_KEYS, 'autocomplete', 'repeat'],
  file: ['required', 'sensitive', 'messages', 'accept', 'maxSize', 'repeat'],
  display: ['hidden'],
  group: ['fields', 'layout', 'repeat', 'hidden'],
}
const ALL_KEYS = [...new Set([...COMMON_KEYS, ...Object.values(KEYS_OF_TYPE).flat()])]

/** What reading a field needs of the rest of the file. */
export interface FieldReading {
  readonly scales: ReadonlyMap<string, readonly Option[]>
  readonly conditions: FoundCondition[]
  /** The groups around, outermost first. */
  readonly groups?: readonly EnclosingGroup[]
}

interface EnclosingGroup {
  readonly id: string
  readonly layout: Field['layout']
  readonly isRepeating: boolean
}

/** Reads one field, and those inside a group; `undefined` where it has no usable id. */
export function readField(mapping: SchemaMapping, reading: FieldReading): Field | undefined {
  const id = idOf(mapping)
  const type = readType(mapping)
  allowKeys(mapping, type)
  const label = mapping.text('label') ?? (id === undefined ? '' : inWords(id))
  const layout = (type === 'group' && mapping.oneOf('layout', ['page', 'steps'])) || 'page'
  const repeat = readRepeat(mapping, type, label)
  const isRepeating = type === 'group' && repeat !== undefined
  const groups = reading.groups ?? []
  const fields =
    type === 'group'
      ? readChildren(mapping, { ...reading, groups: [...groups, { id: id ?? '', layout, isRepeating }] })
      : []
  const limits = readLimits(mapping, type)
  const options = type === 'choice' ? readOptions(mapping, reading.scales) : []
  const multiple = mapping.flag('multiple') ?? false
  if (!multiple) refuseExclusive(mapping, options)
  const must = mapping.flag('must') ?? false
  const required = (mapping.flag('required') ?? false) || must
  const messages = readMessages(mapping, type, { ...limits, must, required })
  const format: Field['format'] = mapping.oneOf('format', ['email', 'tel', 'postal-code'])
  const when = readCondition(mapping, reading.conditions, id)
  const field: Field = {
    id: id ?? '',
    type,
    label,
    ...optional('short', mapping.text('short')),
    ...optional('hint', mapping.text('hint')),
    ...optional('description', mapping.text('description')),
    ...optional('probe', mapping.text('probe')),
    required,
    must,
    ...optional('when', when),
    hidden: mapping.flag('hidden') ?? false,
    sensitive: mapping.flag('sensitive') ?? false,
    options,
    multiple,
    ...optional('scale', type === 'choice' && mapping.has('scale') ? mapping.text('scale') : undefined),
    ...optional('other', mapping.text('other')),
    units: type === 'quantity' ? readUnits(mapping) : [],
    ...optional('widget', readWidget(mapping, type, { ...limits, multiple })),
    ...limits,
    ...optional('format', format),
    ...readFileRules(mapping, type),
    ...optional('autocomplete', mapping.text('autocomplete')),
    ...readPrefill(mapping),
    readonly: mapping.flag('readonly') ?? false,
    ...optional('text', type === 'display' ? readDisplayText(mapping, label) : undefined),
    messages,
    linkId: mapping.text('linkId') ?? id ?? '',
    ...optional('under', mapping.text('under')),
    ...optional('code', readCoding(mapping, 'code')),
    fields,
    layout,
    ...optional('repeat', repeat),
    ...optional('parent', groups.at(-1)?.id),
    ...optional('entryOf', groups.findLast((group) => group.isRepeating)?.id),
    page: isRepeating ? (id ?? '') : pageFor(id ?? '', groups),
  }
  refuseSilentProbe(mapping, field)
  const first = readDefault(mapping, field)
  return id === undefined ? undefined : { ...field, ...optional('default', first) }
}

/** A model never sees what is kept back, and nobody is asked about what they cannot answer. */
function refuseSilentProbe(mapping: SchemaMapping, { probe, sensitive, hidden, readonly }: Field): void {
  const reason = sensitive ? 'sensitive' : hidden ? 'hidden' : readonly ? 'readonly' : undefined
  if (probe === undefined || reason === undefined) return
  mapping.report(
    `The ${mapping.what} has a "probe" and is ${reason}, so its answer is never looked at. Remove one of the two.`,
    'probe',
  )
}

function readUnits(mapping: SchemaMapping): readonly string[] {
  const unit = mapping.text('unit')
  const units = mapping.texts('units')
  if (unit !== undefined && units !== undefined)
    mapping.report(`The ${mapping.what} has both "unit" and "units". Keep one of them.`, 'unit')
  if (!mapping.has('unit') && !mapping.has('units'))
    mapping.report(`The ${mapping.what} has no "unit". Add one, such as unit: kg.`, undefined, {
      rule: 'missing-key',
    })
  if (units?.length === 0) mapping.report('"units" is empty. Give at least one unit.', 'units')
  if (units !== undefined && new Set(units).size < units.length)
    mapping.report('"units" has the same unit twice.', 'units', { rule: 'repeated-name' })
  return units ?? (unit === undefined ? [] : [unit])
}

function readPrefill(mapping: SchemaMapping): Pick<Field, 'prefill'> {
  const prefill = mapping.text('prefill')
  if (prefill === undefined) return {}
  if (/^query\.[\w-]+$/.test(prefill) || /^host(?:\.\w+)+$/.test(prefill)) return { prefill }
  mapping.report(
    `"prefill" has to be query.<name> or host.<name>, such as query.ref, found "${prefill}".`,
    'prefill',
  )
  return {}
}

/** The label is the page's heading or the text's own; what is said at length is the description. */
function readDisplayText(mapping: SchemaMapping, label: string) {
  return parseRichText(mapping.text('description') ?? label)
}

/** Checked as an answer is, but for what depends on the day. */
function readDefault(mapping: SchemaMapping, field: Field): Field['default'] {
  const value = mapping.value.default
  if (!mapping.has('default') || field.type === 'file') return undefined
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    mapping.report(`"default" has to be one value, found ${describe(value)}.`, 'default', {
      rule: 'wrong-type',
    })
    return undefined
  }
  if (field.multiple || field.type === 'quantity' || field.must) {
    mapping.report(`A default belongs to a question with one value that nobody has to agree to.`, 'default')
    return undefined
  }
  const { min: _min, max: _max, ...unlimited } = field
  const isDate = field.type === 'date' || field.type === 'datetime'
  const mistake = mistakeInAnswer(isDate ? unlimited : field, value, { today: '2000-01-01' })
  if (mistake === undefined) return value
  mapping.report(
    `The default ${JSON.stringify(value)} is no valid answer: ${errorSentence(field, mistake, 'en')}`,
    'default',
  )
  return undefined
}

function readType(mapping: SchemaMapping): FieldType {
  const isChoice = ['options', 'scale', 'coding'].some((key) => mapping.has(key))
  if (!mapping.has('type')) return isChoice ? 'choice' : mapping.has('fields') ? 'group' : 'string'
  const type = mapping.oneOf('type', FIELD_TYPES) ?? (isChoice ? 'choice' : 'string')
  // Files written for the wider format give the type of the code here: `type: integer` with `coding`.
  return mapping.has('coding') && (type === 'integer' || type === 'string') ? 'choice' : type
}

function allowKeys(mapping: SchemaMapping, type: FieldType): void {
  const allowed = [...COMMON_KEYS, ...KEYS_OF_TYPE[type]]
  const misplaced: Record<string, string> = {}
  const foundType = mapping.value.type
  const typeIsBroken = foundType !== undefined && !FIELD_TYPES.some((name) => name === foundType)
  for (const key of ALL_KEYS) {
    if (allowed.includes(key)) continue
    const types = FIELD_TYPES.filter((name) => KEYS_OF_TYPE[name].includes(key))
    misplaced[key] = `"${key}" does not belong to a field of type "${type}", only to ${oneOfList(types)}.`
  }
  if (typeIsBroken) {
    mapping.allow(ALL_KEYS)
    return
  }
  for (const key of Object.keys(mapping.value)) {
    // An unknown key is compared with every key of the format, not only with those of this type.
    if (!ALL_KEYS.includes(key) && nearestName(key, ALL_KEYS) !== undefined) {
      misplaced[key] =
        `Unknown key "${key}" in the ${mapping.what}. Did you mean "${nearestName(key, ALL_KEYS)}"?`
    }
  }
  mapping.allow(allowed, {}, misplaced)
}

/** The outermost group that is one page, below every group whose fields have pages of their own. */
function pageFor(id: string, groups: readonly EnclosingGroup[]): string {
  const from = groups.findLastIndex(({ layout, isRepeating }) => layout === 'steps' || isRepeating)
  const last = groups[from]
  if (last?.isRepeating && last.layout === 'page') return last.id
  return groups[from + 1]?.id ?? id
}

/** Most entries where the file does not say. */
const MAX_ENTRIES = 50

function readRepeat(mapping: SchemaMapping, type: FieldType, label: string): Field['repeat'] {
  const repeat = mapping.mapping('repeat', `repeat of the ${mapping.what}`)
  if (repeat === undefined) return undefined
  repeat.allow(type === 'group' ? ['min', 'max', 'item', 'add'] : ['min', 'max', 'add'])
  const min = repeat.wholeNumber('min') ?? 0
  const max = repeat.wholeNumber('max') ?? Math.max(type === 'file' ? MAX_FILES : MAX_ENTRIES, min)
  if (type === 'file' && max > MAX_FILES)
    repeat.report(`There may be at most ${MAX_FILES} files, found ${max}.`, repeat.has('max') ? 'max' : 'min')
  if (max < 1 || min > max)
    repeat.report(`"max" (${max}) has to be at least 1 and not below "min" (${min}).`, 'max')
  if (mapping.value.widget === 'scale')
    mapping.report('A scale has one value. Remove "widget" or "repeat".', 'widget')
  if (mapping.has('default')) mapping.report('A list of values has no default. Remove it.', 'default')
  return {
    min,
    max,
    item: repeat.text('item') ?? entryHeading(label),
    ...optional('add', repeat.text('add')),
  }
}

function readChildren(mapping: SchemaMapping, reading: FieldReading): Field[] {
  const list = mapping.list('fields')
  if (list === undefined && !mapping.has('fields')) {
    mapping.report(`The ${mapping.what} has no "fields". A group needs at least one question.`, undefined, {
      rule: 'missing-key',
    })
  }
  if (list?.length === 0)
    mapping.report('"fields" is empty. A group needs at least one question.', 'fields', {
      rule: 'missing-key',
    })
  return (list ?? []).flatMap((value, index) => {
    const child = mapping.item('fields', index, value, fieldName(value, index))
    if ((reading.groups?.length ?? 0) > MAX_DEPTH) {
      child.report(`Groups may be inside each other ${MAX_DEPTH} deep. Take this one out.`)
      return []
    }
    return readField(child, reading) ?? []
  })
}

/** How messages name a field: by its id, or by its place where it has none. */
export function fieldName(value: unknown, index: number): string {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
  return typeof id === 'string' ? `field "${id}"` : `${index + 1}. field`
}

function readWidget(
  mapping: SchemaMapping,
  type: FieldType,
  field: Limits & { multiple: boolean },
): Field['widget'] {
  if (type !== 'choice' && type !== 'integer') return undefined
  const widgets =
    type === 'integer' ? (['scale'] as const) : (['radios', 'select', 'autocomplete', 'scale'] as const)
  const widget = mapping.oneOf('widget', widgets)
  if (widget === 'scale' && type === 'integer') {
    const steps =
      typeof field.min === 'number' && typeof field.max === 'number' ? field.max - field.min : Infinity
    if (steps > MAX_SCALE_STEPS) {
      mapping.report(`A scale needs "min" and "max" at most ${MAX_SCALE_STEPS} apart.`, 'widget')
    }
  } else if (widget !== undefined && field.multiple) {
    mapping.report('Several answers are always shown as checkboxes. Remove "widget" or "multiple".', 'widget')
  }
  return widget
}

function refuseExclusive(mapping: SchemaMapping, options: readonly Option[]): void {
  const exclusive = options.find((option) => option.exclusive)
  if (exclusive === undefined) return
  const key = optionKeysOf(mapping)[0] ?? 'options'
  mapping.report(`"exclusive" on option "${exclusive.value}" needs "multiple: true".`, key)
}

function readMessages(
  mapping: SchemaMapping,
  type: FieldType,
  field: Limits & { must: boolean; required: boolean },
): Field['messages'] {
  const messages =
    type === 'group' || type === 'display'
      ? undefined
      : mapping.mapping('messages', `messages of the ${mapping.what}`)
  if (messages === undefined) return {}
  messages.allow(MESSAGE_RULES)
  const rules = MESSAGE_RULES.filter((rule) => messages.has(rule))
  for (const rule of rules) {
    const applies =
      rule === 'required'
        ? field.required
        : rule === 'format'
          ? hasFormat(mapping, type)
          : Boolean(field[rule] ?? false)
    if (!applies && field[rule as 'min'] !== 0) {
      messages.report(`This message is never shown: the ${mapping.what} has no rule "${rule}".`, rule, {
        rule: 'no-effect',
        part: 'key',
      })
    }
  }
  return Object.fromEntries(
    rules.flatMap((rule) => {
      const text = messages.text(rule)
      return text === undefined ? [] : [[rule, text]]
    }),
  )
}

function hasFormat(mapping: SchemaMapping, type: FieldType): boolean {
  const isFormed = ['integer', 'decimal', 'date', 'datetime', 'time', 'quantity', 'url', 'file'].includes(
    type,
  )
  return isFormed || mapping.has('format')
}

/** `full_name` to `Full name`. */
function inWords(id: string): string {
  const words = id.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
