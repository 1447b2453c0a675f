import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPartialParser } from '../../src/prompt/partial-json.js'

function parseInPieces(pieces: readonly string[]): unknown[] {
  const parser = createPartialParser()
  return pieces.map((piece) => parser.write(piece))
}

test('an open string ends where it is, other open scalars are left out', () => {
  expect(parseInPieces(['{"title": "Go', 'od", "count": 1', '2, "ok": tru', 'e}'])).toEqual([
    { title: 'Go' },
    { title: 'Good' },
    { title: 'Good', count: 12 },
    { title: 'Good', count: 12, ok: true },
  ])
})

test('there is no value before the first list or mapping, and a fence before it is passed over', () => {
  expect(parseInPieces(['Here you are:\n', '```json\n', '[1, {"a', '": 2}]\n```'])).toEqual([
    undefined,
    undefined,
    [1, {}],
    [1, { a: 2 }],
  ])
})

test('text that is no JSON any more has no value', () => {
  expect(parseInPieces(['{"a": 1', ', b: 2', '}'])).toEqual([{}, undefined, undefined])
  expect(parseInPieces(['[1 2]', ''])).toEqual([undefined, undefined])
})

test('an escape that has not arrived whole waits', () => {
  expect(parseInPieces(['{"a": "\\', 'u00', 'e4\\ud83d', '\\ude00"}'])).toEqual([
    { a: '' },
    { a: '' },
    { a: 'ä' },
    { a: 'ä😀' },
  ])
})

test('earlier values do not change when more text arrives', () => {
  const parser = createPartialParser()
  const first = parser.write('{"list": [{"a": 1}, {"b"')
  const kept = structuredClone(first)
  parser.write(': 2}, 3], "more": "text"}')
  expect(first).toEqual(kept)
})

test('a key that would set a prototype is left out', () => {
  const [value] = parseInPieces(['{"__proto__": {"polluted": true}, "a": 1}'])
  expect(value).toEqual({ a: 1 })
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
})

test('nesting without end has no value and does no harm', () => {
  expect(parseInPieces(['['.repeat(100_000)])).toEqual([undefined])
})

test('any JSON in any pieces comes to the same value as at once', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
      fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
      fc.boolean(),
      (value, sizes, isIndented) => {
        const text = JSON.stringify(value, undefined, isIndented ? 2 : 0)
        const parser = createPartialParser()
        let result: unknown
        let index = 0
        for (const size of sizes) {
          result = parser.write(text.slice(index, index + size))
          index += size
          if (index >= text.length) break
        }
        expect(result).toEqual(withoutPrototypeKeys(JSON.parse(text)))
      },
    ),
  )
})

function withoutPrototypeKeys(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, item) => (key === '__proto__' ? undefined : item))
}

test('a chunk of a long text costs no more than one of a short text', () => {
  const timeOf = (chunks: number): number => {
    const parser = createPartialParser()
    parser.write('{"text": "')
    const start = performance.now()
    for (let index = 0; index < chunks; index++) parser.write('word')
    return (performance.now() - start) / chunks
  }
  timeOf(5000)
  const [short, long] = [500, 5000].map((chunks) => Math.min(timeOf(chunks), timeOf(chunks), timeOf(chunks)))
  expect(long).toBeLessThan(5 * (short ?? 0) + 0.002)
})
