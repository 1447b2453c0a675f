import type { FieldPart } from './mistake.js'
import type { Field } from './questionnaire.js'

/** The value of the option that takes a text of the person's own. */
export const OTHER = '_other'

export const DATE_PARTS = ['day', 'month', 'year'] as const

/** The name of one input of a question that has several. */
export function inputName(field: Field, part: Exclude<FieldPart, 'option'>): string {
  return `${field.id}-${part}`
}

/** Names of a question's inputs. */
export function inputNames(field: Field): string[] {
  const dates = DATE_PARTS.map((part) => inputName(field, part))
  if (field.type === 'date') return dates
  if (field.type === 'datetime') return [...dates, inputName(field, 'time')]
  if (field.type === 'quantity') return [field.id, inputName(field, 'unit')]
  return field.other === undefined || field.widget === 'autocomplete'
    ? [field.id]
    : [field.id, inputName(field, 'other')]
}
