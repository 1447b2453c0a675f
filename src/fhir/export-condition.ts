import {
  type Comparison,
  type Condition,
  evaluateQuestionnaireCondition,
  type Operator,
} from '../expression/condition.js'
import type { Field, Option, Questionnaire, Score } from '../questionnaire/questionnaire.js'
import { codingOf, optionValue } from './answer-value.js'
import { type LinkCondition, simplified, type TestValue } from './link-condition.js'

/** What conditions of a questionnaire name, by id. */
export interface ExportNames {
  readonly fields: ReadonlyMap<string, Field>
  readonly scores: ReadonlyMap<string, Score>
}

export function exportNames(
  fields: ReadonlyMap<string, Field>,
  { scores }: Pick<Questionnaire, 'scores'>,
): ExportNames {
  return { fields, scores: new Map(scores.map((score) => [score.id, score])) }
}

/**
 * A condition of ours as FHIR says it, about linkIds. It holds for the same answers.
 *
 * @throws RangeError for what FHIR cannot say, such as two counts that are compared with each other.
 */
export function exportCondition(condition: Condition, names: ExportNames): LinkCondition {
  return simplified(convert(condition, names))
}

function convert(condition: Condition, names: ExportNames): LinkCondition {
  switch (condition.type) {
    case 'and':
    case 'or':
      return { type: condition.type, conditions: condition.conditions.map((part) => convert(part, names)) }
    case 'not':
      return { type: 'not', condition: convert(condition.condition, names) }
    case 'answered':
      return { type: 'answered', linkId: linkIdOf(condition.path[0], names) }
    case 'comparison':
      return convertComparison(condition, names)
  }
}

function convertComparison({ left, operator, right }: Comparison, names: ExportNames): LinkCondition {
  const id = left.path[0]
  const linkId = linkIdOf(id, names)
  const score = names.scores.get(id ?? '')
  if (right.type === 'word') {
    const isWhole = left.type === 'path' && left.path.length === 1 && right.path?.length === 1
    if (!isWhole) throw new RangeError('FHIR cannot compare these two with each other.')
    const other = right.path?.[0]
    checkComparable(id, other, names)
    return {
      type: 'test',
      linkId,
      of: 'value',
      operator,
      value: { type: 'answer', linkId: linkIdOf(other, names) },
    }
  }
  const { value } = right
  if (value === null) throw new RangeError('Nothing can be compared with null.')
  if (left.type === 'call') {
    if (typeof value !== 'number') throw new RangeError(`${left.name}( ) can only be compared with a number.`)
    return left.name === 'age'
      ? ageTest(linkId, operator, value)
      : { type: 'test', linkId, of: 'count', operator, value: { type: 'plain', value } }
  }
  if (score !== undefined && left.path.length > 1) return bandTest(score, linkId, operator, value)
  const field = names.fields.get(id ?? '')
  if (field?.type === 'choice') return choiceTest(field, linkId, operator, value)
  return { type: 'test', linkId, of: 'value', operator, value: { type: 'plain', value } }
}

function linkIdOf(id: string | undefined, { fields, scores }: ExportNames): string {
  const found = fields.get(id ?? '') ?? scores.get(id ?? '')
  if (found === undefined) throw new RangeError(`There is no field or score "${id}".`)
  return found.linkId
}

/** Answers of choices are codings in FHIR: two of them can be compared where code stands for value in both. */
function checkComparable(id: string | undefined, other: string | undefined, { fields }: ExportNames): void {
  const [first, second] = [fields.get(id ?? ''), fields.get(other ?? '')]
  const isChoice = [first, second].map((field) => field?.type === 'choice')
  if (!isChoice.includes(true)) return
  const shape = (field: Field | undefined) =>
    JSON.stringify(field?.options.map((option) => [option.value, optionValue(field, option)]))
  const kinds = new Set(first?.options.map((option) => optionValue(first, option).name))
  const isClosed = first?.other === undefined && second?.other === undefined
  if (!isClosed || kinds.size > 1 || shape(first) !== shape(second))
    throw new RangeError(`FHIR cannot compare the answers of "${id}" and "${other}" with each other.`)
}

const NEVER = (linkId: string): LinkCondition => ({
  type: 'and',
  conditions: [
    { type: 'answered', linkId },
    { type: 'not', condition: { type: 'answered', linkId } },
  ],
})

/** An order among codes is spelled out: FHIR has none. */
function choiceTest(
  field: Field,
  linkId: string,
  operator: Operator,
  value: string | number | boolean,
): LinkCondition {
  const test = (name: Operator, found: TestValue): LinkCondition => ({
    type: 'test',
    linkId,
    of: 'value',
    operator: name,
    value: found,
  })
  if (operator === '==' || operator === '!=') {
    const option = field.options.find((candidate) => candidate.value === value)
    return test(operator, option === undefined ? { type: 'plain', value } : codeOf(field, option))
  }
  if (field.other !== undefined && typeof value === 'string')
    throw new RangeError(`FHIR cannot order the answers of "${field.id}", which may be anything.`)
  const fitting = field.options.filter((option) => isOrdered(option.value, operator, value))
  if (fitting.length === 0) return NEVER(linkId)
  return { type: 'or', conditions: fitting.map((option) => test('==', codeOf(field, option))) }
}

function isOrdered(option: string | number, operator: Operator, value: string | number | boolean): boolean {
  const comparison: Comparison = {
    type: 'comparison',
    left: { type: 'path', path: ['option'], offset: 0 },
    operator,
    right: { type: 'literal', value, offset: 0 },
  }
  return evaluateQuestionnaireCondition(comparison, () => option, { today: '2000-01-01' })
}

function codeOf(field: Field, option: Option): TestValue {
  const { name, value } = optionValue(field, option)
  if (name === 'Coding') return { type: 'code', ...codingOf(field, option) }
  return { type: 'plain', value: name === 'Time' ? String(option.value) : (value as string | number) }
}

/** A band is a range of the score. */
function bandTest(
  score: Score,
  linkId: string,
  operator: Operator,
  value: string | number | boolean,
): LinkCondition {
  const band = score.bands.find(({ id }) => id === value)
  if (band === undefined || (operator !== '==' && operator !== '!='))
    throw new RangeError(`FHIR cannot compare the band of "${score.id}" in this way.`)
  const inBand: LinkCondition = {
    type: 'and',
    conditions: [
      { type: 'test', linkId, of: 'value', operator: '>=', value: { type: 'plain', value: band.from } },
      { type: 'test', linkId, of: 'value', operator: '<=', value: { type: 'plain', value: band.to } },
    ],
  }
  return operator === '==' ? inBand : { type: 'not', condition: inBand }
}

/** Ages are whole years, so that `at least`, `below` and `exactly` say everything. */
function ageTest(linkId: string, operator: Operator, years: number): LinkCondition {
  const test = (name: Operator, value: number): LinkCondition => ({
    type: 'test',
    linkId,
    of: 'age',
    operator: name,
    value: { type: 'plain', value },
  })
  if (operator === '>=') return test('>=', Math.ceil(years))
  if (operator === '>') return test('>=', Math.floor(years) + 1)
  if (operator === '<') return test('<', Math.ceil(years))
  if (operator === '<=') return test('<', Math.floor(years) + 1)
  const exactly = Number.isInteger(years) ? test('==', years) : NEVER(linkId)
  return operator === '==' ? exactly : { type: 'not', condition: exactly }
}
