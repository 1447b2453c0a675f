import fc from 'fast-check'
import type { Answered, Comparison, Condition, Path } from '../../src/expression/condition-tree.js'
import {
  type Operand,
  parseValueExpression,
  type TextPart,
  type ValueExpression,
} from '../../src/expression/value-expression.js'

const name = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'c',
    'state',
    'and',
    'or',
    'Not',
    'count',
    'true',
    'null',
    'constructor',
    'length',
    '__proto__',
    'ä_1',
  ),
  fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,6}$/),
)
const segment = fc.oneof(name, fc.nat({ max: 12 }).map(String))

/** Often a name that the states of the tests have. */
export const anyPath: fc.Arbitrary<Path> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(['a'], ['b'], ['c']) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(name, fc.array(segment, { maxLength: 3 }))
      .map(([first, others]) => [first, ...others]),
  },
)

/** A text that quotes can hold. */
const quotable = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/'.*"|".*'/s.test(text))

const anyNumber = fc.oneof(fc.integer(), fc.double({ noNaN: true }))
const offset = fc.constant(0)

const literal = fc.record({
  type: fc.constant('literal' as const),
  value: fc.oneof(quotable, anyNumber, fc.boolean(), fc.constant(null)),
  offset,
})

/** Unquoted words, one of them at least no name, and a single name. */
const word = fc.oneof(
  fc
    .array(fc.stringMatching(/^[a-z]{1,4}(-[a-z0-9]{1,3})?$/), { minLength: 2, maxLength: 3 })
    .filter((words) => !words.some((one) => one === 'and' || one === 'or'))
    .map((words) => ({ type: 'word' as const, text: words.join(' '), offset: 0 })),
  anyPath.map((path) => ({ type: 'word' as const, text: `state.${path.join('.')}`, path, offset: 0 })),
)

const comparison: fc.Arbitrary<Comparison> = fc.record({
  type: fc.constant('comparison' as const),
  left: fc.oneof(
    fc.record({ type: fc.constant('path' as const), path: anyPath, offset }),
    fc.record({
      type: fc.constant('call' as const),
      name: fc.constantFrom('count' as const, 'age' as const),
      path: anyPath,
      offset,
    }),
  ),
  operator: fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
  right: fc.oneof(literal, word),
})

const answered: fc.Arbitrary<Answered> = fc.record({
  type: fc.constant('answered' as const),
  path: anyPath,
  offset,
})

/** Any tree that the grammar has: a junction holds two conditions at least. Offsets are 0. */
export const anyCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    comparison,
    answered,
    fc.record({ type: fc.constant('not' as const), condition: tie('condition') }),
    fc.record({
      type: fc.constantFrom('and' as const, 'or' as const),
      conditions: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).condition

/** The same tree with every offset 0. */
export function withoutOffsets(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) =>
      key === 'offset'
        ? 0
        : typeof value === 'number' && key === 'value'
          ? `number ${Object.is(value, -0) ? '-0' : value}`
          : value,
    ),
  )
}

const scalar: fc.Arbitrary<Operand> = fc.oneof(
  anyPath.map((path) => ({ type: 'path' as const, path })),
  fc.record({
    type: fc.constant('literal' as const),
    value: fc.oneof(quotable, anyNumber, fc.boolean(), fc.constant(null)),
  }),
)

const operand: fc.Arbitrary<Operand> = fc.oneof(
  scalar,
  scalar.map((item) => ({ type: 'list' as const, items: [item] })),
  fc
    .array(fc.tuple(quotable, scalar), { maxLength: 3 })
    .map((entries) => ({ type: 'mapping' as const, entries })),
)

const pathPart = anyPath.map((path): TextPart => ({ path, source: `{state.${path.join('.')}}` }))
const plainPart = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((text) => !/[{}]/.test(text) && text.trim() !== '')

export const anyValueExpression: fc.Arbitrary<ValueExpression> = fc.oneof(
  fc
    .oneof(fc.string(), fc.constantFrom('{name}', '{}', '{state}', '{{ state.a }}', 'a {state.} b', ''))
    .filter((text) => {
      const parsed = parseValueExpression(text)
      return 'expression' in parsed && parsed.expression.type === 'literal'
    })
    .map((text) => ({ type: 'literal' as const, text })),
  anyPath.map((path) => ({ type: 'path' as const, path })),
  fc.record({
    type: fc.constant('operation' as const),
    path: anyPath,
    operator: fc.constantFrom('+', '-', '*', '/'),
    operand,
  }),
  fc
    .array(fc.tuple(plainPart, pathPart), { minLength: 1, maxLength: 3 })
    .map((pairs) => ({ type: 'text' as const, parts: pairs.flat() })),
)
