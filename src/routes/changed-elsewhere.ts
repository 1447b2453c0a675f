import { type AlertView, messagesFor } from '../../views/index.js'
import { storedAnswer } from '../questionnaire/answer.js'
import { answerText } from '../questionnaire/answer-text.js'
import { formValues } from '../questionnaire/form-values.js'
import type { Page } from '../questionnaire/pages.js'
import type { FormValues } from '../questionnaire/read-form.js'
import type { OpenSession } from '../session/sessions.js'
import { sha256Hex } from '../sha256.js'

/**
 * Whether somebody has saved other answers for this page since it was shown. The page knows what it was shown
 * with; a form that does not say is taken as it is.
 */
export function isChangedElsewhere(
  { questionnaire }: OpenSession,
  asked: Page,
  form: FormValues,
  typed: FormValues,
): boolean {
  const seen = form._seen?.[0]
  const stored = formValues(questionnaire, asked)
  return seen !== undefined && seen !== hashOf(stored) && !sameValues(typed, stored)
}

export function hashOf(values: FormValues): string {
  return sha256Hex(JSON.stringify(values)).slice(0, 16)
}

/** What was saved elsewhere, for somebody who is about to save something else. */
export function conflictNotice(shown: Page, language: string): AlertView {
  const words = messagesFor(language)
  const saved = shown.questions.map((field) => {
    const answer = storedAnswer(shown.evaluation.answers, field.id)
    const text = answer === undefined ? words.notProvided : answerText(field, answer, language)
    return `${field.short ?? field.label}: ${text}`
  })
  const paragraph = (text: string) => ({ kind: 'paragraph', inlines: [{ kind: 'text', text }] }) as const
  return {
    level: 'warning',
    title: words.conflictTitle,
    body: [words.conflictText, ...saved].map(paragraph),
  }
}

export function sameValues(first: FormValues, second: FormValues): boolean {
  const filled = (values: FormValues) =>
    JSON.stringify(
      Object.entries(values)
        .filter(([, items]) => items.some((item) => item !== ''))
        .sort(),
    )
  return filled(first) === filled(second)
}
