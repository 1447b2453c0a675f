import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.js'
import { conversationStoreContract } from './conversation-store.js'
import { outboxStoreContract } from './outbox-store.js'
import { ownerStoreContract } from './owner-store.js'
import { type Opened, runStoreContract } from './run-store.js'
import { sessionStoreContract } from './session-store.js'
import { uploadStoreContract } from './upload-store.js'

/** What every database keeps to. `open` begins with an empty one each time. */
export function storeContract(name: string, open: () => Promise<Opened<Store>>): void {
  const part =
    <Part>(choose: (store: Store) => Part) =>
    async (): Promise<Opened<Part>> => {
      const { store, other, close } = await open()
      return { store: choose(store), other: choose(other), close }
    }

  sessionStoreContract(
    name,
    part(({ sessions }) => sessions),
  )
  runStoreContract(
    name,
    part(({ runs }) => runs),
  )
  conversationStoreContract(name, open)
  outboxStoreContract(
    name,
    part(({ outbox }) => outbox),
  )
  uploadStoreContract(name, open)
  ownerStoreContract(
    name,
    part(({ owner }) => owner),
  )

  describe(`a database in ${name}`, () => {
    test('says that it is there', async () => {
      const { store, close } = await open()
      await expect(store.check()).resolves.toBeUndefined()
      await close()
    })

    test('gives text back as it was, and finds by it', async () => {
      const { store, other, close } = await open()
      const hostile = ['a\u0000b', 'half \ud83d', '\ufdd00000', "'; drop table run; --", '\u202eevil', '%_']
      for (const text of hostile) {
        await store.sessions.keepSchema(text, text, text)
        expect(await other.sessions.findSchema(text)).toEqual({ questionnaire: text, text })
      }
      expect(await store.sessions.findSchema('a')).toBeUndefined()
      await close()
    })

    test('keeps the state of graphs', async () => {
      const { store, other, close } = await open()
      const config = { configurable: { thread_id: 't', checkpoint_ns: '' } }
      const checkpoint = {
        v: 4,
        id: '1ef4f797-8335-6428-8001-8a1503f9b875',
        ts: '2026-01-01T00:00:00.000Z',
        channel_values: { answer: 'Ünï 🙂' },
        channel_versions: { answer: 1 },
        versions_seen: {},
      }
      await store.checkpointer.put(
        config,
        checkpoint,
        { source: 'input', step: -1, parents: {} },
        { answer: 1 },
      )
      expect((await other.checkpointer.getTuple(config))?.checkpoint.channel_values).toEqual({
        answer: 'Ünï 🙂',
      })
      await close()
    })
  })
}
