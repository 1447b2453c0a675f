import { type Condition, evaluateQuestionnaireCondition, type Path } from '../expression/condition.js'
import {
  type Answers,
  type AnswerValue,
  type Context,
  comparable,
  type Entry,
  entriesIn,
  listOf,
  storedAnswer,
} from './answer.js'
import { type Field, fieldsById, isRepeatingGroup, type Questionnaire } from './questionnaire.js'
import { type ScoreValue, workOutScore } from './score.js'

/**
 * One look at a questionnaire under one set of answers; remembers what it has worked out. Inside an entry of a
 * group that repeats a name means that entry's answer, then outward; from outside it means those of all entries.
 */
export interface Evaluation {
  /** What is answered here: all answers, or those of one entry. */
  readonly answers: Answers
  /** Whether the field's `when`, and those of the groups around it, hold. */
  isEnabled(field: Field): boolean
  /** The answer of an enabled field; `undefined` where there is none, or the field is disabled. */
  answerOf(id: string): AnswerValue | undefined
  /** A look from inside each entry of a group that repeats. */
  entriesOf(group: Field): readonly EntryEvaluation[]
  /** A look from inside an entry that is not stored yet. */
  newEntry(group: Field): EntryEvaluation
  scoreOf(id: string): ScoreValue
  holds(condition: Condition | undefined): boolean
}

export interface EntryEvaluation extends Evaluation {
  readonly entryId: string
  /** From 1. */
  readonly number: number
}

export function createEvaluation(
  questionnaire: Questionnaire,
  answers: Answers,
  { today, scoreFunctions }: Pick<Context, 'today' | 'scoreFunctions'>,
): Evaluation {
  const fields = fieldsById(questionnaire)
  const scores = new Map(questionnaire.scores.map((score) => [score.id, score]))
  const worked = new Map<string, ScoreValue>()

  /** @param group the group whose entry this is; absent for all answers. */
  function look(answers: Answers, group?: Field, outer?: Evaluation): Evaluation {
    const enabled = new Map<string, boolean>()
    const entries = new Map<string, readonly EntryEvaluation[]>()
    const isHere = (field: Field) => field.entryOf === group?.id

    const evaluation: Evaluation = {
      answers,
      isEnabled(field) {
        if (!isHere(field)) return elsewhere(field, (place) => place.isEnabled(field)).some(Boolean)
        let result = enabled.get(field.id)
        if (result === undefined) {
          const parent = field.parent === undefined ? undefined : fields.get(field.parent)
          result = (parent === undefined || evaluation.isEnabled(parent)) && evaluation.holds(field.when)
          enabled.set(field.id, result)
        }
        return result
      },
      answerOf(id) {
        const field = fields.get(id)
        if (field === undefined) return undefined
        if (!isHere(field))
          return joined(
            elsewhere(field, (place) => place.answerOf(id)),
            field,
            group,
          )
        return evaluation.isEnabled(field) ? storedAnswer(answers, id) : undefined
      },
      entriesOf(repeating) {
        let result = entries.get(repeating.id)
        if (result === undefined) {
          result = entriesIn(storedAnswer(answers, repeating.id)).map((entry, index) =>
            lookInto(repeating, entry, index + 1),
          )
          entries.set(repeating.id, result)
        }
        return result
      },
      newEntry: (repeating) =>
        lookInto(repeating, { _id: '' }, entriesIn(storedAnswer(answers, repeating.id)).length + 1),
      scoreOf: (id) => {
        if (outer !== undefined) return outer.scoreOf(id)
        let result = worked.get(id)
        const score = scores.get(id)
        if (result === undefined) {
          result = score === undefined ? {} : workOutScore(score, fields, evaluation, scoreFunctions?.get(id))
          worked.set(id, result)
        }
        return result
      },
      holds: (condition) =>
        condition === undefined || evaluateQuestionnaireCondition(condition, lookUp, { today }),
    }

    function lookInto(repeating: Field, entry: Entry, number: number): EntryEvaluation {
      return { ...look(entry, repeating, evaluation), entryId: entry._id, number }
    }

    /** What is asked further out, or in entries further in. */
    function elsewhere<Result>(field: Field, ask: (place: Evaluation) => Result): Result[] {
      const way = wayInto(field)
      if (way === undefined) return outer === undefined ? [] : [ask(outer)]
      return evaluation.isEnabled(way) ? evaluation.entriesOf(way).map(ask) : []
    }

    /** The group that repeats here and has the field somewhere inside. */
    function wayInto(field: Field): Field | undefined {
      let around = field.entryOf === undefined ? undefined : fields.get(field.entryOf)
      while (around !== undefined && !isHere(around)) {
        around = around.entryOf === undefined ? undefined : fields.get(around.entryOf)
      }
      return around
    }

    function lookUp(path: Path) {
      const id = path[0] ?? ''
      if (scores.has(id)) {
        const result = evaluation.scoreOf(id)
        return path[1] === 'band' ? result.band?.id : result.value
      }
      const answer = evaluation.answerOf(id)
      if (answer === undefined) return undefined
      const field = fields.get(id)
      if (field !== undefined && isRepeatingGroup(field)) return entriesIn(answer).map(({ _id }) => _id)
      return Array.isArray(answer) ? listOf(answer).map(comparable) : comparable(listOf(answer)[0] ?? '')
    }
    return evaluation
  }

  return look(answers)
}

/** The answer further out as it is; those of several entries together. */
function joined(
  found: readonly (AnswerValue | undefined)[],
  field: Field,
  group: Field | undefined,
): AnswerValue | undefined {
  const isOutward = field.entryOf === undefined || field.entryOf === group?.entryOf
  if (isOutward && found.length <= 1) return found[0]
  const values = found.filter((value) => value !== undefined)
  const entries = values.flatMap(entriesIn)
  if (entries.length > 0) return entries
  return values.length === 0 ? undefined : values.flatMap(listOf)
}
