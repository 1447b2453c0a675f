import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultStreamOptions, type StreamOptions, TokenBuffer } from '../../src/stream/token-buffer.js'
import { ManualClock } from './manual-clock.js'

function bufferWith(options: Partial<StreamOptions>) {
  const clock = new ManualClock()
  const emitted: { text: string; at: number }[] = []
  const buffer = new TokenBuffer(
    { ...defaultStreamOptions, ...options },
    (text) => emitted.push({ text, at: clock.time }),
    clock,
  )
  return { clock, buffer, emitted, texts: () => emitted.map(({ text }) => text) }
}

test('with the defaults every write is handed on at once and sets no timer', () => {
  const { buffer, clock, texts } = bufferWith({})
  buffer.write('a')
  expect(texts()).toEqual(['a'])
  buffer.write('bc')
  expect(texts()).toEqual(['a', 'bc'])
  expect(clock.timers).toBe(0)
})

test('text waits for buffer_size code points, and then goes out whole', () => {
  const { buffer, texts } = bufferWith({ buffer_size: 5 })
  buffer.write('ab')
  buffer.write('cd')
  expect(texts()).toEqual([])
  buffer.write('efg')
  expect(texts()).toEqual(['abcdefg'])
})

test('buffer_size counts code points, not halves of pairs', () => {
  const { buffer, texts } = bufferWith({ buffer_size: 3, flush_after: 0 })
  buffer.write('😀😀')
  expect(texts()).toEqual([])
  buffer.write('😀')
  expect(texts()).toEqual(['😀😀😀'])
})

test('the first emission is not delayed by emit_interval, later ones are', () => {
  const { buffer, clock, emitted } = bufferWith({ emit_interval: 100 })
  buffer.write('a')
  clock.advance(10)
  buffer.write('b')
  clock.advance(10)
  buffer.write('c')
  expect(emitted).toEqual([{ text: 'a', at: 0 }])
  clock.advance(100)
  expect(emitted).toEqual([
    { text: 'a', at: 0 },
    { text: 'bc', at: 100 },
  ])
})

test('a timer emits when no further text arrives', () => {
  const { buffer, clock, emitted } = bufferWith({ buffer_size: 10, flush_after: 300 })
  buffer.write('abc')
  clock.advance(299)
  expect(emitted).toEqual([])
  clock.advance(1)
  expect(emitted).toEqual([{ text: 'abc', at: 300 }])
})

test('flush_after 0 waits for the size without end', () => {
  const { buffer, clock, emitted } = bufferWith({ buffer_size: 10, flush_after: 0 })
  buffer.write('abc')
  clock.advance(1_000_000)
  expect(emitted).toEqual([])
})

test('both the interval and size or flush_after have to be over', () => {
  const { buffer, clock, emitted } = bufferWith({ buffer_size: 3, emit_interval: 100, flush_after: 1000 })
  buffer.write('abc')
  buffer.write('def')
  clock.advance(99)
  expect(emitted).toHaveLength(1)
  clock.advance(1)
  expect(emitted[1]).toEqual({ text: 'def', at: 100 })
  buffer.write('g')
  clock.advance(999)
  expect(emitted).toHaveLength(2)
  clock.advance(1)
  expect(emitted[2]).toEqual({ text: 'g', at: 1100 })
})

test('flush hands on everything at once', () => {
  const { buffer, clock, texts } = bufferWith({ buffer_size: 100, emit_interval: 1000, flush_after: 0 })
  buffer.write('abc')
  buffer.flush()
  expect(texts()).toEqual(['abc'])
  buffer.flush()
  clock.advance(10_000)
  expect(texts()).toEqual(['abc'])
  expect(clock.timers).toBe(0)
})

test('discard forgets, and the next text counts as the first again', () => {
  const { buffer, clock, emitted } = bufferWith({ emit_interval: 100 })
  buffer.write('a')
  buffer.write('b')
  buffer.discard()
  buffer.write('c')
  clock.advance(1000)
  expect(emitted).toEqual([
    { text: 'a', at: 0 },
    { text: 'c', at: 0 },
  ])
})

test('half of a surrogate pair waits for the other half', () => {
  const { buffer, texts } = bufferWith({})
  buffer.write('a\ud83d')
  expect(texts()).toEqual(['a'])
  buffer.write('\ude00b')
  expect(texts()).toEqual(['a', '😀b'])
})

test('a chunk stream of any pace sets at most one timer at a time', () => {
  const { buffer, clock } = bufferWith({ buffer_size: 4, emit_interval: 50, flush_after: 500 })
  for (let index = 0; index < 200; index++) {
    buffer.write('x')
    expect(clock.timers).toBeLessThanOrEqual(1)
    clock.advance(3)
  }
})

const anyOptions = fc.record({
  buffer_size: fc.integer({ min: 1, max: 12 }),
  emit_interval: fc.integer({ min: 0, max: 60 }),
  flush_after: fc.integer({ min: 0, max: 120 }),
  include_metadata: fc.constant(false),
})

/** A well-formed text cut anywhere, also inside a surrogate pair. */
const anyChunks = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.array(fc.nat({ max: 120 }), { maxLength: 30 }))
  .map(([text, cuts]) => {
    const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
    return places.slice(1).map((place, index) => text.slice(places[index], place))
  })

test('whatever the chunks, the options and the clock: nothing is lost, reordered, empty or split', () => {
  fc.assert(
    fc.property(
      anyOptions,
      anyChunks,
      fc.array(fc.nat({ max: 80 }), { minLength: 1 }),
      (options, chunks, pauses) => {
        const { buffer, clock, emitted, texts } = bufferWith(options)
        for (const [index, chunk] of chunks.entries()) {
          buffer.write(chunk)
          clock.advance(pauses[index % pauses.length] ?? 0)
        }
        const beforeEnd = emitted.length
        buffer.flush()
        expect(texts().join('')).toBe(chunks.join(''))
        for (const text of texts()) {
          expect(text).not.toBe('')
          expect(isWellFormed(text)).toBe(true)
        }
        const timed = emitted.slice(0, beforeEnd)
        for (const [index, { at }] of timed.entries()) {
          if (index > 0)
            expect(at - (timed[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(options.emit_interval)
        }
        if (options.flush_after === 0) {
          for (const { text } of timed) expect([...text].length).toBeGreaterThanOrEqual(options.buffer_size)
        }
      },
    ),
  )
})

function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)
}
