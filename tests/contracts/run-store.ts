import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunJob, RunOutcome, RunStore } from '../../src/run/run-store.js'

/** How a store of this kind is opened: a second one on the same data is the other process. */
export interface Opened<T> {
  readonly store: T
  /** The same data through another connection. */
  readonly other: T
  close(): Promise<void>
}

const job = (id: string, sessionId = 's'): RunJob => ({
  id,
  sessionId,
  graph: 'interview',
  node: 'write',
  input: { answers: ['Ünï "quoted" 🙂', 2, null, { nested: true }], nul: 'a\u0000b' },
  provider: 'openai',
  model: undefined,
})

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
const done: RunOutcome = { status: 'done', text: 'Two\nlines 🙂 and “quotes”', error: undefined }
const failed: RunOutcome = {
  status: 'failed',
  text: 'half',
  error: { type: 'llm_error', message: 'no', retryable: true },
}

/** What every `RunStore` keeps to, whoever writes to it at the same time. */
export function runStoreContract(name: string, open: () => Promise<Opened<RunStore>>): void {
  describe(`runs kept in ${name}`, () => {
    let opened: Opened<RunStore>
    let store: RunStore
    let other: RunStore
    beforeEach(async () => {
      opened = await open()
      ;({ store, other } = opened)
    })
    afterEach(() => opened.close())

    test('a run is asked for, waits, is claimed, and ends', async () => {
      expect(await store.begin(job('r'), 1, at(0))).toBe(true)
      expect(await other.find('r')).toEqual({
        ...job('r'),
        attempt: 1,
        askedAttempt: 1,
        isWaiting: true,
        outcome: undefined,
        kept: [],
        startedAt: at(0),
        endedAt: undefined,
      })
      expect(await store.claim('r', at(1))).toMatchObject({ attempt: 1, isWaiting: false, startedAt: at(1) })
      expect(await store.finish('r', 1, done, at(2))).toBe(true)
      expect(await other.find('r')).toMatchObject({ isWaiting: false, outcome: done, endedAt: at(2) })
      expect((await store.find('r'))?.input).toEqual(job('r').input)
    })

    test('of many who ask for the same attempt at once, one begins it', async () => {
      const asked = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 ? store : other).begin(job('r'), 1, at(index))),
      )
      expect(asked.filter(Boolean)).toHaveLength(1)
    })

    test('an attempt begins only after the one before it has ended', async () => {
      await store.begin(job('r'), 1, at(0))
      expect(await store.begin(job('r'), 2, at(1))).toBe(false)
      await store.claim('r', at(1))
      expect(await store.begin(job('r'), 2, at(2))).toBe(false)
      await store.finish('r', 1, failed, at(3))
      expect(await store.begin(job('r'), 3, at(4))).toBe(false)
      expect(await store.begin(job('r'), 1, at(4))).toBe(false)
      expect(await store.find('r')).toMatchObject({ attempt: 1, outcome: failed })
      expect(await store.begin(job('r'), 2, at(4))).toBe(true)
      expect(await store.find('r')).toMatchObject({
        attempt: 2,
        askedAttempt: 2,
        isWaiting: true,
        outcome: undefined,
        endedAt: undefined,
      })
    })

    test('a run that is claimed again has lost its process: the next attempt, under the name it was asked for', async () => {
      await store.begin(job('r'), 1, at(0))
      await store.claim('r', at(1))
      expect(await other.claim('r', at(2))).toMatchObject({ attempt: 2, askedAttempt: 1, startedAt: at(2) })
      expect(await store.finish('r', 1, done, at(3))).toBe(false)
      expect(await store.find('r')).toMatchObject({ attempt: 2, outcome: undefined })
      expect(await other.finish('r', 2, done, at(4))).toBe(true)
      expect(await other.finish('r', 2, failed, at(5))).toBe(false)
      expect(await store.find('r')).toMatchObject({ outcome: done, endedAt: at(4) })
    })

    test('two who claim at once never hold the same attempt', async () => {
      await store.begin(job('r'), 1, at(0))
      const claims = await Promise.all([store.claim('r', at(1)), other.claim('r', at(1))])
      expect(new Set(claims.map((claim) => claim?.attempt)).size).toBe(2)
      await store.finish('r', 2, done, at(2))
      expect(await store.claim('r', at(3))).toBeUndefined()
      expect(await store.claim('unknown', at(3))).toBeUndefined()
    })

    test('what waits can be cancelled, what is being executed or has ended cannot', async () => {
      await store.begin(job('r'), 1, at(0))
      expect(await store.cancel('r', 2, failed, at(1))).toBe(false)
      expect(await other.cancel('r', 1, failed, at(1))).toBe(true)
      expect(await store.find('r')).toMatchObject({ isWaiting: false, outcome: failed })
      expect(await store.claim('r', at(2))).toBeUndefined()
      await store.begin(job('q'), 1, at(2))
      expect(await store.finish('q', 1, done, at(2))).toBe(false)
      await store.claim('q', at(3))
      expect(await other.cancel('q', 1, failed, at(4))).toBe(false)
      expect(await store.find('q')).toMatchObject({ outcome: undefined })
    })

    test('of a cancellation and a claim at once, one succeeds', async () => {
      for (let count = 0; count < 10; count++) {
        await store.begin(job(`r${count}`), 1, at(0))
        const [isCancelled, claim] = await Promise.all([
          store.cancel(`r${count}`, 1, failed, at(1)),
          other.claim(`r${count}`, at(1)),
        ])
        expect(isCancelled).toBe(claim === undefined)
      }
    })

    test('what is kept outlives its attempt, and a late attempt keeps nothing', async () => {
      await store.begin(job('r'), 1, at(0))
      await store.claim('r', at(1))
      await store.keep('r', 1, [{ stream: 'one#1', text: 'kept 🙂' }])
      await store.claim('r', at(2))
      await store.keep('r', 1, [{ stream: 'one#1', text: 'late' }])
      expect((await store.find('r'))?.kept).toEqual([{ stream: 'one#1', text: 'kept 🙂' }])
      await store.finish('r', 2, failed, at(3))
      await store.begin(job('r'), 3, at(4))
      expect((await store.find('r'))?.kept).toHaveLength(1)
    })

    test('what a whole graph waits for comes back with its end', async () => {
      await store.begin({ ...job('r'), node: undefined, model: 'm' }, 1, at(0))
      await store.claim('r', at(1))
      const interrupts = [{ id: 'i', value: { question: 'Why?' }, node: 'ask' }]
      await store.finish('r', 1, { ...done, interrupts }, at(2))
      expect(await store.find('r')).toMatchObject({ node: undefined, model: 'm', outcome: { interrupts } })
    })

    test('the latest run of a session is the one that was asked for last, a new attempt included', async () => {
      expect(await store.latest('s', 'write')).toBeUndefined()
      await store.begin(job('a'), 1, at(9))
      await store.begin(job('b'), 1, at(0))
      await store.begin(job('c', 'other'), 1, at(5))
      await store.begin({ ...job('d'), node: 'trace' }, 1, at(6))
      await store.begin({ ...job('e'), node: undefined }, 1, at(7))
      expect((await other.latest('s', 'write'))?.id).toBe('b')
      expect((await other.latest('s', undefined))?.id).toBe('e')
      await store.claim('a', at(10))
      expect((await store.latest('s', 'write'))?.id).toBe('b')
      await store.finish('a', 1, failed, at(11))
      await other.begin(job('a'), 2, at(1))
      expect((await store.latest('s', 'write'))?.id).toBe('a')
    })

    test('what has not ended is listed, what waits longest first', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await store.begin(job(id), 1, at(0))
      await store.claim('b', at(1))
      await store.claim('c', at(1))
      await store.finish('c', 1, done, at(2))
      expect((await other.unfinished()).map(({ id, isWaiting }) => [id, isWaiting])).toEqual([
        ['a', true],
        ['b', false],
        ['d', true],
      ])
      await store.begin(job('e', 'other'), 1, at(3))
      expect((await other.unfinished('other')).map(({ id }) => id)).toEqual(['e'])
    })

    test('what was given in is not changed by what becomes of it outside', async () => {
      const input = { list: [1] }
      await store.begin({ ...job('r'), input }, 1, at(0))
      input.list.push(2)
      const found = await store.find('r')
      if (found !== undefined) (found.input as { list: number[] }).list.push(3)
      expect((await store.find('r'))?.input).toEqual({ list: [1] })
    })
  })
}
