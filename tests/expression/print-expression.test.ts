import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCondition, printCondition } from '../../src/expression/condition.js'
import { printValueExpression } from '../../src/expression/print-value-expression.js'
import { parseValueExpression } from '../../src/expression/value-expression.js'
import { anyCondition, anyValueExpression, withoutOffsets } from './arbitrary-expression.js'

describe('the text of a condition', () => {
  it.each([
    ['state.game_over == True', 'game_over == true'],
    ['flag == false', 'flag == false'],
    ["a.b >= 0.8 AND c != 'x'", "a.b >= 0.8 and c != 'x'"],
    ['(a == 1 or b == 2) and not (c == None)', '(a == 1 or b == 2) and not c == null'],
    ['a == 1 or (b == 2 and c == 3)', 'a == 1 or b == 2 and c == 3'],
    ['not (a == 1 or b == 2)', 'not (a == 1 or b == 2)'],
    ['answered( state.a )  and count(b)>=2', 'answered(a) and count(b) >= 2'],
    ['a == "it\'s"', 'a == "it\'s"'],
    ['a == in   progress', 'a == in progress'],
  ])('%s is written %s', (text, written) => {
    const { condition } = parseCondition(text)
    expect(condition && printCondition(condition)).toBe(written)
  })

  it('reads as the same tree, whatever the tree', () => {
    fc.assert(
      fc.property(anyCondition, (condition) => {
        const text = printCondition(condition)
        fc.pre(text.length <= 2000)
        const read = parseCondition(text)
        expect(withoutOffsets(read.condition ?? read)).toEqual(withoutOffsets(condition))
      }),
      { numRuns: 1000 },
    )
  })

  it('is the same for the tree that it is read as', () => {
    fc.assert(
      fc.property(anyCondition, (condition) => {
        const text = printCondition(condition)
        fc.pre(text.length <= 2000)
        const read = parseCondition(text).condition
        expect(read && printCondition(read)).toBe(text)
      }),
    )
  })

  it('cannot hold both kinds of quotes', () => {
    const { condition } = parseCondition("a == 'x'")
    const both = { ...condition, right: { type: 'literal', value: `'"`, offset: 0 } } as never
    expect(() => printCondition(both)).toThrow(RangeError)
  })
})

describe('the string of a value expression', () => {
  it.each([
    ['{state.items+[state.name]}', '{state.items + [state.name]}'],
    ['{ state.a + {\'k\':state.x,"n" : 1} }', "{state.a + {'k': state.x, 'n': 1}}"],
    ['{state.a - -1}', '{state.a - -1}'],
    ['Hello {state.name}!', 'Hello {state.name}!'],
    ["{state.a + '} and {'}", "{state.a + '} and {'}"],
    ['{name}', '{name}'],
  ])('%s is written %s', (text, written) => {
    const parsed = parseValueExpression(text)
    expect('expression' in parsed ? printValueExpression(parsed.expression) : parsed.error).toBe(written)
  })

  it('reads as the same tree, whatever the tree', () => {
    fc.assert(
      fc.property(anyValueExpression, (expression) => {
        const read = parseValueExpression(printValueExpression(expression))
        expect(withoutOffsets('expression' in read ? read.expression : read)).toEqual(
          withoutOffsets(expression),
        )
      }),
      { numRuns: 1000 },
    )
  })
})
