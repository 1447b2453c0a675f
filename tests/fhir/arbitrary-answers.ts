import fc from 'fast-check'
import {
  type Answers,
  type AnswerValue,
  type Entry,
  isOtherText,
  type SingleAnswer,
} from '../../src/questionnaire/answer.js'
import { createEvaluation, type Evaluation } from '../../src/questionnaire/evaluation.js'
import {
  type Field,
  isQuestion,
  isRepeatingGroup,
  type Questionnaire,
} from '../../src/questionnaire/questionnaire.js'

type Record<Value> = { [id: string]: Value }

const word = fc.constantFrom('a', 'b', 'long text', "it's", '5')

function single(field: Field): fc.Arbitrary<SingleAnswer> {
  switch (field.type) {
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: -2, max: 12 })
    case 'decimal':
      return fc.constantFrom(-1, 0, 2.5, 5, 38.5)
    case 'date':
      return fc.constantFrom(
        '1970-02-28',
        '2008-02-29',
        '2013-03-14',
        '2013-03-15',
        '2014-03-14',
        '2026-03-14',
      )
    case 'datetime':
      return fc.constantFrom('2025-01-31T08:59', '2025-01-31T09:00', '2026-03-14T23:30')
    case 'time':
      return fc.constantFrom('00:00', '09:29', '09:30', '23:59')
    case 'quantity':
      return fc.record({ value: fc.constantFrom(0, 4.5, 5, 400), unit: fc.constantFrom(...field.units) })
    case 'url':
      return fc.constantFrom('https://example.org', 'https://example.org/a')
    case 'file':
      return fc.record({
        file: fc.constantFrom('0f', '1e'),
        name: fc.constantFrom('scan.png', 'a b.csv'),
        type: fc.constant('image/png'),
        size: fc.integer({ min: 1, max: 9000 }),
      })
    case 'choice': {
      const option = fc.constantFrom(...field.options.map(({ value }) => value))
      return field.other === undefined ? option : fc.oneof(option, fc.record({ other: word }))
    }
    default:
      return word
  }
}

function answer(field: Field): fc.Arbitrary<AnswerValue> {
  const one = single(field)
  if (!field.multiple && field.repeat === undefined) return one
  return fc.uniqueArray(one, { minLength: 1, maxLength: 4, selector: (value) => JSON.stringify(value) })
}

/** Answers to some of the questions, whether they are enabled or not. */
export function arbitraryAnswers(fields: readonly Field[]): fc.Arbitrary<Answers> {
  const parts: Record<fc.Arbitrary<unknown>> = {}
  const collect = (places: readonly Field[]) => {
    for (const field of places) {
      if (isRepeatingGroup(field)) {
        const entries = fc.array(arbitraryAnswers(field.fields), { minLength: 1, maxLength: 3 })
        parts[field.id] = entries.map((list) => list.map((entry, index) => ({ ...entry, _id: `e${index}` })))
      } else if (field.type === 'group') collect(field.fields)
      else if (isQuestion(field)) parts[field.id] = answer(field)
    }
  }
  collect(fields)
  return fc.record(parts, { requiredKeys: [] }) as fc.Arbitrary<Answers>
}

/** The same answers to a questionnaire with the same items, whose ids and option values may be others. */
export function translatedAnswers(answers: Answers, from: readonly Field[], to: readonly Field[]): Answers {
  const result: Record<AnswerValue> = {}
  for (const [index, field] of from.entries()) {
    const other = to[index]
    if (other === undefined) throw new Error(`"${field.id}" has no counterpart.`)
    if (field.type === 'group' && !isRepeatingGroup(field)) {
      Object.assign(result, translatedAnswers(answers, field.fields, other.fields))
      continue
    }
    const stored = answers[field.id]
    if (stored === undefined) continue
    result[other.id] = isRepeatingGroup(field)
      ? (stored as Entry[]).map((entry) => ({
          ...translatedAnswers(entry, field.fields, other.fields),
          _id: entry._id,
        }))
      : translated(stored, field, other)
  }
  return result
}

function translated(stored: AnswerValue, field: Field, other: Field): AnswerValue {
  if (Array.isArray(stored))
    return stored.map((value: SingleAnswer) => translated(value, field, other) as SingleAnswer)
  if (field.type !== 'choice' || isOtherText(stored)) return stored
  const index = field.options.findIndex(({ value }) => value === stored)
  return other.options[index]?.value ?? stored
}

/** Whether each item is enabled, in file order, in every entry. */
export function enabledItems(
  questionnaire: Questionnaire,
  answers: Answers,
  context: { readonly today: string },
): string[] {
  const found: string[] = []
  const look = (fields: readonly Field[], place: Evaluation, prefix: string) => {
    for (const field of fields) {
      found.push(`${prefix}${field.linkId} ${place.isEnabled(field)}`)
      if (isRepeatingGroup(field)) {
        for (const entry of place.entriesOf(field)) look(field.fields, entry, `${prefix}${entry.number} `)
      } else look(field.fields, place, prefix)
    }
  }
  look(questionnaire.fields, createEvaluation(questionnaire, answers, context), '')
  return found
}
