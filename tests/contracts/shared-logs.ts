import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RunCommand, SharedEvents, SharedLogs } from '../../src/run/shared-logs.js'
import type { RunEvent } from '../../src/stream/event.js'

export interface OpenedLogs {
  readonly logs: SharedLogs
  /** The same logs on another node. */
  readonly other: SharedLogs
  close(): Promise<void>
}

const token = (seq: number, content = `w${seq} `): RunEvent => ({
  type: 'token',
  node: 'write',
  stream: 'write#1',
  key: 'text',
  try: 1,
  content,
  format: 'text',
  seq,
})
const tokens = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => token(from + index))

/** What a node has in front of it: what is told twice, and what is of an earlier attempt, goes. */
export function createCopy() {
  const copy = { attempt: 0, events: [] as RunEvent[], told: 0, wrong: 0 }
  return {
    copy,
    hear({ attempt, events }: SharedEvents) {
      copy.told++
      if (attempt < copy.attempt) copy.wrong++
      if (attempt > copy.attempt) Object.assign(copy, { attempt, events: [] })
      for (const event of events) {
        if (event.seq === copy.events.length + 1) copy.events.push(event)
        else if (event.seq > copy.events.length) copy.wrong++
      }
    },
    async has(count: number, timeout = 5000) {
      await vi.waitFor(() => expect(copy.events).toHaveLength(count), timeout)
    },
  }
}

let run = 0
const newId = () => `run-${++run}`

