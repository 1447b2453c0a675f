import { pathsOf } from '../expression/condition.js'
import type { Answers, Context } from './answer.js'
import { createEvaluation } from './evaluation.js'
import { createTextFiller } from './filled-text.js'
import {
  type AlertPlace,
  type AlertRule,
  type Band,
  fieldById,
  type Questionnaire,
  type Score,
} from './questionnaire.js'
import { plainText, type RichText } from './rich-text.js'

export interface Alert {
  readonly id: string
  readonly level: AlertRule['level']
  readonly title: string
  readonly body: RichText
  /** The body's words alone, for records. */
  readonly text: string
  /** Whom it is told to beside the person. */
  readonly notify?: string
}

export interface ScoreResult {
  readonly id: string
  readonly label: string
  /** `undefined` while a question that counts is open: incomplete, never zero. */
  readonly value: number | undefined
  readonly band?: Band
  readonly show: Score['show']
}

export interface Completion {
  readonly title: string
  readonly body: RichText
}

export function scores(questionnaire: Questionnaire, answers: Answers, context: Context): ScoreResult[] {
  const evaluation = createEvaluation(questionnaire, answers, context)
  return questionnaire.scores.map((score) => {
    const { value, band } = evaluation.scoreOf(score.id)
    const { id, label, show } = score
    return { id, label, value, ...(band === undefined ? {} : { band }), show }
  })
}

/** The alerts for a place that hold now, in file order, placeholders filled in. */
export function alerts(
  questionnaire: Questionnaire,
  answers: Answers,
  at: AlertPlace,
  context: Context,
): Alert[] {
  const evaluation = createEvaluation(questionnaire, answers, context)
  const filler = createTextFiller(questionnaire, evaluation, context)
  return questionnaire.alerts
    .filter((rule) => rule.at.includes(at) && evaluation.holds(rule.when))
    .map((rule) => {
      const body = filler.fillBody(rule.body)
      return {
        id: rule.id,
        level: rule.level,
        title: filler.fillTitle(rule.title),
        body,
        text: plainText(body),
        ...(rule.notify === undefined ? {} : { notify: rule.notify }),
      }
    })
}

/**
 * The alerts to show right after a page was answered: those that hold and that look at this page.
 *
 * @param pageId of the field whose page it is; of a group that repeats, the same for every entry.
 */
export function alertsAfterPage(
  questionnaire: Questionnaire,
  answers: Answers,
  pageId: string,
  context: Context,
): Alert[] {
  const concerned = new Set(
    questionnaire.alerts.filter((rule) => looksAt(questionnaire, rule, pageId)).map((rule) => rule.id),
  )
  return alerts(questionnaire, answers, 'answer', context).filter((alert) => concerned.has(alert.id))
}

function looksAt(questionnaire: Questionnaire, rule: AlertRule, pageId: string): boolean {
  return pathsOf(rule.when).some(([id = '']) => {
    const score = questionnaire.scores.find((candidate) => candidate.id === id)
    return (score?.of ?? [id]).some((fieldId) => fieldById(questionnaire, fieldId)?.page === pageId)
  })
}

/** The text of the done page: the first whose `when` holds; `undefined` where the file has none. */
export function completion(
  questionnaire: Questionnaire,
  answers: Answers,
  context: Context,
): Completion | undefined {
  const evaluation = createEvaluation(questionnaire, answers, context)
  const filler = createTextFiller(questionnaire, evaluation, context)
  const rule = questionnaire.completion.find((candidate) => evaluation.holds(candidate.when))
  return rule === undefined
    ? undefined
    : { title: filler.fillTitle(rule.title), body: filler.fillBody(rule.body ?? []) }
}
