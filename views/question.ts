import type { RichTextBlock } from './rich-text.js'

/** One question as it is shown. Values are raw form values, right or wrong. */
export interface Question {
  /**
   * Name of the input; also the stem of its ids. Dates add `-day`, `-month` and `-year`, a time beside a date
   * `-time`, a quantity `-unit`, and an answer of the person's own `-other`.
   */
  readonly name: string
  readonly kind:
    | 'text'
    | 'textarea'
    | 'number'
    | 'date'
    | 'datetime'
    | 'time'
    | 'quantity'
    | 'radios'
    | 'checkboxes'
    | 'select'
    | 'autocomplete'
    | 'scale'
    | 'agree'
    | 'file'
  readonly label: string
  readonly hint?: string | undefined
  readonly isOptional: boolean
  readonly error?: string | undefined
  /** The first input that is wrong, where there are several. */
  readonly errorPart?:
    | 'day'
    | 'month'
    | 'year'
    | 'time'
    | 'option'
    | 'unit'
    | 'other'
    | `${number}`
    | undefined
  /** Several values, an input each: how many inputs there are, and the words for adding one. */
  readonly list?: { readonly inputs: number; readonly addLabel: string | undefined } | undefined
  /** What was given already, and what more is taken; only where files are asked for. */
  readonly files?: QuestionFiles | undefined
  /** Input name to values. */
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly options: readonly QuestionOption[]
  /** HTML autofill token; `bday` is spread over the parts of a date. */
  readonly autocomplete?: string | undefined
  readonly inputMode?: 'numeric' | 'decimal' | 'tel' | 'email' | 'url' | undefined
  /** What a quantity is measured in: one, or several to choose from. */
  readonly units?: readonly string[]
  readonly spellcheck?: boolean
  /** Most characters, told to the person. */
  readonly limit?: number | undefined
  /** How long an answer is likely to be. Default `full`. */
  readonly width?: 'short' | 'medium' | 'full'
}

export interface QuestionFiles {
  /** Media types and file name endings, for the browser's list of files. */
  readonly accept: string
  readonly isMultiple: boolean
  readonly given: readonly GivenFile[]
  /** The words for sending what was chosen and choosing more; absent where one file is enough. */
  readonly addLabel: string | undefined
}

/** A file that the person has sent. */
export interface GivenFile {
  readonly id: string
  readonly name: string
  /** In words, such as 1.2 MB. */
  readonly size: string
  /** Where it is given back. */
  readonly url: string
}

export interface QuestionOption {
  readonly value: string
  readonly label: string
  readonly hint?: string | undefined
  /** Cannot be chosen together with another. */
  readonly isExclusive: boolean
  /** Takes a text of the person's own, in an input beside it. */
  readonly isOther?: boolean
}

/** Questions that belong together, inside a page of several. */
export interface QuestionGroup {
  readonly kind: 'group'
  readonly label: string
  readonly hint?: string | undefined
  readonly items: readonly QuestionItem[]
}

/** A text between questions, or an answer that is shown and not asked. */
export interface QuestionText {
  readonly kind: 'display'
  /** Above the text. */
  readonly label?: string | undefined
  readonly blocks: readonly RichTextBlock[]
}

/** What stands on a page of questions. */
export type QuestionItem = Question | QuestionGroup | QuestionText

/** Whether a form has to be sent as one that holds files. */
export function asksForFiles(items: readonly QuestionItem[]): boolean {
  return questionsIn(items).some(({ kind }) => kind === 'file')
}

/** The questions of a page in their order, those in groups included. */
export function questionsIn(items: readonly QuestionItem[]): Question[] {
  return items.flatMap((item) => {
    if (item.kind === 'display') return []
    return item.kind === 'group' ? questionsIn(item.items) : [item]
  })
}

/** The id, without prefix, of the input that an error is about. */
export function errorTarget({ name, kind, errorPart, list }: Question): string {
  if (errorPart !== undefined && errorPart !== 'option') return `${name}-${errorPart}`
  if (kind === 'date' || kind === 'datetime') return `${name}-day`
  if (list !== undefined) return `${name}-1`
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
