import { isDeepStrictEqual } from 'node:util'
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

/** Any list or mapping as JSON text, with or without line breaks, and with escapes for what is not ASCII or not. */
const anyJson = fc
  .tuple(
    fc.oneof(
      fc.array(fc.jsonValue()),
      fc.dictionary(
        fc.string({ unit: 'grapheme' }),
        fc.oneof(fc.jsonValue(), fc.string({ unit: 'grapheme' })),
      ),
    ),
    fc.constantFrom(0, 2),
    fc.boolean(),
  )
  .map(([value, indent, isEscaped]) => {
    const text = JSON.stringify(value, undefined, indent)
    return isEscaped
      ? text.replaceAll(
          /[\u0080-\uffff]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
      : text
  })

/** A text cut anywhere, also inside an escape or a surrogate pair. */
function cut(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = []
  for (let start = 0, index = 0; start < text.length; index++) {
    const size = sizes[index % sizes.length] ?? 1
    pieces.push(text.slice(start, start + size))
    start += size
  }
  return pieces
}

const anySizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })

test('any JSON in any pieces comes to the same value as at once', () => {
  fc.assert(
    fc.property(anyJson, anySizes, (text, sizes) => {
      expect(parseInPieces(cut(text, sizes)).at(-1)).toEqual(withoutPrototypeKeys(text))
    }),
  )
})

test('every value on the way is the beginning of the last, with no wrong scalar in it', () => {
  fc.assert(
    fc.property(anyJson, anySizes, fc.constantFrom('', 'Here it is:\n```json\n'), (text, sizes, before) => {
      const last = withoutPrototypeKeys(text)
      for (const value of parseInPieces(cut(before + text, sizes))) {
        if (value !== undefined && !isBeginning(value, last)) expect(value).toEqual(last)
      }
    }),
  )
})

/** Whether `value` is what `whole` was while it was written: complete but for its last open part. */
function isBeginning(value: unknown, whole: unknown): boolean {
  if (typeof value === 'string' && typeof whole === 'string') return whole.startsWith(value)
  if (typeof value !== 'object' || value === null) return isDeepStrictEqual(value, whole)
  if (typeof whole !== 'object' || whole === null || Array.isArray(value) !== Array.isArray(whole))
    return false
  const [written, all] = [Object.entries(value), new Map<string, unknown>(Object.entries(whole))]
  const open = written.filter(([key, item]) => !all.has(key) || !isDeepStrictEqual(item, all.get(key)))
  return (
    open.length === 0 || (open.length === 1 && open.every(([key, item]) => isBeginning(item, all.get(key))))
  )
}

function withoutPrototypeKeys(text: string): unknown {
  return JSON.parse(text, (key, item: unknown) => (key === '__proto__' ? undefined : item))
}

test('what is complete is shared between the values, not read again', () => {
  const parser = createPartialParser()
  const first = parser.write('{"done": [{"a": 1}], "open": "x') as Record<string, unknown>
  const second = parser.write('y", "more": [') as Record<string, unknown>
  expect(second.done).toBe(first.done)
})

/** A text that counts how many of its characters are looked at. */
function countingText(text: string, count: (characters: number) => void): string {
  return new Proxy(Object(text) as object, {
    get(_target, key) {
      if (key === 'length') return text.length
      if (key === 'slice')
        return (start: number, end: number) => {
          const part = text.slice(start, end)
          count(part.length)
          return part
        }
      if (typeof key !== 'string' || !/^\d+$/.test(key))
        throw new Error(`nothing is counted for ${String(key)}`)
      count(1)
      return text[Number(key)]
    },
  }) as unknown as string
}

test.each([500, 5000])(
  'each of %i chunks is looked at by itself, however long the text is already',
  (chunks) => {
    const parser = createPartialParser()
    let looks = 0
    const most: number[] = []
    const head = ['{"list": [1, 2], "text": "']
    const body = Array.from({ length: chunks }, (_, index) => (index % 7 === 0 ? '\\n w' : 'word'))
    for (const piece of [...head, ...body, '"}']) {
      looks = 0
      parser.write(
        countingText(piece, (characters) => {
          looks += characters
        }),
      )
      most.push(looks / piece.length)
    }
    // Once to find its end, once more to take it, and once for what ends a run.
    expect(Math.max(...most)).toBeLessThanOrEqual(3)
  },
)