/** What all `SharedLogs` keep to. */
export function sharedLogsContract(name: string, open: () => Promise<OpenedLogs>): void {
  describe(`logs shared through ${name}`, () => {
    let opened: OpenedLogs
    let logs: SharedLogs
    let other: SharedLogs
    let id: string
    beforeEach(async () => {
      opened = await open()
      ;({ logs, other } = opened)
      id = newId()
    })
    afterEach(() => opened.close())

    test('what is added is told to those who were there, who come later, and on other nodes', async () => {
      const [early, late, elsewhere] = [createCopy(), createCopy(), createCopy()]
      await logs.open(id, 1)
      await logs.follow(id, early.hear)
      await other.follow(id, elsewhere.hear)
      expect(await logs.append(id, 1, tokens(1, 3))).toEqual({ kind: 'appended' })
      await early.has(3)
      await other.follow(id, late.hear)
      // What was there has been told by then.
      expect(late.copy.events).toEqual(tokens(1, 3))
      await logs.append(id, 1, tokens(4, 5))
      for (const one of [early, late, elsewhere]) {
        await one.has(5)
        expect(one.copy).toMatchObject({ attempt: 1, events: tokens(1, 5), wrong: 0 })
      }
    })

    test('text arrives as it was', async () => {
      const copy = createCopy()
      const event = token(1, 'Ünï 🙂 "quoted"\r\n\\u0000 <b>&amp;')
      await logs.open(id, 1)
      await logs.append(id, 1, [event])
      await other.follow(id, copy.hear)
      expect(copy.copy.events).toEqual([event])
    })

    test('what is added twice is there once', async () => {
      const copy = createCopy()
      await logs.open(id, 1)
      await logs.append(id, 1, tokens(1, 3))
      expect(await logs.append(id, 1, tokens(1, 3))).toEqual({ kind: 'appended' })
      expect(await logs.append(id, 1, tokens(2, 3))).toEqual({ kind: 'appended' })
      expect(await logs.append(id, 1, tokens(2, 5))).toEqual({ kind: 'appended' })
      await other.follow(id, copy.hear)
      expect(copy.copy).toMatchObject({ events: tokens(1, 5), wrong: 0 })
    })

    test('a gap is refused, with how much there is', async () => {
      await logs.open(id, 1)
      await logs.append(id, 1, tokens(1, 3))
      expect(await logs.append(id, 1, tokens(6, 7))).toEqual({ kind: 'gap', length: 3 })
      expect(await logs.append(id, 1, tokens(4, 7))).toEqual({ kind: 'appended' })
    })

    test('a log that nobody knows is a gap from its beginning', async () => {
      const copy = createCopy()
      expect(await logs.append(id, 2, tokens(4, 5))).toEqual({ kind: 'gap', length: 0 })
      expect(await logs.append(id, 2, tokens(1, 5))).toEqual({ kind: 'appended' })
      await other.follow(id, copy.hear)
      expect(copy.copy).toMatchObject({ attempt: 2, events: tokens(1, 5) })
    })

    test('a later attempt shuts out the ones before it, and takes their place', async () => {
      const [early, late] = [createCopy(), createCopy()]
      await logs.open(id, 1)
      await logs.follow(id, early.hear)
      await logs.append(id, 1, tokens(1, 3))
      expect(await other.open(id, 2)).toBe(true)
      expect(await logs.append(id, 1, tokens(4, 5))).toEqual({ kind: 'fenced' })
      expect(await logs.open(id, 1)).toBe(false)
      await other.append(id, 2, tokens(1, 2))
      await vi.waitFor(() => expect(early.copy).toMatchObject({ attempt: 2, events: tokens(1, 2), wrong: 0 }))
      await logs.follow(id, late.hear)
      expect(late.copy).toMatchObject({ attempt: 2, events: tokens(1, 2), wrong: 0 })
    })

    test('of two nodes that write at once, one attempt is left', async () => {
      const copy = createCopy()
      const write = async (node: SharedLogs, attempt: number) => {
        const results: string[] = []
        await node.open(id, attempt)
        for (let seq = 1; seq <= 30; seq++) results.push((await node.append(id, attempt, [token(seq)])).kind)
        return results
      }
      await other.follow(id, copy.hear)
      const [first, second] = await Promise.all([write(logs, 1), write(other, 2)])
      expect(new Set(second)).toEqual(new Set(['appended']))
      expect(first.at(-1)).toBe('fenced')
      await vi.waitFor(() => expect(copy.copy).toMatchObject({ attempt: 2, events: tokens(1, 30), wrong: 0 }))
    })

    test('opening an attempt again keeps what it has', async () => {
      const copy = createCopy()
      await logs.open(id, 1)
      await logs.append(id, 1, tokens(1, 3))
      expect(await logs.open(id, 1)).toBe(true)
      await logs.follow(id, copy.hear)
      expect(copy.copy.events).toEqual(tokens(1, 3))
    })

    test('nothing is told to who has stopped following; who follows the same run goes on', async () => {
      const [gone, stays] = [createCopy(), createCopy()]
      await logs.open(id, 1)
      const stop = await other.follow(id, gone.hear)
      await other.follow(id, stays.hear)
      stop()
      await logs.append(id, 1, tokens(1, 2))
      await stays.has(2)
      expect(gone.copy.events).toEqual([])
    })

    test('many runs are followed at once, and none is mixed up', async () => {
      const ids = Array.from({ length: 40 }, newId)
      const copies = await Promise.all(
        ids.map(async (one) => {
          const copy = createCopy()
          await logs.open(one, 1)
          await other.follow(one, copy.hear)
          return copy
        }),
      )
      for (let seq = 1; seq <= 20; seq++) {
        await Promise.all(ids.map((one) => logs.append(one, 1, [token(seq, `${one} ${seq}`)])))
      }
      for (const [index, copy] of copies.entries()) {
        await copy.has(20)
        expect(copy.copy.events.map((event) => (event as { content: string }).content)).toEqual(
          Array.from({ length: 20 }, (_, seq) => `${ids[index]} ${seq + 1}`),
        )
      }
    })

    test('a command reaches whoever listens, now and later, until the run is asked for anew', async () => {
      const [early, late, after]: RunCommand[][] = [[], [], []]
      await logs.onCommand(id, (command) => early?.push(command))
      await other.command(id, { type: 'seen' })
      await other.command(id, { type: 'abort', reason: 'stop' })
      await vi.waitFor(() => expect(early).toEqual([{ type: 'seen' }, { type: 'abort', reason: 'stop' }]))
      await other.onCommand(id, (command) => late?.push(command))
      expect(late).toEqual([{ type: 'seen' }, { type: 'abort', reason: 'stop' }])
      await logs.clearCommands(id)
      await logs.onCommand(id, (command) => after?.push(command))
      expect(after).toEqual([])
      await other.command(id, { type: 'keep' })
      await vi.waitFor(() => expect(after).toEqual([{ type: 'keep' }]))
      await vi.waitFor(() => expect(early?.at(-1)).toEqual({ type: 'keep' }))
    })
  })
}
