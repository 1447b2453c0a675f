import fc from 'fast-check'
import { expect, test } from 'vitest'
import { extractJson, findJson } from '../../src/prompt/extract-json.js'

test.each([
  ['the whole text', '  {"a": 1}\n', { a: 1 }],
  ['a scalar', '42', 42],
  ['a fence marked json', 'Sure:\n```json\n{"a": 1}\n```\nDone.', { a: 1 }],
  ['the json fence before another', '```\n{"a": 1}\n```\n```json\n{"b": 2}\n```', { b: 2 }],
  ['any fence', 'Sure:\n```\n[1, 2]\n```', [1, 2]],
  ['an object in prose', 'It is {"a": {"b": "}"}} as you see {"c": 1}.', { a: { b: '}' } }],
  ['the outermost object, not an inner one', 'x {"a": {"b": 1}} y', { a: { b: 1 } }],
  ['the first that parses', 'a {no} b {"c": 1}', { c: 1 }],
  ['a list around the object', 'The list: [{"a": 1}, {"b": 2}].', [{ a: 1 }, { b: 2 }]],
  ['the object, where the bracket around it is no list', 'see [note {"a": 1} here]', { a: 1 }],
  ['a list without objects', 'Values [1, 2, 3] only', [1, 2, 3]],
  ['quotes and brackets in strings', 'x {"a": "say \\"{\\" and ]"} y', { a: 'say "{" and ]' }],
])('extracts %s', (_title, text, expected) => {
  expect(extractJson(text)).toEqual(expected)
})

test.each(['no json at all', '{broken', '', 'a [b] c', '{"a": }'])('gives %j back as it is', (text) => {
  expect(extractJson(text)).toBe(text)
})

test('a key that would set a prototype is dropped', () => {
  expect(extractJson('{"__proto__": {"a": 1}, "b": 2}')).toEqual({ b: 2 })
})

test.each(['{'.repeat(200_000), '[{"a":'.repeat(50_000), '{"a"'.repeat(50_000), '[{}'.repeat(50_000)])(
  'the search in hostile text ends when its budget is used up (%#)',
  (text) => {
    const budget = { left: 1_000_000 }
    findJson(text, budget)
    // One step more for each bracket that is still looked at.
    expect(budget.left).toBeGreaterThan(-2 * text.length)
  },
)

test('a usual answer takes a small part of the budget', () => {
  const budget = { left: 1_000_000 }
  const text = `Here [as asked]: ${JSON.stringify({ list: Array.from({ length: 500 }, (_, n) => ({ n })) })} Done.`
  expect(findJson(text, budget)).toBeDefined()
  expect(1_000_000 - budget.left).toBeLessThan(3 * text.length)
})

test('any object inside any prose without brackets is found', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        fc.string(),
      ),
      fc.string(),
      fc.string(),
      (object, before, after) => {
        const prose = (text: string) => text.replaceAll(/[[\]{}"`\d]/g, ' ')
        expect(extractJson(`a${prose(before)} ${JSON.stringify(object)} ${prose(after)}`)).toEqual(object)
      },
    ),
  )
})

test('brackets without end or nested without sense are left as text, at the cost of a few looks', () => {
  for (const text of [
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
    `so: ${'{"a":'.repeat(4000)}1${'}'.repeat(4000)}`,
    `so: ${'['.repeat(600)}${']'.repeat(600)}`,
  ]) {
    const budget = { left: 2_000_000 }
    expect(findJson(text, budget)).toBeUndefined()
    expect(budget.left).toBeGreaterThan(-2 * text.length)
  }
  expect(findJson(`${'['.repeat(400)}${']'.repeat(400)}`)).toBeDefined()
})
