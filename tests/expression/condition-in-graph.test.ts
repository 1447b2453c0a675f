import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateGraphCondition, parseCondition } from '../../src/expression/condition.js'

function holds(text: string, state: Record<string, unknown>): boolean {
  const { condition, error } = parseCondition(text)
  if (condition === undefined) throw new Error(error)
  return evaluateGraphCondition(condition, state, { today: '2026-03-14' })
}

describe('conditions of graph edges', () => {
  it.each([
    ['flag == true', { flag: 1 }, true],
    ['flag == 1', { flag: true }, true],
    ["flag == 'true'", { flag: true }, false],
    ["n == '1'", { n: 1 }, false],
    ['state.game_over == True', { game_over: true }, true],
    ['flag == false', { flag: false }, true],
    ["a.b >= 0.8 and c != 'x'", { a: { b: 0.9 }, c: 'y' }, true],
    ["a.b >= 0.8 and c != 'x'", { a: { b: 0.9 }, c: 'x' }, false],
    ["a == 1 or b == 2 and c == 'or'", { a: 1 }, true],
    ["(a == 1 or b == 2) and c == 'or'", { a: 1 }, false],
    ['list == list', { list: [1] }, true],
    ['a < b', { a: { x: 1 }, b: { x: 2 } }, false],
    ['a < b', { a: null, b: null }, false],
    ["n > 'a'", { n: 1 }, false],
    ['missing == null', {}, true],
    ['missing == none', { missing: null }, true],
    ["missing != 'x'", {}, true],
    ['missing < 5', {}, false],
    ['missing >= 0', {}, false],
    ['score >= 0.8', { score: 0.8 }, true],
    ['score < 0.8', { score: '0.5' }, false],
    ["name < 'b'", { name: 'a' }, true],
    ["list == 'x'", { list: ['x'] }, false],
    ['a.b.0 == 3', { a: { b: [3] } }, true],
    ['a.length == 2', { a: [1, 2] }, false],
    ['a == b', { a: { x: [1, true] }, b: { x: [true, 1] } }, true],
    ['a == b', { a: [1], b: [1, 2] }, false],
    ['a < b', { a: [1, 2], b: [1, 3] }, true],
    ['a < b', { a: [1], b: [1, 0] }, true],
    ['a < b', { a: [1, 'x'], b: [1, 3] }, false],
    ['true_thing > false_thing', { true_thing: true, false_thing: 0 }, false],
  ])('%s over %o is %s', (text, state, expected) => {
    expect(holds(text, state)).toBe(expected)
  })

  it('takes an unquoted right side as a name where that has a value, else as its text', () => {
    expect(holds('tone == positive', { tone: 'positive' })).toBe(true)
    expect(holds('tone == wanted', { tone: 'kind', wanted: 'kind' })).toBe(true)
    expect(holds('tone == wanted', { tone: 'wanted', wanted: null })).toBe(true)
    expect(holds('tone == in progress', { tone: 'in progress' })).toBe(true)
  })

  it('reads own properties only', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'a.constructor', 'a.__proto__.polluted']) {
      expect(holds(`${name} == null`, { a: {} })).toBe(true)
    }
  })

  it('knows answered, count and age', () => {
    expect(holds('answered(a) and not answered(b) and not answered(c)', { a: 0, b: '', c: [] })).toBe(true)
    expect(holds('count(a) == 2 and count(b) == 0 and count(c) == 1', { a: [1, 2], c: 'x' })).toBe(true)
    expect(holds('age(born) == 39', { born: '1986-03-15' })).toBe(true)
    expect(holds('age(born) == 40', { born: '1986-03-14' })).toBe(true)
    expect(holds('age(born) < 200', { born: 'long ago' })).toBe(false)
  })

  it('orders texts by code point, as Python does', () => {
    expect(holds('a < b', { a: '\u{FFFD}', b: '\u{1F600}' })).toBe(true)
  })

  it('never throws on any pair of values', () => {
    const operator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), operator, (a, b, sign) => {
        expect(typeof holds(`a ${sign} b`, { a, b })).toBe('boolean')
      }),
    )
  })
})
