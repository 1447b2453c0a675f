import { type Condition, evaluateQuestionnaireCondition, type Path } from '../expression/condition.js'
import { type Answers, type AnswerValue, type Context, storedAnswer } from './answer.js'
import type { Band, Field, Questionnaire, Score } from './questionnaire.js'

/** One look at a questionnaire under one set of answers; remembers what it has worked out. */
export interface Evaluation {
  /** Whether the field's `when`, and that of its group, hold. */
  isEnabled(field: Field): boolean
  /** The answer of an enabled field; `undefined` where there is none, or the field is disabled. */
  answerOf(id: string): AnswerValue | undefined
  scoreOf(score: Score): ScoreValue
  holds(condition: Condition | undefined): boolean
}

/** `value` is absent where the score is incomplete: it is then not zero. */
export interface ScoreValue {
  readonly value?: number
  readonly band?: Band
}

export function createEvaluation(
  questionnaire: Questionnaire,
  answers: Answers,
  { today }: Pick<Context, 'today'>,
): Evaluation {
  const fields = new Map<string, Field>()
  for (const top of questionnaire.fields) {
    for (const field of [top, ...top.fields]) fields.set(field.id, field)
  }
  const scores = new Map(questionnaire.scores.map((score) => [score.id, score]))
  const enabled = new Map<string, boolean>()
  const worked = new Map<string, ScoreValue>()

  const evaluation: Evaluation = {
    isEnabled(field) {
      let result = enabled.get(field.id)
      if (result === undefined) {
        const group = field.page === field.id ? undefined : fields.get(field.page)
        result = (group === undefined || evaluation.isEnabled(group)) && evaluation.holds(field.when)
        enabled.set(field.id, result)
      }
      return result
    },
    answerOf(id) {
      const field = fields.get(id)
      return field !== undefined && evaluation.isEnabled(field) ? storedAnswer(answers, id) : undefined
    },
    scoreOf(score) {
      let result = worked.get(score.id)
      if (result === undefined) {
        result = withBand(score, workOut(score, fields, evaluation))
        worked.set(score.id, result)
      }
      return result
    },
    holds: (condition) =>
      condition === undefined || evaluateQuestionnaireCondition(condition, lookUp, { today }),
  }

  function lookUp(path: Path) {
    const score = scores.get(path[0] ?? '')
    if (score === undefined) return evaluation.answerOf(path[0] ?? '')
    const result = evaluation.scoreOf(score)
    return path[1] === 'band' ? result.band?.id : result.value
  }
  return evaluation
}

function workOut(
  score: Score,
  fields: ReadonlyMap<string, Field>,
  evaluation: Evaluation,
): number | undefined {
  const values: number[] = []
  let answered = 0
  for (const id of score.of) {
    const field = fields.get(id)
    if (field === undefined) continue
    const isShown = evaluation.isEnabled(field)
    const value = scoreOfAnswer(field, evaluation.answerOf(id))
    if (value !== undefined) answered += 1
    if (value !== undefined) values.push(value)
    else if ((isShown ? score.missing : score.skipped) === 'zero') values.push(0)
    else if (isShown && score.method !== 'count') return undefined
  }
  if (score.method === 'count') return answered
  if (values.length === 0) return undefined
  if (score.method === 'max') return Math.max(...values)
  const sum = values.reduce((total, value) => total + value, 0)
  return tidy(score.method === 'mean' ? sum / values.length : sum)
}

/** What an answer counts; 0 for answered questions without a number, which only `count` looks at. */
function scoreOfAnswer(field: Field, answer: AnswerValue | undefined): number | undefined {
  if (answer === undefined) return undefined
  if (typeof answer === 'number' && field.type !== 'choice') return answer
  const chosen = typeof answer === 'object' ? answer : [answer]
  return field.options
    .filter((option) => chosen.includes(option.value))
    .reduce((sum, option) => sum + (option.score ?? 0), 0)
}

/** 0.1 + 0.2 is 0.3 to whoever wrote the bands. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

function withBand(score: Score, value: number | undefined): ScoreValue {
  if (value === undefined) return {}
  const band = score.bands.find(({ from, to }) => from <= value && value <= to)
  return band === undefined ? { value } : { value, band }
}
