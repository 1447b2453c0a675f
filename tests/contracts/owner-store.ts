import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OwnerStore } from '../../src/owner/owner-store.js'
import type { Opened } from './run-store.js'

const signIn = {
  keyHash: 'key',
  signedInAt: '2026-01-01T10:00:00.000Z',
  seenAt: '2026-01-01T10:00:00.000Z',
}

/** What every `OwnerStore` keeps to. */
export function ownerStoreContract(name: string, open: () => Promise<Opened<OwnerStore>>): void {
  describe(`the owner’s sign-ins kept in ${name}`, () => {
    let opened: Opened<OwnerStore>
    let store: OwnerStore
    let other: OwnerStore
    beforeEach(async () => {
      opened = await open()
      ;({ store, other } = opened)
    })
    afterEach(() => opened.close())

    test('a sign-in comes back until it is deleted', async () => {
      await store.addSignIn(signIn)
      expect(await other.findSignIn('key')).toEqual(signIn)
      await other.touchSignIn('key', '2026-01-01T10:05:00.000Z')
      expect(await store.findSignIn('key')).toEqual({ ...signIn, seenAt: '2026-01-01T10:05:00.000Z' })
      await other.deleteSignIn('key')
      expect(await store.findSignIn('key')).toBeUndefined()
      await other.touchSignIn('key', '2026-01-01T10:06:00.000Z')
      expect(await store.findSignIn('key')).toBeUndefined()
    })

    test('another password ends every sign-in', async () => {
      expect(await store.passwordHash()).toBeUndefined()
      await store.replacePassword('first')
      await store.addSignIn(signIn)
      await other.replacePassword('second')
      expect(await store.passwordHash()).toBe('second')
      expect(await store.findSignIn('key')).toBeUndefined()
    })

    test('old and idle sign-ins go together', async () => {
      await store.addSignIn({ ...signIn, keyHash: 'old', signedInAt: '2025-12-31T10:00:00.000Z' })
      await store.addSignIn({ ...signIn, keyHash: 'idle', seenAt: '2026-01-01T09:00:00.000Z' })
      await store.addSignIn(signIn)
      await other.deleteSignIns({ signedInAt: signIn.signedInAt, seenAt: signIn.seenAt })
      expect(await store.findSignIn('old')).toBeUndefined()
      expect(await store.findSignIn('idle')).toBeUndefined()
      expect(await store.findSignIn('key')).toEqual(signIn)
    })

    test('what was done is listed, the newest first', async () => {
      const at = signIn.signedInAt
      for (const detail of ['a', 'b', 'c']) await store.record({ at, kind: 'exported', detail })
      expect(await other.events(2)).toEqual([
        { at, kind: 'exported', detail: 'c' },
        { at, kind: 'exported', detail: 'b' },
      ])
    })
  })
}
