import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OutboxStore } from '../../src/session/outbox-store.js'
import type { Opened } from './run-store.js'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
const message = (id: string, second = 0) => ({
  id,
  sessionId: 's',
  body: '{"text": "Ü 🙂"}',
  createdAt: at(second),
})

/** What every `OutboxStore` keeps to, whoever takes from it at the same time. */
export function outboxStoreContract(name: string, open: () => Promise<Opened<OutboxStore>>): void {
  describe(`messages kept in ${name}`, () => {
    let opened: Opened<OutboxStore>
    let store: OutboxStore
    let other: OutboxStore
    beforeEach(async () => {
      opened = await open()
      ;({ store, other } = opened)
    })
    afterEach(() => opened.close())

    test('a message is added once, and is due at once', async () => {
      await store.add(message('a'))
      await other.add({ ...message('a'), body: 'another' })
      expect(await other.claim(at(0), at(60), 10)).toEqual([{ ...message('a'), attempt: 1 }])
      expect(await store.count()).toEqual({ waiting: 1, givenUp: 0 })
    })

    test('of many who take at once, one gets each message, the longest waiting first', async () => {
      for (let index = 0; index < 20; index++) await store.add(message(`m${index}`, index))
      const taken = await Promise.all(
        Array.from({ length: 8 }, (_, index) => (index % 2 ? store : other).claim(at(30), at(60), 4)),
      )
      const ids = taken.flat().map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.length).toBeGreaterThanOrEqual(4)
      const rest = await store.claim(at(30), at(60), 100)
      expect(new Set([...ids, ...rest.map(({ id }) => id)]).size).toBe(20)
    })

    test('what was taken is nobody else’s until its time is over', async () => {
      await store.add(message('a'))
      await store.claim(at(0), at(60), 10)
      expect(await other.claim(at(59), at(120), 10)).toEqual([])
      expect(await other.claim(at(60), at(120), 10)).toMatchObject([{ id: 'a', attempt: 2 }])
    })

    test('what was postponed comes again, and only by whoever has it', async () => {
      await store.add(message('a'))
      await store.claim(at(0), at(60), 10)
      await store.postpone('a', 7, at(1), 'a try of somebody else')
      expect(await other.claim(at(5), at(60), 10)).toEqual([])
      await store.postpone('a', 1, at(10), 'it answered 500')
      expect(await other.claim(at(9), at(60), 10)).toEqual([])
      expect(await other.claim(at(10), at(60), 10)).toMatchObject([{ id: 'a', attempt: 2 }])
    })

    test('what has arrived is gone, and what was given up goes with time', async () => {
      await store.add(message('a'))
      await store.add(message('b', 5))
      await store.claim(at(9), at(60), 10)
      await store.remove('a')
      await store.postpone('b', 1, undefined, 'it answered 410')
      expect(await other.count()).toEqual({ waiting: 0, givenUp: 1 })
      expect(await other.claim(at(3600), at(3660), 10)).toEqual([])
      await other.removeBefore(at(5))
      expect(await store.count()).toEqual({ waiting: 0, givenUp: 1 })
      await other.removeBefore(at(6))
      expect(await store.count()).toEqual({ waiting: 0, givenUp: 0 })
    })
  })
}
