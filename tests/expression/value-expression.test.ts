import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RunError } from '../../src/errors.js'
import {
  checkValueExpressions,
  evaluateValue,
  jsonText,
  parseValueExpression,
  textOf,
} from '../../src/expression/value-expression.js'

const state = {
  count: 3,
  name: 'Ada',
  items: ['a', 'b'],
  person: { age: 36, tags: ['x'] },
  nothing: null,
  flag: true,
}

test('a whole {state.path} keeps the type of its value', () => {
  expect(evaluateValue('{state.items}', state)).toEqual(['a', 'b'])
  expect(evaluateValue(' {state.person.age} ', state)).toBe(36)
  expect(evaluateValue('{state.flag}', state)).toBe(true)
})

test('a missing path is null', () => {
  expect(evaluateValue('{state.missing}', state)).toBeNull()
  expect(evaluateValue('{state.person.missing.deeper}', state)).toBeNull()
})

test('paths read own properties only', () => {
  for (const path of ['__proto__', 'constructor', 'items.length', 'name.length', 'person.toString']) {
    expect(evaluateValue(`{state.${path}}`, state)).toBeNull()
  }
})

test('whole numbers in a path index lists', () => {
  expect(evaluateValue('{state.items.1}', state)).toBe('b')
  expect(evaluateValue('{state.items.2}', state)).toBeNull()
})

test.each([
  ['{state.count + 1}', 4],
  ['{state.count - 1}', 2],
  ['{state.count * 2}', 6],
  ['{state.count / 2}', 1.5],
  ['{state.count-1}', 2],
  ['{state.count + state.person.age}', 39],
  ['{state.items + [state.name]}', ['a', 'b', 'Ada']],
  ['{state.items + state.person.tags}', ['a', 'b', 'x']],
  ['{state.items + state.name}', ['a', 'b', 'Ada']],
  ["{state.items + {'k': state.name, 'n': 1}}", ['a', 'b', { k: 'Ada', n: 1 }]],
  ["{state.name + '!'}", 'Ada!'],
  ["{state.name + '}'}", 'Ada}'],
  ["{state.items + ['x']}", ['a', 'b', 'x']],
  ['{state.items + true}', ['a', 'b', true]],
  ['{state.items + None}', ['a', 'b', null]],
  ['{state.items + state.missing}', ['a', 'b', null]],
  ['{state.items + {}}', ['a', 'b', {}]],
  ['{ state.person.age*2 }', 72],
  ['{state.missing + 1}', null],
  ['{state.missing / 0}', null],
  ['{state.nothing + 1}', null],
])('%s is one operation', (text, expected) => {
  expect(evaluateValue(text, state)).toEqual(expected)
})

test('dividing by zero is an error', () => {
  expect(() => evaluateValue('{state.count / 0}', state)).toThrow(RunError)
})

test('a result that is too large for a number is an error', () => {
  expect(() => evaluateValue('{state.n * 10}', { n: 1e308 })).toThrow(/too large/)
})

test('an operation that its operands do not allow is an error that names them', () => {
  expect(() => evaluateValue('{state.person * 2}', state)).toThrow(/a mapping and a number/)
})

test('an operation never changes what it reads', () => {
  const frozen = Object.freeze({ items: Object.freeze(['a']) })
  expect(evaluateValue('{state.items + 1}', frozen)).toEqual(['a', 1])
  expect(frozen.items).toEqual(['a'])
})

test.each([
  '{state.a + 1 + 2}',
  '{state.a + state.b + state.c}',
  '{state.items + [1, 2]}',
  '{state.items + []}',
  '{state.items + [[1]]}',
  "{state.items + {'k': {'n': 1}}}",
  '{state.items + {k: 1}}',
  '{state.a + len(x)}',
  '{state.a + b}',
  '{state.a + }',
  '{state.a * (1)}',
  "{state.a + {'k': 1 + 2}}",
])('%s is a mistake that loading finds', (text) => {
  expect(parseValueExpression(text)).toHaveProperty('error')
  expect(checkValueExpressions({ list: [text] })).toMatchObject([{ path: ['list', 0] }])
})

test('a longer text is filled in, and missing paths stay as they are written', () => {
  expect(evaluateValue('Hello {state.name}, {state.missing} {state.items}', state)).toBe(
    'Hello Ada, {state.missing} ["a", "b"]',
  )
  expect(evaluateValue('{state.count} and {state.name}', state)).toBe('3 and Ada')
})

test('anything else is a literal', () => {
  for (const text of [
    '{name}',
    'plain',
    '{}',
    '{state}',
    '{ "json": 1 }',
    '{{ state.name }}',
    'state.name',
  ]) {
    expect(evaluateValue(text, state)).toBe(text)
  }
  expect(evaluateValue(5, state)).toBe(5)
  expect(evaluateValue(null, state)).toBeNull()
})

test('lists and mappings are resolved inside', () => {
  expect(evaluateValue({ a: ['{state.count}', { b: '{state.name}' }], c: 1 }, state)).toEqual({
    a: [3, { b: 'Ada' }],
    c: 1,
  })
})

test('no text makes parsing throw, and a text without braces is always itself', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseValueExpression(text)
      if (!text.includes('{')) expect(evaluateValue(text, {})).toBe(text)
    }),
  )
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('{', '}', 'state', '.', 'a', ' ', '+', '1', "'", '[', ':')),
      (parts) => {
        parseValueExpression(parts.join(''))
      },
    ),
  )
})

test('values in a text: nothing for null, true and false, JSON as Python writes it', () => {
  expect([null, true, 1.5, 'x', [1, 'a'], { a: [true, null] }].map(textOf)).toEqual([
    '',
    'true',
    '1.5',
    'x',
    '[1, "a"]',
    '{"a": [true, null]}',
  ])
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})
