import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunJob } from '../../src/run/run-store.js'
import type { Conversation, Reply } from '../../src/session/conversation.js'
import type { Store } from '../../src/store/store.js'
import type { Opened } from './run-store.js'

const at = '2026-01-01T00:00:00.000Z'
const conversation: Conversation = {
  id: 'a1',
  graph: 'talk',
  language: 'en',
  keyHash: 'key',
  user: undefined,
  firstRun: 'a1-graph-0',
  createdAt: at,
}
const reply = (number: number, parts: Partial<Reply> = {}): Reply => ({
  conversation: 'a1',
  number,
  interrupt: `i${number}`,
  value: { text: 'Ünï "quoted" a\u0000b 🙂', list: [1, null] },
  run: `a1-graph-${number}`,
  createdAt: at,
  ...parts,
})
const job = (id: string): RunJob => ({
  id,
  sessionId: 'a1',
  graph: 'talk',
  node: undefined,
  input: { interrupt: 'i1', value: 'x' },
  provider: 'demo',
  model: undefined,
})

/** What every `ConversationStore` keeps to, beside the `RunStore` of the same database. */
export function conversationStoreContract(
  name: string,
  open: () => Promise<Opened<Pick<Store, 'conversations' | 'runs'>>>,
): void {
  describe(`conversations kept in ${name}`, () => {
    let opened: Opened<Pick<Store, 'conversations' | 'runs'>>
    let { conversations, runs } = {} as Pick<Store, 'conversations' | 'runs'>
    let other: Pick<Store, 'conversations' | 'runs'>
    beforeEach(async () => {
      opened = await open()
      other = opened.other
      ;({ conversations, runs } = opened.store)
    })
    afterEach(() => opened.close())

    test('a conversation is there on another node, with its replies and runs', async () => {
      await conversations.create(conversation)
      await runs.begin(job('a1-graph-0'), 1, at)
      await runs.claim('a1-graph-0', at)
      const interrupts = [{ id: 'i1', value: { question: 'Why?' }, node: 'ask' }]
      const outcome = { status: 'done' as const, text: 'Hello.', error: undefined, interrupts }
      await runs.finish('a1-graph-0', 1, outcome, at)
      expect(await conversations.reply(reply(1))).toBe(true)
      expect(await other.conversations.find('a1')).toEqual(conversation)
      expect(await other.conversations.find('b2')).toBeUndefined()
      const turns = await other.conversations.turns(conversation)
      expect(turns.map(({ number, runId }) => [number, runId])).toEqual([
        [0, 'a1-graph-0'],
        [1, 'a1-graph-1'],
      ])
      expect(turns[0]?.record?.outcome).toEqual(outcome)
      expect(turns[0]?.record?.node).toBeUndefined()
      expect(turns[1]?.reply).toEqual(reply(1))
      expect(turns[1]?.record).toBeUndefined()
    })

    test('of two replies with one number, or to one question, the first is kept', async () => {
      await conversations.create(conversation)
      expect(await conversations.reply(reply(1, { value: 'first' }))).toBe(true)
      expect(await other.conversations.reply(reply(1, { interrupt: 'other', value: 'second' }))).toBe(false)
      expect(await other.conversations.reply(reply(2, { interrupt: 'i1', value: 'third' }))).toBe(false)
      const turns = await conversations.turns(conversation)
      expect(turns.map((turn) => turn.reply?.value)).toEqual([undefined, 'first'])
    })

    test('of many replies at once, one is kept', async () => {
      await conversations.create(conversation)
      const kept = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          (index % 2 ? conversations : other.conversations).reply(reply(1, { value: index })),
        ),
      )
      expect(kept.filter(Boolean)).toHaveLength(1)
      expect((await conversations.turns(conversation))[1]?.reply?.value).toBe(kept.indexOf(true))
    })

    test('replies come back in the order of their numbers', async () => {
      await conversations.create(conversation)
      for (const number of [2, 11, 1, 3]) await conversations.reply(reply(number))
      const turns = await other.conversations.turns(conversation)
      expect(turns.map(({ number }) => number)).toEqual([0, 1, 2, 3, 11])
    })

    test('a browser key and a user see their own conversations, newest first', async () => {
      await conversations.create(conversation)
      await conversations.create({ ...conversation, id: 'b2', createdAt: '2026-01-02T00:00:00.000Z' })
      await conversations.create({ ...conversation, id: 'c3', keyHash: undefined, user: 'ada' })
      const idsOf = async (visitor: { keyHash?: string; user?: string }) =>
        (await other.conversations.ofVisitor(visitor)).map(({ id }) => id)
      expect(await idsOf({ keyHash: 'key' })).toEqual(['b2', 'a1'])
      expect(await idsOf({ user: 'ada' })).toEqual(['c3'])
      expect(await idsOf({})).toEqual([])
    })

    test('a conversation whose last run never began is found', async () => {
      const idsOf = async () => (await other.conversations.unstarted()).map(({ id }) => id)
      await conversations.create(conversation)
      expect(await idsOf()).toEqual(['a1'])
      await runs.begin(job('a1-graph-0'), 1, at)
      expect(await idsOf()).toEqual([])
      await conversations.reply(reply(1))
      expect(await idsOf()).toEqual(['a1'])
      await runs.begin(job('a1-graph-1'), 1, at)
      expect(await idsOf()).toEqual([])
    })
  })
}
