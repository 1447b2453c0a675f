import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Upload } from '../../src/session/upload-store.js'
import type { Store } from '../../src/store/store.js'
import type { Opened } from './run-store.js'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
const upload: Upload = {
  id: 'a'.repeat(32),
  sessionId: 's1',
  name: 'Ünï “quoted” 🙂.png',
  type: 'image/png',
  size: 5,
  hash: 'hash',
  isAttached: false,
  createdAt: at(0),
}
const content = new Uint8Array([0, 255, 1, 128, 0])

/** What every `UploadStore` keeps to. */
export function uploadStoreContract(name: string, open: () => Promise<Opened<Store>>): void {
  describe(`files kept in ${name}`, () => {
    let opened: Opened<Store>
    let store: Store['uploads']
    let other: Store['uploads']
    beforeEach(async () => {
      opened = await open()
      store = opened.store.uploads
      other = opened.other.uploads
    })
    afterEach(() => opened.close())

    test('a file comes back byte by byte, to its own session only', async () => {
      await store.add(upload, content)
      const found = await other.find('s1', upload.id)
      expect(found?.upload).toEqual(upload)
      expect([...(found?.content ?? [])]).toEqual([...content])
      expect(await other.find('s2', upload.id)).toBeUndefined()
      expect(await other.find('s1', 'b'.repeat(32))).toBeUndefined()
    })

    test('a large file comes back whole', async () => {
      const large = new Uint8Array(6_000_000).map((_, index) => index % 251)
      await store.add({ ...upload, size: large.length }, large)
      const found = await other.find('s1', upload.id)
      expect(Buffer.compare(Buffer.from(found?.content ?? []), large)).toBe(0)
    })

    test('an id is taken once', async () => {
      await store.add(upload, content)
      await expect(other.add(upload, content)).rejects.toThrow()
    })

    test('the files of a session are listed from the oldest', async () => {
      await store.add({ ...upload, id: 'b', createdAt: at(2) }, content)
      await store.add({ ...upload, id: 'c', createdAt: at(1) }, content)
      await store.add({ ...upload, id: 'd', sessionId: 's2' }, content)
      expect((await other.list('s1')).map(({ id }) => id)).toEqual(['c', 'b'])
      expect(await other.list('s3')).toEqual([])
    })

    test('files are attached and taken away in their own session', async () => {
      await store.add({ ...upload, id: 'b' }, content)
      await store.add({ ...upload, id: 'c', createdAt: at(1) }, content)
      await store.attach('s1', [])
      await store.attach('s2', ['b'])
      expect((await other.list('s1')).map(({ isAttached }) => isAttached)).toEqual([false, false])
      await store.attach('s1', ['b', 'unknown'])
      expect((await other.list('s1')).map(({ isAttached }) => isAttached)).toEqual([true, false])
      await store.delete('s1', [])
      await store.delete('s2', ['b'])
      expect(await other.list('s1')).toHaveLength(2)
      await store.delete('s1', ['b', 'unknown'])
      expect((await other.list('s1')).map(({ id }) => id)).toEqual(['c'])
    })

    test('what was never attached goes at its time', async () => {
      await store.add({ ...upload, id: 'b' }, content)
      await store.add({ ...upload, id: 'c', createdAt: at(1) }, content)
      await store.add({ ...upload, id: 'd', createdAt: at(0) }, content)
      await store.attach('s1', ['d'])
      await store.deleteUnattached(at(0))
      expect((await other.list('s1')).map(({ id }) => id)).toEqual(['d', 'c'])
    })

    test('the files of a session go with it', async () => {
      await store.add({ ...upload, id: 'b', isAttached: true }, content)
      await store.add({ ...upload, id: 'c', sessionId: 's2' }, content)
      await opened.store.sessions.delete('s1')
      expect(await other.list('s1')).toEqual([])
      expect(await other.list('s2')).toHaveLength(1)
    })
  })
}
