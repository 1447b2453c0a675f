import { oneOfList } from '../yaml/describe.js'
import { nearestName } from '../yaml/nearest-name.js'
import { FIELD_KEYS_TO_COME, FIELD_TYPES_TO_COME, WIDGETS_TO_COME } from './not-built-yet.js'
import { optional } from './optional.js'
import { FIELD_TYPES, type Field, type FieldType, MESSAGE_RULES, type Option } from './questionnaire.js'
import { type FoundCondition, readCondition } from './read-condition.js'
import { idOf, readCoding } from './read-identity.js'
import { type Limits, readLimits } from './read-limits.js'
import { optionKeysOf, readOptions } from './read-options.js'
import type { SchemaMapping } from './schema-mapping.js'

const MAX_SCALE_STEPS = 20

/** What belongs to a field whatever its type; the others stand beside the types that they belong to. */
const COMMON_KEYS = ['id', 'type', 'label', 'short', 'hint', 'description', 'when', 'linkId', 'code']
const QUESTION_KEYS = ['required', 'hidden', 'sensitive', 'messages']
const KEYS_OF_TYPE: Readonly<Record<FieldType, readonly string[]>> = {
  string: [...QUESTION_KEYS, 'minLength', 'maxLength', 'pattern', 'format', 'autocomplete'],
  text: [...QUESTION_KEYS, 'minLength', 'maxLength', 'pattern', 'autocomplete'],
  integer: [...QUESTION_KEYS, 'min', 'max', 'widget', 'autocomplete'],
  decimal: [...QUESTION_KEYS, 'min', 'max', 'autocomplete'],
  boolean: [...QUESTION_KEYS, 'must'],
  date: [...QUESTION_KEYS, 'min', 'max', 'autocomplete'],
  choice: [...QUESTION_KEYS, 'options', 'scale', 'coding', 'multiple', 'widget', 'autocomplete'],
  group: ['fields'],
}
const ALL_KEYS = [...new Set([...COMMON_KEYS, ...Object.values(KEYS_OF_TYPE).flat()])]

/** What reading a field needs of the rest of the file. */
export interface FieldReading {
  readonly scales: ReadonlyMap<string, readonly Option[]>
  readonly conditions: FoundCondition[]
  /** Id of the enclosing group, if any. */
  readonly group?: string
}

/** Reads one field, and those inside a group; `undefined` where it has no usable id. */
export function readField(mapping: SchemaMapping, reading: FieldReading): Field | undefined {
  const id = idOf(mapping)
  const type = readType(mapping)
  allowKeys(mapping, type)
  const label = mapping.text('label') ?? (id === undefined ? '' : inWords(id))
  const fields = type === 'group' ? readChildren(mapping, id, reading) : []
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
    required,
    must,
    ...optional('when', when),
    hidden: mapping.flag('hidden') ?? false,
    sensitive: mapping.flag('sensitive') ?? false,
    options,
    multiple,
    ...optional('widget', readWidget(mapping, type, { ...limits, multiple })),
    ...limits,
    ...optional('format', format),
    ...optional('autocomplete', mapping.text('autocomplete')),
    messages,
    linkId: mapping.text('linkId') ?? id ?? '',
    ...optional('code', readCoding(mapping, 'code')),
    fields,
    page: reading.group ?? id ?? '',
  }
  return id === undefined ? undefined : field
}

function readType(mapping: SchemaMapping): FieldType {
  const isChoice = ['options', 'scale', 'coding'].some((key) => mapping.has(key))
  if (!mapping.has('type')) return isChoice ? 'choice' : mapping.has('fields') ? 'group' : 'string'
  const type = mapping.oneOf('type', FIELD_TYPES, FIELD_TYPES_TO_COME) ?? (isChoice ? 'choice' : 'string')
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
    mapping.allow(ALL_KEYS, FIELD_KEYS_TO_COME)
    return
  }
  for (const key of Object.keys(mapping.value)) {
    // An unknown key is compared with every key of the format, not only with those of this type.
    if (
      !ALL_KEYS.includes(key) &&
      nearestName(key, ALL_KEYS) !== undefined &&
      !Object.hasOwn(FIELD_KEYS_TO_COME, key)
    ) {
      misplaced[key] =
        `Unknown key "${key}" in the ${mapping.what}. Did you mean "${nearestName(key, ALL_KEYS)}"?`
    }
  }
  mapping.allow(allowed, FIELD_KEYS_TO_COME, misplaced)
}

function readChildren(mapping: SchemaMapping, id: string | undefined, reading: FieldReading): Field[] {
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
    if (reading.group !== undefined || child.value.type === 'group') {
      child.report(
        'A group inside a group is known, but not built yet. Put its questions into this group.',
        undefined,
        { rule: 'deferred-key' },
      )
      return []
    }
    return readField(child, { ...reading, group: id ?? '' }) ?? []
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
  const widgets = type === 'integer' ? (['scale'] as const) : (['radios', 'select'] as const)
  const widget = mapping.oneOf('widget', widgets, WIDGETS_TO_COME)
  if (widget === 'scale') {
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
    type === 'group' ? undefined : mapping.mapping('messages', `messages of the ${mapping.what}`)
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
  return type === 'integer' || type === 'decimal' || type === 'date' || mapping.has('format')
}

/** `full_name` to `Full name`. */
function inWords(id: string): string {
  const words = id.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
