import { type Answers, type Context, storedAnswer } from './answer.js'
import { mistakeInAnswer } from './answer-rules.js'
import { createEvaluation, type Evaluation } from './evaluation.js'
import { type Field, fieldById, type Questionnaire, questionsOf } from './questionnaire.js'

/** One page: a top-level field, with the questions on it that are asked under the present answers. */
export interface Page {
  readonly id: string
  readonly field: Field
  /** Place among the enabled pages, from 1: "Question 3". */
  readonly number: number
  /** Enabled and visible; never empty. */
  readonly questions: readonly Field[]
}

/** A question that still has to be answered before everything is there. */
export interface Gap {
  readonly field: Field
  readonly page: string
}

/** Whether a field or group is asked under these answers; false for an unknown id. */
export function isEnabled(
  questionnaire: Questionnaire,
  answers: Answers,
  fieldId: string,
  context: Context,
): boolean {
  const field = fieldById(questionnaire, fieldId)
  return field !== undefined && createEvaluation(questionnaire, answers, context).isEnabled(field)
}

export function enabledPages(questionnaire: Questionnaire, answers: Answers, context: Context): Page[] {
  const evaluation = createEvaluation(questionnaire, answers, context)
  const pages: Page[] = []
  for (const field of questionnaire.fields) {
    const questions = askedOn(field, evaluation)
    if (questions.length > 0) pages.push({ id: field.id, field, number: pages.length + 1, questions })
  }
  return pages
}

/** The questions on a page that are enabled and visible. */
export function askedOn(page: Field, evaluation: Evaluation): Field[] {
  const questions = page.type === 'group' ? page.fields : [page]
  return questions.filter((field) => !field.hidden && evaluation.isEnabled(field))
}

/** The page of that id; `undefined` where it is unknown or not asked under these answers. */
export function findPage(
  questionnaire: Questionnaire,
  pageId: string,
  answers: Answers,
  context: Context,
): Page | undefined {
  return enabledPages(questionnaire, answers, context).find((page) => page.id === pageId)
}

/** The next enabled page in file order, from a page that may itself be disabled; `undefined` after the last. */
export function pageAfter(
  questionnaire: Questionnaire,
  pageId: string,
  answers: Answers,
  context: Context,
): Page | undefined {
  const place = placeOf(questionnaire, pageId)
  return enabledPages(questionnaire, answers, context).find(({ id }) => placeOf(questionnaire, id) > place)
}

/** The enabled page before; `undefined` before the first. */
export function pageBefore(
  questionnaire: Questionnaire,
  pageId: string,
  answers: Answers,
  context: Context,
): Page | undefined {
  const place = placeOf(questionnaire, pageId)
  return enabledPages(questionnaire, answers, context).findLast(
    ({ id }) => placeOf(questionnaire, id) < place,
  )
}

/** Enabled questions that are required and unanswered, or whose stored answer breaks a rule. */
export function gaps(questionnaire: Questionnaire, answers: Answers, context: Context): Gap[] {
  return enabledPages(questionnaire, answers, context).flatMap((page) =>
    page.questions
      .filter((field) => isGap(field, answers, context))
      .map((field) => ({ field, page: page.id })),
  )
}

export function isPageComplete(page: Page, answers: Answers, context: Context): boolean {
  return !page.questions.some((field) => isGap(field, answers, context))
}

/** The first page with a gap; `undefined` when nothing is missing. */
export function firstOpenPage(
  questionnaire: Questionnaire,
  answers: Answers,
  context: Context,
): Page | undefined {
  return enabledPages(questionnaire, answers, context).find((page) => !isPageComplete(page, answers, context))
}

/** How many questions are asked under these answers, over all pages. */
export function questionCount(questionnaire: Questionnaire, answers: Answers, context: Context): number {
  return enabledPages(questionnaire, answers, context).flatMap((page) => page.questions).length
}

const SECONDS: Readonly<Record<Field['type'], number>> = {
  string: 15,
  text: 60,
  integer: 12,
  decimal: 12,
  boolean: 8,
  date: 15,
  choice: 12,
  group: 0,
}

/** Whole minutes, at least 1, that answering takes; a question that may not come up counts half. */
export function estimatedMinutes(questionnaire: Questionnaire): number {
  const seconds = questionsOf(questionnaire)
    .filter((field) => !field.hidden)
    .map((field) => {
      const group = field.page === field.id ? undefined : fieldById(questionnaire, field.page)
      const isConditional = field.when !== undefined || group?.when !== undefined
      return SECONDS[field.type] * (isConditional ? 0.5 : 1)
    })
  return Math.max(1, Math.round(seconds.reduce((sum, value) => sum + value, 0) / 60))
}

function isGap(field: Field, answers: Answers, context: Context): boolean {
  const answer = storedAnswer(answers, field.id)
  return answer === undefined ? field.required : mistakeInAnswer(field, answer, context) !== undefined
}

function placeOf(questionnaire: Questionnaire, pageId: string): number {
  return questionnaire.fields.findIndex((field) => field.id === pageId)
}
