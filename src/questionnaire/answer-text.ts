import type { AnswerValue } from './answer.js'
import { isRealDate, longDate } from './date-text.js'
import { numberText } from './number-text.js'
import type { Field } from './questionnaire.js'

/** An answer as people read it: the option's label, `27 March 1986`, `Yes`. */
export function answerText(field: Field, answer: AnswerValue, language: string): string {
  if (typeof answer === 'object') return answer.map((value) => optionLabel(field, value)).join(', ')
  if (typeof answer === 'boolean') return booleanLabel(answer, language)
  if (field.type === 'choice') return optionLabel(field, answer)
  if (typeof answer === 'number') return numberText(answer, language)
  return field.type === 'date' && isRealDate(answer) ? longDate(answer, language) : answer
}

/** The words at the two radios of a boolean. */
export function booleanLabel(value: boolean, language: string): string {
  const [yes, no] = language.split('-')[0] === 'fi' ? ['Kyllä', 'Ei'] : ['Yes', 'No']
  return value ? yes : no
}

function optionLabel(field: Field, value: string | number): string {
  return field.options.find((option) => option.value === value)?.label ?? String(value)
}
