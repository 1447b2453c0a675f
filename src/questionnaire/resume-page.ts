import { type Answers, type Context, storedAnswer } from './answer.js'
import { enabledPages, firstOpenPage, type Page } from './pages.js'
import type { Field, Questionnaire } from './questionnaire.js'

/**
 * Where a person begins, or goes on after a while: behind the last page that they have answered, or at the first gap
 * where one lies before that. So questions that may be left open are asked, too. `undefined`: at the check page.
 */
export function resumePage(
  questionnaire: Questionnaire,
  answers: Answers,
  context: Context,
): Page | undefined {
  const pages = enabledPages(questionnaire, answers, context).filter(({ entries }) => entries.length === 0)
  const next = pages[pages.findLastIndex(isAnswered) + 1]
  const gap = firstOpenPage(questionnaire, answers, context)
  return gap !== undefined && (next === undefined || gap.number <= next.number) ? gap : next
}

/** What stood there from the start says nothing of how far somebody has come. */
function isAnswered({ kind, field, questions, evaluation }: Page): boolean {
  const asked = kind === 'entries' ? [field] : questions
  return asked.some((one) => !isFilledIn(one) && storedAnswer(evaluation.answers, one.id) !== undefined)
}

function isFilledIn({ default: value, prefill }: Field): boolean {
  return value !== undefined || prefill !== undefined
}
