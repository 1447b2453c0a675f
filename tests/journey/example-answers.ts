import { OTHER } from '../../src/questionnaire/input-names.js'
import type { Field } from '../../src/questionnaire/questionnaire.js'
import { type FileForm, file, png } from '../routes/uploads.js'

/** Which of several right answers is given: between them they open most of what a questionnaire can ask. */
export type Way = 'first' | 'last'

const words = 'It began slowly, and I notice it most in the evening.'

/** What a browser sends for a right answer, in either language. */
export function rightAnswer(field: Field, way: Way): FileForm {
  const { id, type } = field
  const bound = way === 'first' ? field.min : field.max
  switch (type) {
    case 'boolean':
      return { [id]: way === 'first' || field.must ? 'true' : 'false' }
    case 'integer':
      return { [id]: String(bound ?? 2) }
    case 'decimal':
      return { [id]: String(bound ?? 2) }
    case 'quantity':
      return { [id]: '400', [`${id}-unit`]: field.units[0] ?? '' }
    case 'date':
      return dateAnswer(field)
    case 'datetime':
      return { ...dateAnswer(field), [`${id}-time`]: '14:30' }
    case 'time':
      return { [id]: '14:30' }
    case 'choice':
      return choiceAnswer(field, way)
    case 'url':
      return { [id]: 'https://example.org/page' }
    case 'file':
      return { [id]: file('screen.png', png('a'), 'image/png') }
    default:
      return { [id]: textAnswer(field) }
  }
}

/** A day far from every bound that is a day. */
function dateAnswer({ id, min }: Field): FileForm {
  const year = min === 'today' ? '2999' : '1986'
  return { [`${id}-day`]: '27', [`${id}-month`]: '3', [`${id}-year`]: year }
}

function choiceAnswer(field: Field, way: Way): FileForm {
  const { id, options, multiple, other } = field
  if (way === 'last' && other !== undefined) return { [id]: OTHER, [`${id}-other`]: 'In my own way' }
  const values = options.map(({ value }) => String(value))
  const together = options.filter(({ exclusive }) => !exclusive).map(({ value }) => String(value))
  const last = values.at(-1) ?? ''
  if (multiple) return { [id]: way === 'first' ? together : last }
  return { [id]: way === 'first' ? (values[0] ?? '') : last }
}

function textAnswer({ format, maxLength = 0 }: Field): string {
  if (format === 'email') return 'ada@example.org'
  if (format === 'tel') return '040 123 4567'
  if (format === 'postal-code') return '00100'
  return words.slice(0, maxLength)
}

/** What a browser sends for an answer that no question of this kind can take. */
export function wrongAnswer(field: Field): FileForm {
  const { id, type, must } = field
  switch (type) {
    case 'boolean':
      return must ? {} : { [id]: 'perhaps' }
    case 'integer':
    case 'decimal':
      return { [id]: 'quite a few' }
    case 'quantity':
      return { [id]: 'a handful', [`${id}-unit`]: field.units[0] ?? '' }
    case 'date':
      return { [`${id}-day`]: '31', [`${id}-month`]: '2', [`${id}-year`]: '1986' }
    case 'datetime':
      return { [`${id}-day`]: '31', [`${id}-month`]: '2', [`${id}-year`]: '1986', [`${id}-time`]: '14:30' }
    case 'time':
      return { [id]: 'at noon' }
    case 'choice':
      return { [id]: 'nothing of the list' }
    case 'url':
      return { [id]: 'somewhere' }
    case 'file':
      return { [id]: file('notes.exe', 'MZ and more', 'application/octet-stream') }
    default:
      return { [id]: field.format === undefined ? 'x'.repeat((field.maxLength ?? 0) + 1) : 'not one' }
  }
}
