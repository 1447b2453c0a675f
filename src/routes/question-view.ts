import type { Question } from '../../views/index.js'
import type { Field, Questionnaire } from '../questionnaire/questionnaire.js'
import type { FieldError, FormValues } from '../questionnaire/read-form.js'

/** What bounds a text whose author set no limit is no news for people. */
const DEFAULT_LIMIT = 20_000
/** Above so many options a list is a select, unless the file says otherwise. */
const MAX_RADIOS = 15

/** A field as its page shows it. */
export function questionView(
  field: Field,
  values: FormValues,
  errors: readonly FieldError[],
  words: { readonly yes: string; readonly no: string },
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
    values,
    options: optionsOf(field, kind, words),
    autocomplete: field.autocomplete,
    inputMode: inputModeOf(field),
    spellcheck: field.type !== 'string' || (field.format === undefined && !isName(field)),
    limit: kind === 'textarea' && (field.maxLength ?? 0) < DEFAULT_LIMIT ? field.maxLength : undefined,
    width: widthOf(field),
  }
}

/** The heading of a page: its group's, or its only question's. */
export function pageTitle(field: Field, questionnaire: Questionnaire): string {
  return `${field.label} – ${questionnaire.name}`
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
      return 'date'
    case 'choice':
      if (field.multiple) return 'checkboxes'
      if (field.widget === 'select' || field.widget === 'scale') return field.widget
      return field.widget === undefined && field.options.length > MAX_RADIOS ? 'select' : 'radios'
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
  return field.options.map((option) => ({
    value: String(option.value),
    label: option.label,
    hint: option.hint,
    isExclusive: option.exclusive,
  }))
}

function inputModeOf(field: Field): Question['inputMode'] {
  if (field.type === 'integer' || field.type === 'decimal') {
    const isNegativeAllowed = typeof field.min !== 'number' || field.min < 0
    if (isNegativeAllowed) return undefined
    return field.type === 'integer' ? 'numeric' : 'decimal'
  }
  if (field.format === 'tel') return 'tel'
  return field.format === 'email' ? 'email' : undefined
}

function isName(field: Field): boolean {
  return /\bname\b/.test(field.autocomplete ?? '')
}

function widthOf(field: Field): NonNullable<Question['width']> {
  if (field.type === 'integer' || field.type === 'decimal') return 'short'
  if (field.format === 'tel' || field.format === 'postal-code') return 'medium'
  return field.maxLength !== undefined && field.maxLength <= 20 ? 'medium' : 'full'
}
