import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultStreamOptions, TokenBuffer } from '../../src/stream/token-buffer.js'
import { ManualClock } from './manual-clock.js'

type Step =
  | { readonly type: 'write'; readonly text: string }
  | { readonly type: 'wait'; readonly milliseconds: number }
  | { readonly type: 'flush' }
  | { readonly type: 'discard' }

const anyOptions = fc.record({
  buffer_size: fc.integer({ min: 1, max: 12 }),
  emit_interval: fc.integer({ min: 0, max: 60 }),
  flush_after: fc.integer({ min: 0, max: 120 }),
})

/** Chunks of whole characters, of single UTF-16 units, and of half pairs that never get their other half. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('a', '\ud83d', '\ude00', '😀', 'b\ud83d', '\ude00c', '', '\ud83d\ud83d'),
)

const anySteps = (other: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: anyText.map((text): Step => ({ type: 'write', text })) },
      {
        weight: 3,
        arbitrary: fc.nat({ max: 150 }).map((milliseconds): Step => ({ type: 'wait', milliseconds })),
      },
      { weight: 1, arbitrary: other },
    ),
    { maxLength: 60 },
  )

/** What each part between two discards was given and handed on, with the times of the clock. */
interface Part {
  written: string
  readonly emitted: { readonly text: string; readonly at: number }[]
}

function runSteps(
  steps: readonly Step[],
  options: Partial<typeof defaultStreamOptions>,
  { startsAt = 0, isLate = 0 } = {},
): { parts: Part[]; clock: ManualClock } {
  const clock = new ManualClock()
  clock.time = startsAt
  // Timers of a busy machine come late, never early.
  const lateClock = {
    now: () => clock.now(),
    schedule: (callback: () => void, delay: number) => clock.schedule(callback, delay + isLate),
  }
  const parts: Part[] = [{ written: '', emitted: [] }]
  const last = () => parts.at(-1) as Part
  const buffer = new TokenBuffer(
    { ...defaultStreamOptions, ...options },
    (text) => last().emitted.push({ text, at: clock.time }),
    lateClock,
  )
  for (const step of steps) {
    if (step.type === 'write') {
      last().written += step.text
      buffer.write(step.text)
    } else if (step.type === 'wait') clock.advance(step.milliseconds)
    else if (step.type === 'flush') buffer.flush()
    else {
      buffer.discard()
      parts.push({ written: '', emitted: [] })
    }
    expect(clock.timers).toBeLessThanOrEqual(1)
  }
  buffer.flush()
  return { parts, clock }
}

const textOf = ({ emitted }: Part) => emitted.map(({ text }) => text).join('')
const anyClock = fc.record({ startsAt: fc.integer({ min: 0, max: 1e9 }), isLate: fc.nat({ max: 40 }) })

test('whatever is written comes out once, in order and never as nothing, before and after a flush', () => {
  const steps = anySteps(fc.constant<Step>({ type: 'flush' }))
  fc.assert(
    fc.property(steps, anyOptions, anyClock, (script, options, time) => {
      const { parts, clock } = runSteps(script, options, time)
      for (const part of parts) {
        expect(textOf(part)).toBe(part.written)
        for (const { text } of part.emitted) expect(text).not.toBe('')
      }
      expect(clock.timers).toBe(0)
    }),
    { numRuns: 500 },
  )
})

test('a discard takes back what is not handed on, and nothing of it comes later', () => {
  const steps = anySteps(fc.constant<Step>({ type: 'discard' }))
  fc.assert(
    fc.property(steps, anyOptions, anyClock, (script, options, time) => {
      const { parts } = runSteps(script, options, time)
      for (const part of parts.slice(0, -1)) expect(part.written.startsWith(textOf(part))).toBe(true)
      expect(parts.at(-1)).toSatisfy((part: Part) => textOf(part) === part.written)
    }),
    { numRuns: 500 },
  )
})

test('the first text after a discard waits for no interval', () => {
  fc.assert(
    fc.property(anyOptions, fc.integer({ min: 1, max: 60 }), (options, interval) => {
      const first = 'x'.repeat(options.buffer_size)
      const { parts } = runSteps(
        [
          { type: 'write', text: first },
          { type: 'discard' },
          { type: 'write', text: first },
          { type: 'wait', milliseconds: 1000 },
        ],
        { ...options, emit_interval: interval },
      )
      expect(parts.map(({ emitted }) => emitted)).toEqual([
        [{ text: first, at: 0 }],
        [{ text: first, at: 0 }],
      ])
    }),
  )
})

test('no pair is split, however the units arrive', () => {
  const units = fc.array(fc.constantFrom('a', '\ud83d', '\ude00'), { maxLength: 40 })
  fc.assert(
    fc.property(
      units,
      anyOptions,
      fc.array(fc.nat({ max: 90 }), { minLength: 1 }),
      (chunks, options, pauses) => {
        const script = chunks.flatMap((text, index): Step[] => [
          { type: 'write', text },
          { type: 'wait', milliseconds: pauses[index % pauses.length] ?? 0 },
        ])
        const [part] = runSteps(script, options).parts
        let end = 0
        for (const { text } of part?.emitted ?? []) {
          end += text.length
          const isInsidePair = /^[\ud800-\udbff][\udc00-\udfff]$/.test(
            part?.written.slice(end - 1, end + 1) ?? '',
          )
          expect(isInsidePair).toBe(false)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('no text waits longer than flush_after and the interval together', () => {
  fc.assert(
    fc.property(
      anyOptions.filter(({ flush_after }) => flush_after > 0),
      fc.array(fc.tuple(fc.constantFrom('a', 'bc'), fc.nat({ max: 200 })), { minLength: 1, maxLength: 20 }),
      (options, writes) => {
        const clock = new ManualClock()
        let pending = 0
        let since = 0
        const buffer = new TokenBuffer(
          { ...defaultStreamOptions, ...options },
          (text) => {
            pending -= text.length
            since = clock.time
          },
          clock,
        )
        for (const [text, pause] of writes) {
          if (pending === 0) since = clock.time
          pending += text.length
          buffer.write(text)
          for (let passed = 0; passed < pause; passed++) {
            clock.advance(1)
            const longest = options.flush_after + options.emit_interval
            if (pending > 0) expect(clock.time - since).toBeLessThanOrEqual(longest)
          }
        }
      },
    ),
  )
})
