import {
  type AnswerValue,
  type Context,
  type FileAnswer,
  isFileAnswer,
  isList,
  isOtherText,
  isQuantity,
  listOf,
  type SingleAnswer,
} from './answer.js'
import { isRealDate, isRealTime } from './date-text.js'
import { mediaType, UNTOLD_TYPE } from './media-type.js'
import type { Mistake } from './mistake.js'
import { matchesPattern } from './pattern.js'
import type { Field } from './questionnaire.js'

/** The first rule that an answer of the field breaks: one just typed, or one stored earlier. */
export function mistakeInAnswer(field: Field, answer: AnswerValue, context: Context): Mistake | undefined {
  if (field.repeat === undefined) return mistakeInValue(field, answer, context)
  if (!isList(answer)) return { type: 'required' }
  const { min, max } = field.repeat
  if (answer.length < min) return { type: 'tooFew', limit: min }
  if (answer.length > max) return { type: 'tooMany', limit: max }
  return answer.map((value) => mistakeInValue(field, value, context)).find((found) => found !== undefined)
}

/** The same of one value of a question that has several. */
export function mistakeInValue(field: Field, answer: AnswerValue, context: Context): Mistake | undefined {
  switch (field.type) {
    case 'string':
    case 'text':
      return typeof answer === 'string' ? mistakeInText(field, answer) : { type: 'required' }
    case 'integer':
    case 'decimal':
      if (typeof answer !== 'number' || !Number.isFinite(answer)) return { type: 'number' }
      if (field.type === 'integer' && !Number.isSafeInteger(answer)) return { type: 'wholeNumber' }
      return outOfRange(answer, field.min, field.max)
    case 'quantity':
      if (!isQuantity(answer) || !Number.isFinite(answer.value)) return { type: 'number' }
      if (!field.units.includes(answer.unit)) return { type: 'unitMissing' }
      return outOfRange(answer.value, field.min, field.max)
    case 'date':
      if (typeof answer !== 'string' || !isRealDate(answer)) return { type: 'dateNotReal' }
      return mistakeInDate(field, answer, context)
    case 'datetime': {
      const [date = '', time = ''] = typeof answer === 'string' ? answer.split('T') : []
      if (!isRealDate(date)) return { type: 'dateNotReal' }
      return isRealTime(time) ? mistakeInDate(field, date, context) : { type: 'time' }
    }
    case 'time':
      return typeof answer === 'string' && isRealTime(answer) ? undefined : { type: 'time' }
    case 'url':
      return typeof answer === 'string' && isWebAddress(answer) ? undefined : { type: 'url' }
    case 'file':
      return isFileAnswer(answer) ? mistakeInFile(field, answer) : { type: 'required' }
    case 'boolean':
      if (typeof answer !== 'boolean') return { type: 'required' }
      return field.must && !answer ? { type: 'must' } : undefined
    default:
      return mistakeInChoice(field, answer)
  }
}

/** A form names a file by its id, and may name one that was given to another question. */
function mistakeInFile({ accept = [], maxSize = 0 }: Field, answer: FileAnswer): Mistake | undefined {
  if (answer.size > maxSize) return { type: 'fileTooLarge', file: answer.name, limit: maxSize }
  const isTaken =
    accept.includes(answer.type) ||
    (answer.type === UNTOLD_TYPE && accept.some((type) => mediaType(type)?.isPlainText))
  return isTaken ? undefined : { type: 'fileKind', file: answer.name }
}

function mistakeInText(field: Field, answer: string): Mistake | undefined {
  const length = [...answer].length
  const { minLength, maxLength } = field
  if (maxLength !== undefined && length > maxLength) return { type: 'maxLength', limit: maxLength, length }
  if (minLength !== undefined && length < minLength) return { type: 'minLength', limit: minLength, length }
  if (field.format === 'email' && !isEmail(answer)) return { type: 'email' }
  if (field.format === 'tel' && !isPhoneNumber(answer)) return { type: 'tel' }
  if (field.format === 'postal-code' && !isPostalCode(answer)) return { type: 'postalCode' }
  if (field.pattern !== undefined && !matchesPattern(field.pattern, answer)) return { type: 'pattern' }
  return undefined
}

function mistakeInDate(field: Field, answer: string, { today }: Context): Mistake | undefined {
  const { min, max } = field
  const earliest = min === 'today' ? today : min
  const latest = max === 'today' ? today : max
  if (min !== undefined && earliest !== undefined && answer < String(earliest))
    return { type: 'min', limit: min }
  if (max !== undefined && latest !== undefined && answer > String(latest)) return { type: 'max', limit: max }
  return undefined
}

function outOfRange(answer: number, min: Field['min'], max: Field['max']): Mistake | undefined {
  if (typeof min === 'number' && answer < min) return { type: 'min', limit: min }
  if (typeof max === 'number' && answer > max) return { type: 'max', limit: max }
  return undefined
}

function mistakeInChoice(field: Field, answer: AnswerValue): Mistake | undefined {
  const chosen = listOf(answer)
  if (isList(answer) !== field.multiple || chosen.length === 0) return { type: 'unknownOption' }
  const mistake = chosen.map((value) => mistakeInOption(field, value)).find((found) => found !== undefined)
  if (mistake !== undefined) return mistake
  const exclusive = field.options.find(({ value, exclusive }) => exclusive && chosen.includes(value))
  return exclusive !== undefined && chosen.length > 1
    ? { type: 'exclusive', option: exclusive.label }
    : undefined
}

function mistakeInOption(field: Field, value: SingleAnswer): Mistake | undefined {
  if (!isOtherText(value)) {
    return field.options.some((option) => option.value === value) ? undefined : { type: 'unknownOption' }
  }
  if (field.other === undefined) return { type: 'unknownOption' }
  const length = [...value.other].length
  if (length === 0) return { type: 'otherMissing' }
  return length > MAX_OTHER ? { type: 'maxLength', limit: MAX_OTHER, length } : undefined
}

/** Characters of a person's own answer beside the options. */
const MAX_OTHER = 200
/** Characters. */
const MAX_ADDRESS = 2000

function isWebAddress(text: string): boolean {
  if (text.length > MAX_ADDRESS || !/^https?:\/\/[^/\s]/i.test(text) || /\s/.test(text)) return false
  return URL.canParse(text) && new URL(text).hostname.includes('.')
}

/** One "@" between two parts, a dot inside the second, no spaces. Whether mail arrives only mail can tell. */
function isEmail(text: string): boolean {
  const at = text.indexOf('@')
  const domain = text.slice(at + 1)
  const dot = domain.lastIndexOf('.')
  return (
    at > 0 &&
    text.length <= 254 &&
    !/[\s<>(),;:"\\]/.test(text) &&
    !domain.includes('@') &&
    !domain.includes('..') &&
    dot > 0 &&
    dot < domain.length - 1
  )
}

/** 5 to 15 digits (ITU-T E.164), with `+` first and the usual marks between them. */
function isPhoneNumber(text: string): boolean {
  const digits = text.normalize('NFKC').replace(/[\s\p{Pd}()./]/gu, '')
  return /^\+?\d{5,15}$/.test(digits)
}

/** Letters and digits, at least one digit, 2 to 12 of them: enough for every country that has codes. */
function isPostalCode(text: string): boolean {
  const code = text.normalize('NFKC').replace(/[\s\p{Pd}]/gu, '')
  return /^[\p{L}\p{N}]{2,12}$/u.test(code) && /\p{N}/u.test(code)
}
