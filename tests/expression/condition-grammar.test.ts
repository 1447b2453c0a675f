import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Condition, leavesOf, parseCondition, pathsOf } from '../../src/expression/condition.js'

function parsed(text: string): Condition {
  const result = parseCondition(text)
  if (result.condition === undefined) throw new Error(`${result.error} at ${result.offset}`)
  return result.condition
}

function rightOf(text: string) {
  const leaf = leavesOf(parsed(text))[0]
  return leaf?.type === 'comparison' ? leaf.right : undefined
}

describe('the grammar of conditions', () => {
  it('binds "and" tighter than "or", and parentheses tighter than both', () => {
    expect(parsed('a == 1 or b == 2 and c == 3')).toMatchObject({
      type: 'or',
      conditions: [{ type: 'comparison' }, { type: 'and' }],
    })
    expect(parsed('(a == 1 or b == 2) and c == 3')).toMatchObject({
      type: 'and',
      conditions: [{ type: 'or' }, {}],
    })
  })

  it('reads "and", "or" and "not" in any case, and leaves them alone inside quotes', () => {
    expect(parsed("a == 'this and that OR more' AND NOT b == 1")).toMatchObject({
      type: 'and',
      conditions: [{ right: { value: 'this and that OR more' } }, { type: 'not' }],
    })
  })

  it.each([
    ["a == 'x'", 'x'],
    ['a == "it\'s"', "it's"],
    ['a == TRUE', true],
    ['a == False', false],
    ['a == null', null],
    ['a == NULL', null],
    ['a == nOnE', null],
    ['a == tRUE', true],
    ['a == "None"', 'None'],
    ['a == None', null],
    ['a == -2.5', -2.5],
    ['a == 1e3', 1000],
    ['a == 1.5e+2', 150],
    ['a == .5', 0.5],
    ["a == ''", ''],
  ])('reads the right side of %s as a literal', (text, value) => {
    expect(rightOf(text)).toMatchObject({ type: 'literal', value })
  })

  it.each([
    ['a == state.b.c', ['b', 'c']],
    ['a == tone', ['tone']],
    ['a == list.0', ['list', '0']],
    ['a == very-positive', undefined],
    ['a == in progress', undefined],
    ['a == 2024-01-31', undefined],
  ])('reads the unquoted right side of %s as words', (text, path) => {
    const right = rightOf(text)
    expect(right).toMatchObject({ type: 'word', text: text.slice(5) })
    expect(right?.type === 'word' ? right.path : 'no word').toEqual(path)
  })

  it('lists every name once, without the leading "state."', () => {
    expect(
      pathsOf(parsed('state.a.b > 1 and (answered(c) or not count(d) == 2) and age(e) < x and a.b < 9')),
    ).toEqual([['a', 'b'], ['c'], ['d'], ['e'], ['x']])
  })

  it.each([
    ['', 0, /empty/],
    ['a', 1, /comparison after "a"/],
    ['a = 1', 2, /"==" to compare/],
    ['a <> 1', 2, /"!="/],
    ['a == 1 && b == 2', 7, /"and"/],
    ['a == 1 || b == 2', 7, /"or"/],
    ['!a == 1', 0, /"not"/],
    ['a + 1 > 2', 2, /Arithmetic/],
    ['a == 1 * 2', 7, /Arithmetic/],
    ['a == b / c', 7, /Arithmetic/],
    ['{a} == 1', 0, /without braces/],
    ['a == {b}', 5, /without braces/],
    ['(a == 1', 7, /closing parenthesis/],
    ['a == 1)', 6, /end of the condition/],
    ["a == 'x", 5, /closing '/],
    ['a ==', 4, /value after the comparison/],
    ['a == 1 and', 10, /Expected a name/],
    ['and a == 1', 0, /Expected a name/],
    ['a == and', 5, /value after/],
    ['3 < a', 0, /Swap the sides/],
    ['a == count(b)', 5, /left side/],
    ['cuont(a) > 1', 0, /Did you mean "count"/],
    ['len(a) > 1', 0, /There is no call "len"/],
    ['a.startswith("x") == true', 0, /There is no call/],
    ['a % 2 == 0', 2, /Arithmetic/],
    ['count(a, b) > 1', 6, /one name/],
    ['answered()', 9, /one name/],
    ['a == "x" y', 9, /end of the condition/],
  ])('refuses %s at character %i', (text, offset, message) => {
    const result = parseCondition(text)
    expect(result.error).toMatch(message)
    expect(result).toHaveProperty('offset', offset)
  })

  it('refuses what is longer than 2,000 characters or nested deeper than 50', () => {
    expect(parseCondition(`a == '${'x'.repeat(2000)}'`).error).toMatch(/longer than 2000/)
    expect(parseCondition(`${'('.repeat(60)}a == 1${')'.repeat(60)}`).error).toMatch(/nested/)
    expect(parseCondition(`${'not '.repeat(400)}a == 1`).error).toMatch(/nested/)
    expect(parseCondition(Array.from({ length: 80 }, () => '(a == 1)').join(' and ')).error).toBeUndefined()
  })

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom(
      'a',
      'state.b',
      '==',
      '!=',
      '<',
      '(',
      ')',
      'and',
      'or',
      'not',
      "'x'",
      '1',
      '-',
      '{',
      'count(',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const result = parseCondition(text)
        expect(result.condition !== undefined || (result.offset >= 0 && result.offset <= text.length)).toBe(
          true,
        )
      }),
      { numRuns: 500 },
    )
  })
})
