import { storedAnswer } from '../questionnaire/answer.js'
import { type AnswerSection, answerList } from '../questionnaire/answer-list.js'
import { answerText } from '../questionnaire/answer-text.js'
import { createEvaluation } from '../questionnaire/evaluation.js'
import { createTextFiller } from '../questionnaire/filled-text.js'
import { type AlertRule, allFields, fieldsById, isQuestion } from '../questionnaire/questionnaire.js'
import type { OpenSession } from '../session/sessions.js'

/** An alert that a person has seen. */
export interface SeenAlert {
  readonly level: AlertRule['level']
  readonly title: string
  /** ISO 8601; `undefined` for one that stood on the check page only, which is not noted. */
  readonly at: string | undefined
  /** It does not hold for the answers as they were sent. */
  readonly isOver: boolean
}

/** Alerts in the order of the file, with the last time at which each was raised. */
export function seenAlerts({ questionnaire, session, answers, context }: OpenSession): SeenAlert[] {
  const evaluation = createEvaluation(questionnaire, answers, context)
  const filler = createTextFiller(questionnaire, evaluation, context)
  return questionnaire.alerts.flatMap((rule) => {
    const raised = session.alerts.find(({ id }) => id === rule.id)
    const holds = evaluation.holds(rule.when)
    if (raised === undefined && !holds) return []
    const atEnd = rule.at.includes('completion') ? session.confirmedAt : undefined
    return [
      {
        level: rule.level,
        title: filler.fillTitle(rule.title),
        at: raised?.at ?? atEnd,
        isOver: !holds,
      },
    ]
  })
}

export interface DetailedSection extends Pick<AnswerSection, 'heading'> {
  readonly rows: readonly DetailedRow[]
}

export interface DetailedRow {
  readonly label: string
  readonly text: string | undefined
  readonly isSensitive: boolean
}

/**
 * Everything that was sent: the list that the person confirmed, and what was known without asking.
 *
 * @param notAsked heads the part with hidden fields.
 */
export function detailedAnswers(open: OpenSession, notAsked: string): DetailedSection[] {
  const { questionnaire, answers, context, session } = open
  const byId = fieldsById(questionnaire)
  const shown = answerList(questionnaire, answers, context, session.probes).map(({ heading, rows }) => ({
    ...(heading === undefined ? {} : { heading }),
    rows: rows.map(({ field, label, text }) => ({
      label,
      text,
      isSensitive: byId.get(field)?.sensitive === true,
    })),
  }))
  const hidden = hiddenAnswers(open)
  return hidden.length === 0 ? shown : [...shown, { heading: notAsked, rows: hidden }]
}

function hiddenAnswers({ questionnaire, answers }: OpenSession): DetailedRow[] {
  return allFields(questionnaire.fields).flatMap((field) => {
    if (!field.hidden || !isQuestion(field) || field.entryOf !== undefined) return []
    const answer = storedAnswer(answers, field.id)
    if (answer === undefined) return []
    const text = answerText(field, answer, questionnaire.language)
    return [{ label: field.short ?? field.label, text, isSensitive: field.sensitive }]
  })
}
