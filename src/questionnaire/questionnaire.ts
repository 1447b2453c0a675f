import type { Condition } from '../expression/condition.js'
import type { SingleAnswer } from './answer.js'
import type { RichText } from './rich-text.js'

/** A checked questionnaire: every default applied, every reference known to resolve. */
export interface Questionnaire {
  /** The folder's name. */
  readonly id: string
  readonly name: string
  readonly version: string
  /** BCP 47 tag of the language that all texts are in. */
  readonly language: string
  /** The same in other languages, by language tag. Empty in those. */
  readonly translations: ReadonlyMap<string, Questionnaire>
  readonly description?: string
  readonly copyright?: string
  readonly intro?: RichText
  /** FHIR canonical address. */
  readonly url?: string
  readonly code?: Coding
  /** Top-level fields, in file order: each is one page. */
  readonly fields: readonly Field[]
  readonly scores: readonly Score[]
  /** Cross-field: an error on `field` while `when` holds. */
  readonly rules: readonly CrossRule[]
  readonly alerts: readonly AlertRule[]
  readonly completion: readonly CompletionRule[]
  /** `false`: no recap is written. */
  readonly recap: RecapRules | false
  /** Where "Exit this page" leads. */
  readonly exit?: string
  /** Days for which a draft is kept after its last change, and can be taken up elsewhere; `false`: no link. */
  readonly resume: { readonly days: number } | false
  /** Days for which answers are kept once they are sent; absent: until the owner deletes them. */
  readonly retain?: { readonly days: number }
}

export interface CrossRule {
  readonly when: Condition
  /** Id of the question that the error is shown at. */
  readonly field: string
  readonly message: string
}

export const FIELD_TYPES = [
  'string',
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'time',
  'choice',
  'quantity',
  'url',
  'file',
  'display',
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
  /** For the model: what the author wants to know, so that it may ask once where the answer does not say it. */
  readonly probe?: string
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
  /** Name of the list under `scales` that the options are from. */
  readonly scale?: string
  /** Label of the option that takes a text of the person's own. */
  readonly other?: string
  /** What a quantity is measured in: the only unit, or those to choose from. Empty for every other type. */
  readonly units: readonly string[]
  readonly widget?: 'radios' | 'select' | 'autocomplete' | 'scale'
  /** A number; for dates an ISO date or `today`. Inclusive. */
  readonly min?: number | string
  readonly max?: number | string
  /** Characters (Unicode code points). `maxLength` is always set for string and text. */
  readonly minLength?: number
  readonly maxLength?: number
  /** RE2 syntax; the whole answer has to match. */
  readonly pattern?: string
  readonly format?: 'email' | 'tel' | 'postal-code'
  /** Media types of the files that are taken. Always set for a file. */
  readonly accept?: readonly string[]
  /** Most bytes of a file. Always set for a file. */
  readonly maxSize?: number
  /** HTML autofill token. */
  readonly autocomplete?: string
  /** What stands in the field before it is answered; the answer itself of a hidden or read-only one. */
  readonly default?: SingleAnswer
  /** Where a session's first answer comes from: `query.<name>` of the address, `host.<path>` of the host. */
  readonly prefill?: string
  /** Shown and never asked. */
  readonly readonly: boolean
  /** The text of a display item. */
  readonly text?: RichText
  /** The author's own error sentences. */
  readonly messages: Readonly<Partial<Record<MessageRule, string>>>
  readonly linkId: string
  /** Id of the question before it that holds it in FHIR, where questions can be inside questions. */
  readonly under?: string
  readonly code?: Coding
  /** What is in a group; empty for every other type. */
  readonly fields: readonly Field[]
  /** `steps`: a page for each of the group's fields. */
  readonly layout: 'page' | 'steps'
  /** A group that is filled in several times, or a question with several values. */
  readonly repeat?: Repeat
  /** Id of the group that this one is in. */
  readonly parent?: string
  /** Id of the nearest group around it that repeats: its answer is in that group's entries. */
  readonly entryOf?: string
  /** Id of the field or group whose page it is on. */
  readonly page: string
}

export interface Repeat {
  /** Fewest entries. */
  readonly min: number
  /** Most entries. */
  readonly max: number
  /** The heading of one entry, with `{n}` for its number. */
  readonly item: string
  /** The words for adding one more. */
  readonly add?: string
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
  readonly method: 'sum' | 'mean' | 'max' | 'count' | 'module'
  /** The function that works it out, where the method is `module`. */
  readonly module?: ScoreModule
  /** Ids of the fields that count. */
  readonly of: readonly string[]
  /** What a question that is not shown counts. */
  readonly skipped: 'zero' | 'ignore'
  /** What a question that is shown but not answered does. */
  readonly missing: 'incomplete' | 'zero' | Prorate
  readonly show: 'never' | 'completion' | 'always'
  readonly bands: readonly Band[]
  readonly linkId: string
  /** Id of the group that holds it in FHIR. */
  readonly under?: string
}

/** `./risk.mjs#risk`: a file in the questionnaire's folder, and the name of a function that it exports. */
export interface ScoreModule {
  readonly path: string
  readonly name: string
}

/** From this share (0 to 1) of answered questions on, the result is scaled up to all that are shown. */
export interface Prorate {
  readonly prorate: number
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
  /** Whom it is told to beside the person: a name that the host, or the program behind the webhook, knows. */
  readonly notify?: string
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
  /** Whether people see the text while it is written; else they get it as a whole. */
  readonly stream: boolean
}

/** The questionnaire in a language that it has, or else in its own. */
export function inLanguage(questionnaire: Questionnaire, language: string): Questionnaire {
  return questionnaire.translations.get(language) ?? questionnaire
}

/** All questions in file order: every field but groups and texts. */
export function questionsOf(questionnaire: Pick<Questionnaire, 'fields'>): Field[] {
  return allFields(questionnaire.fields).filter(isQuestion)
}

/** Fields and all that is in them, in file order. */
export function allFields(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...allFields(field.fields)])
}

/** The heading of an entry of a group with this label, where the file has none of its own. */
export function entryHeading(label: string): string {
  return `${label} {n}`
}

/** A group that is filled in several times. */
export function isRepeatingGroup(field: Field): field is Field & { readonly repeat: Repeat } {
  return field.type === 'group' && field.repeat !== undefined
}

/** Whether a field takes an answer. */
export function isQuestion({ type }: Field): boolean {
  return type !== 'group' && type !== 'display'
}

/** A field or group by its id. */
export function fieldById(questionnaire: Pick<Questionnaire, 'fields'>, id: string): Field | undefined {
  return fieldsById(questionnaire).get(id)
}

const indexes = new WeakMap<object, ReadonlyMap<string, Field>>()

/** Every field of a questionnaire by its id. Made once. */
export function fieldsById({ fields }: Pick<Questionnaire, 'fields'>): ReadonlyMap<string, Field> {
  const known = indexes.get(fields)
  if (known !== undefined) return known
  const made = new Map<string, Field>()
  for (const field of allFields(fields)) if (!made.has(field.id)) made.set(field.id, field)
  indexes.set(fields, made)
  return made
}
