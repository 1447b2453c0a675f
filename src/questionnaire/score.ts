import { type AnswerValue, comparable, isList, listOf, type ScoreFunction } from './answer.js'
import type { Evaluation } from './evaluation.js'
import type { Band, Field, Score } from './questionnaire.js'

/** `value` is absent where the score is incomplete: it is then not zero. */
export interface ScoreValue {
  readonly value?: number
  readonly band?: Band
}

export function workOutScore(
  score: Score,
  fields: ReadonlyMap<string, Field>,
  evaluation: Evaluation,
  own?: ScoreFunction,
): ScoreValue {
  const value =
    score.method === 'module'
      ? own?.({ answers: answersOf(score, evaluation) })
      : workOut(score, fields, evaluation)
  if (value === undefined) return {}
  const band = score.bands.find(({ from, to }) => from <= value && value <= to)
  return band === undefined ? { value } : { value, band }
}

function workOut(
  score: Score,
  fields: ReadonlyMap<string, Field>,
  evaluation: Evaluation,
): number | undefined {
  const values: number[] = []
  let answered = 0
  let missing = 0
  for (const id of score.of) {
    const field = fields.get(id)
    if (field === undefined) continue
    for (const place of placesOf(field, fields, evaluation)) {
      const isShown = place.isEnabled(field)
      const value = scoreOfAnswer(field, place.answerOf(id))
      if (value !== undefined) answered += 1
      if (value !== undefined) values.push(value)
      else if ((isShown ? score.missing : score.skipped) === 'zero') values.push(0)
      else if (isShown) missing += 1
    }
  }
  if (score.method === 'count') return answered
  const share = typeof score.missing === 'object' ? score.missing.prorate : 1
  if (values.length === 0 || (missing > 0 && answered / (answered + missing) < share)) return undefined
  if (score.method === 'max') return Math.max(...values)
  const sum = values.reduce((total, value) => total + value, 0)
  if (score.method === 'mean') return tidy(sum / values.length)
  return tidy(missing === 0 ? sum : (sum * (answered + missing)) / answered)
}

/** What a function of the author's own gets: what it does to it must not reach the answers. */
function answersOf(score: Score, evaluation: Evaluation): Record<string, AnswerValue> {
  return Object.fromEntries(
    score.of.flatMap((id) => {
      const answer = evaluation.answerOf(id)
      return answer === undefined ? [] : [[id, structuredClone(answer)]]
    }),
  )
}

/** Where a question is asked: once, or in each entry of the groups around it that repeat. */
function placesOf(field: Field, fields: ReadonlyMap<string, Field>, evaluation: Evaluation): Evaluation[] {
  const group = field.entryOf === undefined ? undefined : fields.get(field.entryOf)
  if (group === undefined) return [evaluation]
  return placesOf(group, fields, evaluation).flatMap((place) =>
    place.isEnabled(group) ? place.entriesOf(group) : [],
  )
}

/** What an answer counts; 0 for answered questions without a number, which only `count` looks at. */
function scoreOfAnswer(field: Field, answer: AnswerValue | undefined): number | undefined {
  if (answer === undefined) return undefined
  const chosen = listOf(answer)
  if (field.type !== 'choice') {
    const numbers = chosen.map(comparable).filter((value) => typeof value === 'number')
    return isList(answer) ? numbers.reduce((sum, value) => sum + value, 0) : (numbers[0] ?? 0)
  }
  return field.options
    .filter((option) => chosen.includes(option.value))
    .reduce((sum, option) => sum + (option.score ?? 0), 0)
}

/** 0.1 + 0.2 is 0.3 to whoever wrote the bands. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
