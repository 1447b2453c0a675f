import { isRealDate } from './date-text.js'
import { optional } from './optional.js'
import { MAX_PATTERN_INPUT, patternMistake } from './pattern.js'
import type { Field, FieldType } from './questionnaire.js'
import type { SchemaMapping } from './schema-mapping.js'

/** Characters that an answer may have where the field does not say. */
const DEFAULT_MAX_LENGTH = { string: 1000, text: 20_000 }

/** The rules about length, range and form. */
export type Limits = Pick<Field, 'min' | 'max' | 'minLength' | 'maxLength' | 'pattern'>

export function readLimits(mapping: SchemaMapping, type: FieldType): Limits {
  const readLimit =
    type === 'date' || type === 'datetime'
      ? readDateLimit
      : type === 'integer' || type === 'decimal' || type === 'quantity'
        ? readNumber
        : undefined
  const isText = type === 'string' || type === 'text'
  const pattern = isText ? readPattern(mapping) : undefined
  const limits: Limits = {
    ...optional('min', readLimit?.(mapping, 'min')),
    ...optional('max', readLimit?.(mapping, 'max')),
    ...optional('minLength', isText ? mapping.wholeNumber('minLength') : undefined),
    ...optional(
      'maxLength',
      isText ? (mapping.wholeNumber('maxLength') ?? defaultMaxLength(type, pattern)) : undefined,
    ),
    ...optional('pattern', pattern),
  }
  checkOrder(mapping, 'min', limits.min, 'max', limits.max)
  checkOrder(mapping, 'minLength', limits.minLength, 'maxLength', limits.maxLength)
  if (limits.maxLength === 0) mapping.report('"maxLength" has to be at least 1, found 0.', 'maxLength')
  if (pattern !== undefined && limits.maxLength !== undefined && limits.maxLength > MAX_PATTERN_INPUT) {
    mapping.report(`With a "pattern", "maxLength" may be at most ${MAX_PATTERN_INPUT}.`, 'maxLength')
  }
  return limits
}

function readNumber(mapping: SchemaMapping, key: 'min' | 'max'): number | undefined {
  const value = mapping.number(key)
  if (value !== undefined && mapping.value.type === 'integer' && !Number.isSafeInteger(value)) {
    mapping.report(`"${key}" of an integer has to be a whole number, found ${value}.`, key)
  }
  return value
}

function readDateLimit(mapping: SchemaMapping, key: 'min' | 'max'): string | undefined {
  const value = mapping.text(key)
  if (value === undefined || value === 'today' || isRealDate(value)) return value
  mapping.report(`"${key}" has to be a date such as 1900-01-31, or today, found "${value}".`, key)
  return undefined
}

function defaultMaxLength(type: FieldType, pattern: string | undefined): number {
  return pattern === undefined && type === 'text' ? DEFAULT_MAX_LENGTH.text : DEFAULT_MAX_LENGTH.string
}

function readPattern(mapping: SchemaMapping): string | undefined {
  const pattern = mapping.text('pattern')
  const mistake = pattern === undefined ? undefined : patternMistake(pattern)
  if (mistake === undefined) return pattern
  mapping.report(mistake, 'pattern')
  return undefined
}

function checkOrder(
  mapping: SchemaMapping,
  lowKey: string,
  low: number | string | undefined,
  highKey: string,
  high: number | string | undefined,
): void {
  if (low === undefined || high === undefined || low === 'today' || high === 'today' || low <= high) return
  mapping.report(
    `"${lowKey}" (${low}) is above "${highKey}" (${high}).`,
    mapping.has(lowKey) ? lowKey : highKey,
  )
}
