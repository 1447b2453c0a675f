import {
  type FileAnswer,
  isFileAnswer,
  isOtherText,
  isQuantity,
  type SingleAnswer,
} from '../questionnaire/answer.js'
import { isRealDate, isRealTime } from '../questionnaire/date-text.js'
import type { Field, FieldType, Option } from '../questionnaire/questionnaire.js'
import { zonedDateTime } from './zoned-date-time.js'

/** A `value[x]` without its prefix: `{ name: 'Coding', value: {…} }`. */
export interface FhirValue {
  readonly name: string
  readonly value: unknown
}

/**
 * One answer as FHIR has it. Of a file it says what it is called, its kind and its size; the bytes stay where they are.
 *
 * @param timeZone IANA name of the zone that times of a day with a date are in.
 */
export function answerValue(field: Field, answer: SingleAnswer, timeZone: string): FhirValue {
  if (isFileAnswer(answer)) return { name: 'Attachment', value: attachment(answer) }
  if (isOtherText(answer)) return { name: 'String', value: validText(answer.other) }
  if (isQuantity(answer))
    return { name: 'Quantity', value: { value: answer.value, unit: validText(answer.unit) } }
  if (typeof answer === 'boolean') return { name: 'Boolean', value: answer }
  if (field.type === 'choice') {
    const option = field.options.find(({ value }) => value === answer)
    return option === undefined
      ? { name: 'String', value: validText(String(answer)) }
      : optionValue(field, option)
  }
  return plainValue(field.type, answer, timeZone)
}

/** A value of a type that is no choice. */
export function plainValue(type: FieldType, answer: string | number, timeZone: string): FhirValue {
  if (typeof answer === 'number') {
    return type === 'integer' && isInteger32(answer)
      ? { name: 'Integer', value: answer }
      : { name: 'Decimal', value: answer }
  }
  switch (type) {
    case 'date':
      return { name: 'Date', value: answer }
    case 'datetime':
      return { name: 'DateTime', value: zonedDateTime(answer, timeZone) }
    case 'time':
      return { name: 'Time', value: `${answer}:00` }
    case 'url':
      return { name: 'Uri', value: answer }
    default:
      return { name: 'String', value: validText(answer) }
  }
}

/** An answer of a choice: a coding, unless its value is all that people see and it has no code. */
export function optionValue(field: Pick<Field, 'options'>, option: Option): FhirValue {
  const { value, label, code } = option
  if (code === undefined && label === String(value)) {
    const values = field.options.map((other) => String(other.value))
    if (typeof value === 'number' && isInteger32(value)) return { name: 'Integer', value }
    if (values.every(isRealDate)) return { name: 'Date', value }
    if (values.every(isRealTime)) return { name: 'Time', value: `${value}:00` }
    return { name: 'String', value: validText(String(value)) }
  }
  const { system, code: own } = codingOf(field, option)
  return {
    name: 'Coding',
    value: { ...(system === undefined ? {} : { system }), code: own, display: validText(label) },
  }
}

/** The code that an answer is known by: the author's, where no other answer has the same, else its value. */
export function codingOf(
  field: Pick<Field, 'options'>,
  { value, code }: Option,
): { readonly system?: string; readonly code: string } {
  const own = textOf(code)
  const isSingle = field.options.filter((other) => textOf(other.code) === own).length === 1
  if (own === undefined || !isSingle) return { code: validCode(String(value)) }
  const system = typeof code === 'object' ? code.system : undefined
  return { ...(system === undefined ? {} : { system }), code: validCode(own) }
}

function textOf(code: Option['code']): string | undefined {
  return typeof code === 'object' ? code.code : code
}

/** @see https://hl7.org/fhir/R4/datatypes.html#integer */
export function isInteger32(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31
}

/** No control characters but tab and line breaks, and at least something. @see https://hl7.org/fhir/R4/datatypes.html#string */
export function validText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what may not stand there
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, '').trim() || '-'
}

/** No white space but single spaces inside. @see https://hl7.org/fhir/R4/datatypes.html#code */
function validCode(text: string): string {
  return validText(text).replace(/\s+/g, ' ')
}

function attachment({ name, type, size }: FileAnswer): unknown {
  return { contentType: type, size, title: validText(name) }
}
