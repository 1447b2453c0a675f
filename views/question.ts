import type { RichTextBlock } from './rich-text.js'

/** One question as it is shown. Values are raw form values, right or wrong. */
export interface Question {
  /** Name of the input; also the stem of its ids. Dates add `-day`, `-month` and `-year`. */
  readonly name: string
  readonly kind:
    | 'text'
    | 'textarea'
    | 'number'
    | 'date'
    | 'radios'
    | 'checkboxes'
    | 'select'
    | 'scale'
    | 'agree'
  readonly label: string
  readonly hint?: string | undefined
  readonly isOptional: boolean
  readonly error?: string | undefined
  /** The first input that is wrong, where there are several. */
  readonly errorPart?: 'day' | 'month' | 'year' | 'option' | undefined
  /** Input name to values. */
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly options: readonly QuestionOption[]
  /** HTML autofill token; `bday` is spread over the parts of a date. */
  readonly autocomplete?: string | undefined
  readonly inputMode?: 'numeric' | 'decimal' | 'tel' | 'email' | undefined
  readonly spellcheck?: boolean
  /** Most characters, told to the person. */
  readonly limit?: number | undefined
  /** How long an answer is likely to be. Default `full`. */
  readonly width?: 'short' | 'medium' | 'full'
}

export interface QuestionOption {
  readonly value: string
  readonly label: string
  readonly hint?: string | undefined
  /** Cannot be chosen together with another. */
  readonly isExclusive: boolean
}

/** Questions that belong together, inside a page of several. */
export interface QuestionGroup {
  readonly kind: 'group'
  readonly label: string
  readonly items: readonly QuestionItem[]
}

/** A text between questions. */
export interface QuestionText {
  readonly kind: 'display'
  readonly blocks: readonly RichTextBlock[]
}

/** What stands on a page of questions. */
export type QuestionItem = Question | QuestionGroup | QuestionText

/** The questions of a page in their order, those in groups included. */
export function questionsIn(items: readonly QuestionItem[]): Question[] {
  return items.flatMap((item) => {
    if (item.kind === 'display') return []
    return item.kind === 'group' ? questionsIn(item.items) : [item]
  })
}

/** The id, without prefix, of the input that an error is about. */
export function errorTarget({ name, kind, errorPart }: Question): string {
  if (kind === 'date') {
    return `${name}-${errorPart === undefined || errorPart === 'option' ? 'day' : errorPart}`
  }
  return kind === 'radios' || kind === 'checkboxes' || kind === 'scale' ? `${name}-1` : name
}

/** The attributes of an input whose answer cannot be taken. */
export function invalid(isInvalid: boolean): { 'aria-invalid'?: 'true' } {
  return isInvalid ? { 'aria-invalid': 'true' } : {}
}

export function describedBy(ids: readonly (string | false)[]): { 'aria-describedby'?: string } {
  const found = ids.filter((id) => id !== false)
  return found.length === 0 ? {} : { 'aria-describedby': found.join(' ') }
}
