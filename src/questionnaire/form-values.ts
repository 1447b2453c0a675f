import { type Answers, type AnswerValue, storedAnswer } from './answer.js'
import { numberText } from './number-text.js'
import type { Page } from './pages.js'
import type { Field, Questionnaire } from './questionnaire.js'
import type { FormValues } from './read-form.js'

/** The stored answers of a page as the values of its inputs; reading them back gives the same answers. */
export function formValues(questionnaire: Questionnaire, page: Page, answers: Answers): FormValues {
  const values: Record<string, readonly string[]> = {}
  for (const field of page.questions) {
    const answer = storedAnswer(answers, field.id)
    if (answer !== undefined) Object.assign(values, inputValues(field, answer, questionnaire.language))
  }
  return values
}

function inputValues(field: Field, answer: AnswerValue, language: string): FormValues {
  if (field.type === 'date') {
    const [year = '', month = '', day = ''] = String(answer).split('-')
    const plain = (text: string) => [text.replace(/^0+/, '')]
    return {
      [`${field.id}-day`]: plain(day),
      [`${field.id}-month`]: plain(month),
      [`${field.id}-year`]: plain(year),
    }
  }
  if (typeof answer === 'object') return { [field.id]: answer.map(String) }
  const isNumber = typeof answer === 'number' && field.type !== 'choice'
  return { [field.id]: [isNumber ? numberText(answer, language) : String(answer)] }
}
