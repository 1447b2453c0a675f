import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '../../src/session/session.js'
import type { SessionStore } from '../../src/session/session-store.js'
import type { Opened } from './run-store.js'

const session: Session = {
  id: 'a1',
  questionnaire: 'mood-check',
  schemaHash: 'hash',
  language: 'en',
  keyHash: 'key',
  user: undefined,
  answers: { name: 'Ünï "quoted" 🙂', several: ['a', 2], flag: false, nul: 'a\u0000b', big: 2 ** 53 - 1 },
  drafts: { page: { field: ['typed'] } },
  alerts: [{ id: 'alert', page: 'page', at: '2026-01-01T00:00:00.000Z' }],
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  confirmedAt: undefined,
  expiresAt: '2026-02-01T00:00:00.000Z',
}
const at = '2026-01-01T00:00:05.000Z'

/** What every `SessionStore` keeps to. */
export function sessionStoreContract(name: string, open: () => Promise<Opened<SessionStore>>): void {
  describe(`sessions kept in ${name}`, () => {
    let opened: Opened<SessionStore>
    let store: SessionStore
    let other: SessionStore
    beforeEach(async () => {
      opened = await open()
      ;({ store, other } = opened)
    })
    afterEach(() => opened.close())

    test('a session comes back as it was', async () => {
      await store.create(session)
      expect(await other.find('a1')).toEqual(session)
      expect(await other.find('b2')).toBeUndefined()
    })

    test('a session is created once', async () => {
      await store.create(session)
      await expect(other.create(session)).rejects.toThrow()
    })

    test('of many writers with the same version one wins, and the others change nothing', async () => {
      await store.create(session)
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          (index % 2 ? store : other).change('a1', 1, { answers: { name: `writer ${index}` } }, at),
        ),
      )
      const [won, ...others] = results.filter((result) => result !== undefined)
      expect(others).toEqual([])
      expect(won).toEqual({ ...session, answers: won?.answers, version: 2, updatedAt: at })
      expect(await store.find('a1')).toEqual(won)
    })

    test('a change touches what it names', async () => {
      await store.create(session)
      await store.change('a1', 1, { drafts: {}, confirmedAt: at }, at)
      expect(await other.find('a1')).toEqual({
        ...session,
        drafts: {},
        confirmedAt: at,
        version: 2,
        updatedAt: at,
      })
      expect(await store.change('unknown', 1, { drafts: {} }, at)).toBeUndefined()
    })

    test('a browser key and a user see their own sessions, the newest first', async () => {
      await store.create(session)
      await store.create({ ...session, id: 'b2', updatedAt: at })
      await store.create({ ...session, id: 'c3', keyHash: undefined, user: 'ada' })
      expect((await other.ofVisitor({ keyHash: 'key' })).map(({ id }) => id)).toEqual(['b2', 'a1'])
      expect((await other.ofVisitor({ user: 'ada' })).map(({ id }) => id)).toEqual(['c3'])
      expect(await other.ofVisitor({})).toEqual([])
    })

    test('no more than fifty sessions are listed', async () => {
      for (let index = 0; index < 51; index++) await store.create({ ...session, id: `s${index}` })
      expect(await store.ofVisitor({ keyHash: 'key' })).toHaveLength(50)
    })

    test('another browser is let in, and out again with the session', async () => {
      await store.create(session)
      expect(await other.hasKey('a1', 'second')).toBe(false)
      await store.addKey('a1', 'second')
      await store.addKey('a1', 'second')
      expect(await other.hasKey('a1', 'second')).toBe(true)
      expect(await other.hasKey('b2', 'second')).toBe(false)
      expect((await other.ofVisitor({ keyHash: 'second' })).map(({ id }) => id)).toEqual(['a1'])
      await store.delete('a1')
      expect(await other.find('a1')).toBeUndefined()
      expect(await other.hasKey('a1', 'second')).toBe(false)
      expect(await other.ofVisitor({ keyHash: 'second' })).toEqual([])
      await store.delete('a1')
    })

    test('a link leads to its session until it ends, or until the session is deleted', async () => {
      await store.create(session)
      await store.keepResume('token', 'a1', at)
      expect(await other.findResume('token', '2026-01-01T00:00:04.999Z')).toBe('a1')
      expect(await other.findResume('token', at)).toBeUndefined()
      expect(await other.findResume('unknown', session.createdAt)).toBeUndefined()
      await store.delete('a1')
      expect(await other.findResume('token', session.createdAt)).toBeUndefined()
    })

    test('sessions expire at their time; what has none does not', async () => {
      await store.create(session)
      await store.create({ ...session, id: 'b2', expiresAt: undefined })
      await store.create({ ...session, id: 'c3', expiresAt: '2026-03-01T00:00:00.000Z' })
      expect(await other.expired('2026-01-31T23:59:59.999Z')).toEqual([])
      expect(await other.expired('2026-02-01T00:00:00.000Z')).toEqual(['a1'])
      await store.change('a1', 1, { expiresAt: null }, at)
      expect(await other.expired('2026-02-01T00:00:00.000Z')).toEqual([])
      expect((await other.find('a1'))?.expiresAt).toBeUndefined()
      await store.change('b2', 1, { expiresAt: at }, at)
      expect(await other.expired(at)).toEqual(['b2'])
    })

    test('a questionnaire file is kept once under its hash', async () => {
      await store.keepSchema('hash', 'mood-check', 'first')
      await other.keepSchema('hash', 'mood-check', 'second')
      expect(await store.findSchema('hash')).toEqual({ questionnaire: 'mood-check', text: 'first' })
      expect(await store.findSchema('other')).toBeUndefined()
    })

    test('what was given in is not changed by what becomes of it outside', async () => {
      const answers = { list: [1] }
      await store.create({ ...session, answers })
      answers.list.push(2)
      const found = await store.find('a1')
      if (found !== undefined) (found.answers as { list: number[] }).list.push(3)
      expect((await store.find('a1'))?.answers).toEqual({ list: [1] })
    })
  })
}
