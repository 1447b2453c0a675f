import type { AnswerValue, Context } from './answer.js'
import { answerText } from './answer-text.js'
import { findContact } from './contacts.js'
import type { Evaluation } from './evaluation.js'
import { numberText } from './number-text.js'
import { fieldById, type Questionnaire } from './questionnaire.js'
import { fillRichText, type Inline, type RichText } from './rich-text.js'
import { type Placeholder, templateParts } from './template.js'

/** Puts answers, scores and contacts into the author's texts. */
export interface TextFiller {
  fillTitle(text: string): string
  fillBody(text: RichText): RichText
}

export function createTextFiller(
  questionnaire: Questionnaire,
  evaluation: Evaluation,
  context: Context,
): TextFiller {
  const { language } = questionnaire
  const notGiven = language.split('-')[0] === 'fi' ? '(ei annettu)' : '(not given)'

  function resolve({ path }: Placeholder): Inline {
    const [first = '', second = '', third = ''] = path
    if (first === 'contacts') {
      const contact = findContact(context.contacts, language, second)
      if (contact === undefined) return { kind: 'text', text: notGiven }
      return third === 'phone' ? phone(contact.phone) : { kind: 'text', text: contact.name }
    }
    if (first === 'response' && second === 'id') return { kind: 'text', text: context.responseId ?? notGiven }
    return { kind: 'text', text: textUnder(first, second) ?? notGiven }
  }

  function textUnder(id: string, part: string): string | undefined {
    const score = questionnaire.scores.find((candidate) => candidate.id === id)
    if (score !== undefined) {
      const { value, band } = evaluation.scoreOf(id)
      if (part === 'band') return band?.label
      return value === undefined ? undefined : numberText(value, language)
    }
    const field = fieldById(questionnaire, id)
    const answer: AnswerValue | undefined = evaluation.answerOf(id)
    return field === undefined || answer === undefined ? undefined : answerText(field, answer, language)
  }

  return {
    fillTitle: (text) =>
      templateParts(text)
        .map((part) => (typeof part === 'string' ? part : textOf(resolve(part))))
        .join(''),
    fillBody: (text) => fillRichText(text, resolve),
  }
}

function phone(text: string): Inline {
  return { kind: 'tel', text, number: text.replace(/[^\d+]/g, '') }
}

function textOf(inline: Inline): string {
  return inline.kind === 'text' || inline.kind === 'tel' ? inline.text : ''
}
