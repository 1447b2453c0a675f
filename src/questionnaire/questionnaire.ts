import type { Condition } from '../expression/condition.js'
import type { RichText } from './rich-text.js'

/** A checked questionnaire: every default applied, every reference known to resolve. */
export interface Questionnaire {
  /** The folder's name. */
  readonly id: string
  readonly name: string
  readonly version: string
  /** BCP 47 tag of the language that all texts are in. */
  readonly language: string
  readonly description?: string
  readonly copyright?: string
  readonly intro?: RichText
  /** FHIR canonical address. */
  readonly url?: string
  readonly code?: Coding
  /** Top-level fields, in file order: each is one page. */
  readonly fields: readonly Field[]
  readonly scores: readonly Score[]
  readonly alerts: readonly AlertRule[]
  readonly completion: readonly CompletionRule[]
  /** `false`: no recap is written. */
  readonly recap: RecapRules | false
}

export const FIELD_TYPES = [
  'string',
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'choice',
  'group',
] as const
export type FieldType = (typeof FIELD_TYPES)[number]

export interface Field {
  readonly id: string
  readonly type: FieldType
  readonly label: string
  /** A short name for lists and messages. */
  readonly short?: string
  readonly hint?: string
  /** For the model: what the answer should hold. */
  readonly description?: string
  readonly required: boolean
  /** A boolean that has to be true, such as a consent: shown as one checkbox. */
  readonly must: boolean
  readonly when?: Condition
  /** Never shown, never asked for, never sent to a model. */
  readonly hidden: boolean
  /** Never sent to a model. */
  readonly sensitive: boolean
  /** In file order; empty for every type but choice. */
  readonly options: readonly Option[]
  readonly multiple: boolean
  readonly widget?: 'radios' | 'select' | 'scale'
  /** A number; for dates an ISO date or `today`. Inclusive. */
  readonly min?: number | string
  readonly max?: number | string
  /** Characters (Unicode code points). `maxLength` is always set for string and text. */
  readonly minLength?: number
  readonly maxLength?: number
  /** RE2 syntax; the whole answer has to match. */
  readonly pattern?: string
  readonly format?: 'email' | 'tel' | 'postal-code'
  /** HTML autofill token. */
  readonly autocomplete?: string
  /** The author's own error sentences. */
  readonly messages: Readonly<Partial<Record<MessageRule, string>>>
  readonly linkId: string
  readonly code?: Coding
  /** The questions of a group; empty for every other type. */
  readonly fields: readonly Field[]
  /** Id of the top-level field that this one is, or is in. */
  readonly page: string
}

export const MESSAGE_RULES = [
  'required',
  'format',
  'min',
  'max',
  'minLength',
  'maxLength',
  'pattern',
  'must',
] as const
export type MessageRule = (typeof MESSAGE_RULES)[number]

export interface Option {
  readonly value: string | number
  readonly label: string
  readonly hint?: string
  /** The option's own score, else its value when that is a number; absent otherwise. */
  readonly score?: number
  /** Cannot be chosen together with another option. */
  readonly exclusive: boolean
  readonly code?: string | Coding
}

export interface Coding {
  readonly system?: string
  readonly code: string
  readonly display?: string
}

export interface Score {
  readonly id: string
  readonly label: string
  readonly method: 'sum' | 'mean' | 'max' | 'count'
  /** Ids of the fields that count. */
  readonly of: readonly string[]
  /** What a question that is not shown counts. */
  readonly skipped: 'zero' | 'ignore'
  /** What a question that is shown but not answered does. */
  readonly missing: 'incomplete' | 'zero'
  readonly show: 'never' | 'completion' | 'always'
  readonly bands: readonly Band[]
  readonly linkId: string
}

/** `from` and `to` are both inside the band. */
export interface Band {
  readonly from: number
  readonly to: number
  readonly id: string
  readonly label: string
}

export type AlertPlace = 'answer' | 'check' | 'completion'

export interface AlertRule {
  readonly id: string
  readonly when: Condition
  readonly level: 'info' | 'warning' | 'crisis'
  readonly at: readonly AlertPlace[]
  /** Plain text with placeholders. */
  readonly title: string
  /** Text with placeholders still in it. */
  readonly body: RichText
}

export interface CompletionRule {
  readonly when?: Condition
  readonly title: string
  readonly body?: RichText
}

export interface RecapRules {
  readonly instructions?: string
  /** Ids of fields, groups and scores that are kept from the model. */
  readonly exclude: readonly string[]
  /** Whether scores may reach the model. */
  readonly scores: boolean
}

/** All questions in file order: every field but the groups themselves. */
export function questionsOf(questionnaire: Questionnaire): Field[] {
  return questionnaire.fields.flatMap((field) => (field.type === 'group' ? field.fields : [field]))
}

/** A field or group by its id. */
export function fieldById(questionnaire: Questionnaire, id: string): Field | undefined {
  for (const field of questionnaire.fields) {
    if (field.id === id) return field
    const child = field.fields.find((inner) => inner.id === id)
    if (child !== undefined) return child
  }
  return undefined
}
