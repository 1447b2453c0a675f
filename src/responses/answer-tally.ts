import { type AnswerValue, isOtherText, isQuantity, listOf, storedAnswer } from '../questionnaire/answer.js'
import { createEvaluation, type Evaluation } from '../questionnaire/evaluation.js'
import { type Field, isQuestion, isRepeatingGroup } from '../questionnaire/questionnaire.js'
import type { OpenSession } from '../session/sessions.js'

/** What a question, or a score, got as answers. In a group that repeats, each entry is asked. */
export interface QuestionTally {
  /** How often it was asked: in sessions, or entries, where it was enabled. */
  asked: number
  answered: number
  /** By `countKey`; only for what can be drawn. */
  readonly counts: Map<string, number>
}

/** By field id, scores by `scoreKey`. */
export type AnswerTally = Map<string, QuestionTally>

/** Where fields and scores share one map. */
export function scoreKey(id: string): string {
  return `score ${id}`
}

/** Own words of a choice count together: each stands for itself in the list of answers. */
export const OWN_WORDS = 'own words'
const NO_BAND = 'no band'

/** Under which an answer is counted; `undefined` for those that are only counted as answered. */
export function countKey(field: Field, answer: AnswerValue): string | undefined {
  if (isOtherText(answer)) return OWN_WORDS
  if (isQuantity(answer)) return quantityKey(answer.unit, answer.value)
  const isCounted = ['choice', 'boolean', 'integer', 'decimal'].includes(field.type)
  return isCounted ? JSON.stringify(answer) : undefined
}

export function quantityKey(unit: string, value: number): string {
  return JSON.stringify([unit, value])
}

/** Adds the answers of one session. */
export function addToTally(tally: AnswerTally, { questionnaire, answers, context }: OpenSession): void {
  const evaluation = createEvaluation(questionnaire, answers, context)
  addFields(tally, questionnaire.fields, evaluation)
  for (const { id, bands } of questionnaire.scores) {
    const { value, band } = evaluation.scoreOf(id)
    const of = questionTally(tally, scoreKey(id))
    of.asked += 1
    if (value === undefined) continue
    of.answered += 1
    count(of, bands.length === 0 ? JSON.stringify(value) : (band?.id ?? NO_BAND))
  }
}

function addFields(tally: AnswerTally, fields: readonly Field[], place: Evaluation): void {
  for (const field of fields) {
    if (!place.isEnabled(field)) continue
    if (isRepeatingGroup(field)) {
      const entries = place.entriesOf(field)
      const of = questionTally(tally, field.id)
      of.asked += 1
      if (entries.length > 0) of.answered += 1
      count(of, String(entries.length))
      for (const entry of entries) addFields(tally, field.fields, entry)
    } else if (field.type === 'group') {
      addFields(tally, field.fields, place)
    } else if (isQuestion(field)) {
      addAnswer(questionTally(tally, field.id), field, storedAnswer(place.answers, field.id))
    }
  }
}

function addAnswer(of: QuestionTally, field: Field, answer: AnswerValue | undefined): void {
  of.asked += 1
  if (answer === undefined) return
  of.answered += 1
  for (const single of listOf(answer)) {
    const key = countKey(field, single)
    if (key !== undefined) count(of, key)
  }
}

/** Adds one tally to another. */
export function mergeTally(into: AnswerTally, from: AnswerTally): void {
  for (const [key, { asked, answered, counts }] of from)
    mergeQuestion(questionTally(into, key), { asked, answered, counts })
}

export function mergeQuestion(into: QuestionTally, { asked, answered, counts }: QuestionTally): void {
  into.asked += asked
  into.answered += answered
  for (const [key, number] of counts) into.counts.set(key, (into.counts.get(key) ?? 0) + number)
}

export function emptyQuestion(): QuestionTally {
  return { asked: 0, answered: 0, counts: new Map() }
}

function questionTally(tally: AnswerTally, key: string): QuestionTally {
  const known = tally.get(key)
  if (known !== undefined) return known
  const made = emptyQuestion()
  tally.set(key, made)
  return made
}

function count({ counts }: QuestionTally, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
