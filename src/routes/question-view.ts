import { type GivenFile, messagesFor, type Question, type QuestionItem } from '../../views/index.js'
import { storedAnswer } from '../questionnaire/answer.js'
import { answerText } from '../questionnaire/answer-text.js'
import { fileHint } from '../questionnaire/file-words.js'
import { OTHER } from '../questionnaire/input-names.js'
import { mediaType } from '../questionnaire/media-type.js'
import type { Page } from '../questionnaire/pages.js'
import type { Field, Questionnaire } from '../questionnaire/questionnaire.js'
import type { FieldError, FormValues } from '../questionnaire/read-form.js'

/** What bounds a text whose author set no limit is no news for people. */
const DEFAULT_LIMIT = 20_000
/** Above so many options a list is a select, unless the file says otherwise. */
const MAX_RADIOS = 15

export interface PageState {
  readonly values: FormValues
  readonly errors: readonly FieldError[]
  readonly language: string
  /** The files of the session; absent where the page asks for none. */
  readonly files?: ReadonlyMap<string, GivenFile>
}

/** What stands on a page, in file order. */
export function itemsOf(page: Page, { values, errors, language, files }: PageState): QuestionItem[] {
  const words = messagesFor(language)
  const itemOf = (field: Field): QuestionItem[] => {
    if (field.type === 'group') {
      const items = field.fields.flatMap(itemOf)
      return [{ kind: 'group', label: field.label, hint: field.hint, items }]
    }
    if (field.type === 'display') {
      // Alone on its page, its label is the heading.
      const isHeading = field.id === page.id
      const hasHeading = isHeading || field.description === undefined
      if (isHeading && field.description === undefined) return []
      return [{ kind: 'display', label: hasHeading ? undefined : field.label, blocks: field.text ?? [] }]
    }
    if (field.readonly) {
      const answer = storedAnswer(page.evaluation.answers, field.id)
      if (answer === undefined) return []
      const text = answerText(field, answer, language)
      const blocks = [{ kind: 'paragraph', inlines: [{ kind: 'text', text }] }] as const
      return [{ kind: 'display', label: field.short ?? field.label, blocks }]
    }
    const question = questionView(field, values, errors, words)
    return [field.type === 'file' ? fileQuestion(question, field, files, language) : question]
  }
  return page.items.flatMap(itemOf)
}

/** What a question for files adds to another. */
function fileQuestion(
  question: Question,
  field: Field,
  files: PageState['files'],
  language: string,
): Question {
  const { accept = [], hint, repeat } = field
  const endings = accept.map(mediaType).flatMap((type) => (type?.isPlainText ? [`.${type.extension}`] : []))
  const limits = fileHint(field, language)
  return {
    ...question,
    hint: hint === undefined ? limits : `${hint} ${limits}`,
    list: undefined,
    files: {
      accept: [...accept, ...endings].join(','),
      isMultiple: repeat !== undefined,
      given: (question.values[field.id] ?? []).flatMap((id) => files?.get(id) ?? []),
      addLabel: repeat && (repeat.add ?? messagesFor(language).addFiles),
    },
  }
}

/** A field as its page shows it. */
export function questionView(
  field: Field,
  values: FormValues,
  errors: readonly FieldError[],
  words: Pick<ReturnType<typeof messagesFor>, 'yes' | 'no' | 'addAnother'>,
): Question {
  const error = errors.find((candidate) => candidate.field === field.id)
  const kind = kindOf(field)
  return {
    name: field.id,
    kind,
    label: field.label,
    hint: field.hint,
    isOptional: !field.required,
    error: error?.message,
    errorPart: error?.part,
    list: field.repeat && {
      inputs: Math.max(1, field.repeat.min, values[field.id]?.length ?? 0),
      addLabel:
        (values[field.id]?.length ?? 0) < field.repeat.max
          ? (field.repeat.add ?? words.addAnother)
          : undefined,
    },
    values,
    options: optionsOf(field, kind, words),
    autocomplete: field.autocomplete,
    inputMode: inputModeOf(field),
    spellcheck: field.type !== 'string' || (field.format === undefined && !isName(field)),
    units: field.units,
    limit: kind === 'textarea' && (field.maxLength ?? 0) < DEFAULT_LIMIT ? field.maxLength : undefined,
    width: widthOf(field),
  }
}

/** The heading of a page, with the entry that it is in, and the questionnaire. */
export function pageTitle({ title, caption }: Page, questionnaire: Questionnaire): string {
  return `${title}${caption === undefined ? '' : ` (${caption})`} – ${questionnaire.name}`
}

function kindOf(field: Field): Question['kind'] {
  switch (field.type) {
    case 'text':
      return 'textarea'
    case 'integer':
    case 'decimal':
      return field.widget === 'scale' ? 'scale' : 'number'
    case 'boolean':
      return field.must ? 'agree' : 'radios'
    case 'date':
    case 'datetime':
    case 'time':
    case 'quantity':
    case 'file':
      return field.type
    case 'choice':
      if (field.multiple) return 'checkboxes'
      if (field.widget !== undefined) return field.widget
      return field.options.length > MAX_RADIOS ? 'select' : 'radios'
    default:
      return 'text'
  }
}

function optionsOf(
  field: Field,
  kind: Question['kind'],
  words: { readonly yes: string; readonly no: string },
): Question['options'] {
  if (field.type === 'boolean') {
    return [
      { value: 'true', label: words.yes, isExclusive: false },
      { value: 'false', label: words.no, isExclusive: false },
    ]
  }
  if (kind === 'scale' && field.type !== 'choice') {
    const [least, most] = [Number(field.min ?? 0), Number(field.max ?? 10)]
    return Array.from({ length: most - least + 1 }, (_, index) => {
      const value = String(least + index)
      return { value, label: value, isExclusive: false }
    })
  }
  const options = field.options.map((option) => ({
    value: String(option.value),
    label: option.label,
    hint: option.hint,
    isExclusive: option.exclusive,
  }))
  return field.other === undefined
    ? options
    : [...options, { value: OTHER, label: field.other, isExclusive: false, isOther: true }]
}

function inputModeOf(field: Field): Question['inputMode'] {
  if (field.type === 'integer' || field.type === 'decimal' || field.type === 'quantity') {
    const isNegativeAllowed = typeof field.min !== 'number' || field.min < 0
    if (isNegativeAllowed) return undefined
    return field.type === 'integer' ? 'numeric' : 'decimal'
  }
  if (field.type === 'url') return 'url'
  if (field.format === 'tel') return 'tel'
  return field.format === 'email' ? 'email' : undefined
}

function isName(field: Field): boolean {
  return /\bname\b/.test(field.autocomplete ?? '')
}

function widthOf(field: Field): NonNullable<Question['width']> {
  if (['integer', 'decimal', 'quantity', 'time'].includes(field.type)) return 'short'
  if (field.format === 'tel' || field.format === 'postal-code') return 'medium'
  return field.maxLength !== undefined && field.maxLength <= 20 ? 'medium' : 'full'
}
