import {
  type AnswerValue,
  entriesIn,
  isFileAnswer,
  isOtherText,
  isQuantity,
  listOf,
  type SingleAnswer,
} from './answer.js'
import { isRealDate, isRealTime, longDate, shortTime } from './date-text.js'
import { sizeText } from './file-words.js'
import { numberText } from './number-text.js'
import type { Field } from './questionnaire.js'

/** An answer as people read it: the option's label, `27 March 1986`, `Yes`, `12.5 mg`. */
export function answerText(field: Field, answer: AnswerValue, language: string): string {
  if (field.type === 'group') return String(entriesIn(answer).length)
  return listOf(answer)
    .map((single) => singleText(field, single, language))
    .join(field.multiple ? ', ' : '; ')
}

function singleText(field: Field, answer: SingleAnswer, language: string): string {
  if (isOtherText(answer)) return answer.other
  if (isQuantity(answer)) return `${numberText(answer.value, language)} ${answer.unit}`
  if (isFileAnswer(answer)) return `${answer.name} (${sizeText(answer.size, language)})`
  if (typeof answer === 'boolean') return booleanLabel(answer, language)
  if (field.type === 'choice') return optionLabel(field, answer)
  if (typeof answer === 'number') return numberText(answer, language)
  switch (field.type) {
    case 'date':
      return isRealDate(answer) ? longDate(answer, language) : answer
    case 'time':
      return isRealTime(answer) ? shortTime(answer, language) : answer
    case 'datetime': {
      const [date = '', time = ''] = answer.split('T')
      return isRealDate(date) && isRealTime(time)
        ? `${longDate(date, language)}, ${shortTime(time, language)}`
        : answer
    }
    default:
      return answer
  }
}

/** The words at the two radios of a boolean. */
export function booleanLabel(value: boolean, language: string): string {
  const [yes, no] = language.split('-')[0] === 'fi' ? ['Kyllä', 'Ei'] : ['Yes', 'No']
  return value ? yes : no
}

function optionLabel(field: Field, value: string | number): string {
  return field.options.find((option) => option.value === value)?.label ?? String(value)
}
