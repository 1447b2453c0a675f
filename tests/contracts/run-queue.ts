import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { QueuedRun, RunQueue, WorkResult } from '../../src/run/run-queue.js'

export interface OpenedQueue {
  readonly queue: RunQueue
  close(): Promise<void>
}

/** Executes what it is handed until it is told what became of it. */
function executor() {
  const handed: { readonly run: QueuedRun; readonly end: (result: WorkResult) => void }[] = []
  return {
    handed,
    ids: () => handed.map(({ run }) => run.id),
    execute: (run: QueuedRun) =>
      new Promise<WorkResult>((resolve) => {
        handed.push({ run, end: resolve })
      }),
    async has(count: number) {
      await vi.waitFor(() => expect(handed).toHaveLength(count), 5000)
    },
  }
}

const run = (id: string, attempt = 1): QueuedRun => ({ id, attempt })
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** What every `RunQueue` keeps to. */
export function runQueueContract(name: string, open: (concurrency: number) => Promise<OpenedQueue>): void {
  describe(`a queue ${name}`, () => {
    let opened: OpenedQueue
    let queue: RunQueue
    beforeEach(async () => {
      opened = await open(2)
      queue = opened.queue
    })
    afterEach(() => opened.close())

    test('hands out runs in the order in which they came, as many at a time as there is room for', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await queue.add(run(id))
      const { execute, handed, ids, has } = executor()
      queue.work(execute)
      await has(2)
      expect(await queue.waiting()).toBe(2)
      await pause(100)
      expect(ids().sort()).toEqual(['a', 'b'])
      handed[0]?.end('ended')
      await has(3)
      expect(handed[2]?.run).toEqual(run('c'))
      handed[1]?.end('ended')
      await has(4)
      expect(handed[3]?.run).toEqual(run('d'))
      expect(await queue.waiting()).toBe(0)
    })

    test('tells every run its place, the next one first', async () => {
      for (const id of ['a', 'b', 'c']) await queue.add(run(id))
      expect(await Promise.all(['a', 'b', 'c'].map((id) => queue.place(run(id))))).toEqual([1, 2, 3])
      expect(await queue.place(run('unknown'))).toBeUndefined()
      expect(await queue.place(run('a', 2))).toBeUndefined()
      await queue.remove(run('a'))
      expect(await queue.place(run('c'))).toBe(2)
      expect(await queue.waiting()).toBe(2)
    })

    test('a run that is put in twice is handed out once, while it waits and while it is executed', async () => {
      const { execute, has, handed } = executor()
      await queue.add(run('a'))
      await queue.add(run('a'))
      expect(await queue.waiting()).toBe(1)
      queue.work(execute)
      await has(1)
      await queue.add(run('a'))
      await pause(100)
      expect(handed).toHaveLength(1)
    })

    test('one that has ended can be put in again, and so can its next attempt', async () => {
      const { execute, has, handed } = executor()
      queue.work(execute)
      await queue.add(run('a'))
      await has(1)
      handed[0]?.end('ended')
      await vi.waitFor(async () => {
        await queue.add(run('a'))
        expect(handed.length).toBeGreaterThan(1)
      })
      await queue.add(run('a', 2))
      await has(3)
      expect(handed[2]?.run).toEqual(run('a', 2))
    })

    test('one that was taken out is not handed out', async () => {
      const { execute, has, ids } = executor()
      await queue.add(run('a'))
      await queue.add(run('b'))
      await queue.remove(run('a'))
      await queue.remove(run('unknown'))
      queue.work(execute)
      await has(1)
      expect(ids()).toEqual(['b'])
    })

    test('one that is handed over is handed out again', async () => {
      const { execute, has, handed } = executor()
      queue.work(execute)
      await queue.add(run('a'))
      await has(1)
      handed[0]?.end('handed_over')
      await has(2)
      expect(handed[1]?.run).toEqual(run('a'))
    })

    test('paused, it hands out nothing more, and what is executed goes on', async () => {
      const { execute, has, handed } = executor()
      queue.work(execute)
      await queue.add(run('a'))
      await has(1)
      await queue.pause()
      await queue.add(run('b'))
      await pause(300)
      expect(handed).toHaveLength(1)
      expect(await queue.place(run('b'))).toBe(1)
      handed[0]?.end('ended')
      await pause(300)
      expect(handed).toHaveLength(1)
    })

    test('is ready', () => {
      expect(queue.isReady).toBe(true)
    })
  })
}
