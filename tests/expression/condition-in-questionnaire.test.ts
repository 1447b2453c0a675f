import { describe, expect, it } from 'vitest'
import { evaluateQuestionnaireCondition, parseCondition } from '../../src/expression/condition.js'

type Value = string | number | boolean | (string | number)[]

function holds(text: string, answers: Record<string, Value>): boolean {
  const { condition, error } = parseCondition(text)
  if (condition === undefined) throw new Error(error)
  return evaluateQuestionnaireCondition(condition, (path) => answers[path.join('.')], { today: '2026-03-14' })
}

const OPERATORS = ['==', '!=', '<', '<=', '>', '>='] as const

describe('conditions of questionnaires', () => {
  it.each([
    ['integer', 5, '5', '6', '4'],
    ['decimal', 2.5, '2.5', '2.6', '2.4'],
    ['date', '2026-01-15', "'2026-01-15'", "'2026-02-01'", "'2025-12-31'"],
    ['text', 'moss', "'moss'", "'mulch'", "'fern'"],
  ])('compare an answer of type %s with every operator', (_, value, same, above, below) => {
    const results = (right: string) =>
      OPERATORS.map((operator) => holds(`x ${operator} ${right}`, { x: value }))
    expect(results(same)).toEqual([true, false, false, true, false, true])
    expect(results(above)).toEqual([false, true, true, true, false, false])
    expect(results(below)).toEqual([false, true, false, false, true, true])
  })

  it('compare a boolean for equality only', () => {
    expect(OPERATORS.map((operator) => holds(`x ${operator} true`, { x: true }))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
    expect(holds('x == false', { x: true })).toBe(false)
  })

  it('hold for no unanswered name, except with "!="', () => {
    for (const right of ['0', "'x'", 'true', 'other']) {
      expect(OPERATORS.map((operator) => holds(`x ${operator} ${right}`, { other: 1 }))).toEqual([
        false,
        true,
        false,
        false,
        false,
        false,
      ])
    }
    expect(OPERATORS.map((operator) => holds(`x ${operator} other`, { x: 1 }))).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
    ])
  })

  it('hold for several answers when any of them matches; "!=" when none equals', () => {
    const x = ['fever', 'cough']
    expect(holds("x == 'cough'", { x })).toBe(true)
    expect(holds("x != 'cough'", { x })).toBe(false)
    expect(holds("x != 'rash'", { x })).toBe(true)
    expect(holds("x == 'fever' and x == 'cough'", { x })).toBe(true)
    expect(holds('x > 3', { x: [1, 4] })).toBe(true)
    expect(holds('x > 4', { x: [1, 4] })).toBe(false)
    expect(holds('x == y', { x: [1, 4], y: [4, 9] })).toBe(true)
  })

  it('are strict about types', () => {
    expect(holds("x == '1'", { x: 1 })).toBe(false)
    expect(holds('x == 1', { x: true })).toBe(false)
    expect(holds("x < 'b'", { x: 1 })).toBe(false)
  })

  it('know answered, count, age and the band of a score', () => {
    expect(holds('answered(x)', { x: false })).toBe(true)
    expect(holds('not answered(x)', {})).toBe(true)
    expect(holds('answered(x)', { x: [] })).toBe(false)
    expect(holds('count(x) == 2', { x: ['a', 'b'] })).toBe(true)
    expect(holds('count(x) == 0', {})).toBe(true)
    expect(holds('age(x) >= 12 and age(x) <= 55', { x: '1986-03-27' })).toBe(true)
    expect(holds('age(x) >= 0', {})).toBe(false)
    expect(holds("total.band == 'mild'", { 'total.band': 'mild' })).toBe(true)
  })

  it('count whole years, up to the birthday itself', () => {
    expect(holds('age(x) == 17', { x: '2008-03-15' })).toBe(true)
    expect(holds('age(x) == 18', { x: '2008-03-14' })).toBe(true)
    expect(holds('age(x) == 26', { x: '2000-02-29' })).toBe(true)
  })
})
