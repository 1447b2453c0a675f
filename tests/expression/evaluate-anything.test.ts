import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RunError } from '../../src/errors.js'
import {
  evaluateGraphCondition,
  evaluateQuestionnaireCondition,
  parseCondition,
} from '../../src/expression/condition.js'
import { printValueExpression } from '../../src/expression/print-value-expression.js'
import { evaluateValue } from '../../src/expression/value-expression.js'
import { anyCondition, anyValueExpression } from './arbitrary-expression.js'

const names = fc.constantFrom('a', 'b', 'c', 'state', 'and', 'ä_1')
const anyValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    0,
    1,
    '',
    'x',
    true,
    false,
    null,
    [],
    {},
    [1, 'x'],
    { a: 1 },
    '2001-02-29',
    -0,
    1e308,
  ),
)
const anyState = fc.dictionary(names, anyValue)

/** Nothing of a frozen state can be changed without throwing. */
function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

test('any condition over any state is true or false, and changes nothing', () => {
  fc.assert(
    fc.property(anyCondition, anyState, (condition, state) => {
      expect(typeof evaluateGraphCondition(condition, deepFreeze(state))).toBe('boolean')
    }),
    { numRuns: 1000 },
  )
})

test('any condition over any answers is true or false', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean())
  const anyAnswers = fc.dictionary(names, fc.oneof(scalar, fc.array(scalar)))
  fc.assert(
    fc.property(anyCondition, anyAnswers, (condition, answers) => {
      const lookup = (path: readonly string[]) =>
        Object.hasOwn(answers, path.join('.')) ? answers[path.join('.')] : undefined
      expect(typeof evaluateQuestionnaireCondition(condition, lookup, { today: '2026-03-14' })).toBe(
        'boolean',
      )
    }),
  )
})

test('any value expression over any state gives JSON or a state_error, and changes nothing', () => {
  fc.assert(
    fc.property(anyValueExpression, anyState, (expression, state) => {
      try {
        const value = evaluateValue(printValueExpression(expression), deepFreeze(state))
        expect(value).not.toBeUndefined()
        expect(typeof value).not.toBe('function')
        if (typeof value === 'number' && expression.type === 'operation')
          expect(value).toSatisfy(Number.isFinite)
      } catch (error) {
        if (!(error instanceof RunError)) throw error
        expect(error.type).toBe('state_error')
      }
    }),
    { numRuns: 1000 },
  )
})

test('the keys of prototypes are missing in any state that does not hold them itself', () => {
  const keys = fc.constantFrom('__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty')
  fc.assert(
    fc.property(keys, anyState, fc.option(names), (key, state, inside) => {
      const path = inside === null ? key : `${inside}.${key}`
      const holder: unknown = inside === null ? state : state[inside]
      fc.pre(typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key))
      expect(evaluateValue(`{state.${path}}`, state)).toBeNull()
      const { condition } = parseCondition(`state.${path} == null`)
      expect(condition && evaluateGraphCondition(condition, state)).toBe(true)
    }),
  )
})

test('the length of a list or a text is missing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.string()), (value) => {
      expect(evaluateValue('{state.a.length}', { a: value })).toBeNull()
      expect(evaluateValue('x {state.a.length}', { a: value })).toBe('x {state.a.length}')
    }),
  )
})
