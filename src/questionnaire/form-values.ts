import { type AnswerValue, isFileAnswer, isOtherText, isQuantity, listOf, storedAnswer } from './answer.js'
import { answerText } from './answer-text.js'
import { shortTime } from './date-text.js'
import { inputName, OTHER } from './input-names.js'
import { numberText } from './number-text.js'
import type { Page } from './pages.js'
import type { Field, Questionnaire } from './questionnaire.js'
import type { FormValues } from './read-form.js'

/**
 * The stored answers of a page as the values of its inputs, and defaults where there are none; reading them back
 * gives the same answers.
 */
export function formValues(questionnaire: Questionnaire, page: Page): FormValues {
  const values: Record<string, readonly string[]> = {}
  for (const field of page.questions) {
    const answer = storedAnswer(page.evaluation.answers, field.id) ?? field.default
    if (answer === undefined) continue
    const { language } = questionnaire
    if (field.repeat === undefined) Object.assign(values, inputValues(field, answer, language))
    else
      values[field.id] = listOf(answer).flatMap(
        (value) => inputValues(field, value, language)[field.id] ?? [],
      )
  }
  return values
}

/** An answer as the values of the question's inputs. */
export function inputValues(field: Field, answer: AnswerValue, language: string): FormValues {
  switch (field.type) {
    case 'date':
      return dateValues(field, String(answer))
    case 'datetime': {
      const [date = '', time = ''] = String(answer).split('T')
      return { ...dateValues(field, date), [inputName(field, 'time')]: [shortTime(time, language)] }
    }
    case 'time':
      return { [field.id]: [shortTime(String(answer), language)] }
    case 'choice':
      return choiceValues(field, answer)
    case 'quantity':
      if (!isQuantity(answer)) return {}
      return { [field.id]: [numberText(answer.value, language)], [inputName(field, 'unit')]: [answer.unit] }
    case 'file':
      return isFileAnswer(answer) ? { [field.id]: [answer.file] } : {}
    default:
      return { [field.id]: [typeof answer === 'number' ? numberText(answer, language) : String(answer)] }
  }
}

function choiceValues(field: Field, answer: AnswerValue): FormValues {
  const chosen = listOf(answer)
  const own = chosen.find(isOtherText)
  if (field.widget === 'autocomplete') return { [field.id]: [answerText(field, answer, '')] }
  return {
    [field.id]: chosen.map((value) => (isOtherText(value) ? OTHER : String(value))),
    ...(own === undefined ? {} : { [inputName(field, 'other')]: [own.other] }),
  }
}

function dateValues(field: Field, date: string): FormValues {
  const [year = '', month = '', day = ''] = date.split('-')
  const plain = (text: string) => [text.replace(/^0+/, '')]
  return {
    [inputName(field, 'day')]: plain(day),
    [inputName(field, 'month')]: plain(month),
    [inputName(field, 'year')]: plain(year),
  }
}
