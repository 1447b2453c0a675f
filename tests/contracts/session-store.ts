import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { referenceOf, type Session } from '../../src/session/session.js'
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
  probes: { 'list/e1/reason': { kind: 'closed', run: 'r', question: 'Why?', answer: 'Ü' } },
  replies: 2,
  outgoing: [{ id: 'e', type: 'session.completed', at: '2026-01-01T00:00:03.000Z' }],
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
      for (let index = 0; index < 51; index++) await store.create({ ...session, id: `5${index}` })
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

    test('those with something to tell are found until it is told, and what was to be told goes with them', async () => {
      await store.create(session)
      await store.create({ ...session, id: 'b2', outgoing: [] })
      expect((await other.withOutgoing()).map(({ id }) => id)).toEqual(['a1'])
      await store.change('a1', 1, { outgoing: [] }, at)
      expect(await other.withOutgoing()).toEqual([])
    })

    test('a questionnaire file is kept once under its hash', async () => {
      await store.keepSchema('hash', 'mood-check', 'first')
      await other.keepSchema('hash', 'mood-check', 'second')
      expect(await store.findSchema('hash')).toEqual({ questionnaire: 'mood-check', text: 'first' })
      expect(await store.findSchema('other')).toBeUndefined()
    })

    describe('listed for the owner', () => {
      const now = '2026-01-20T00:00:00.000Z'
      const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T12:00:00.000Z`
      const idOf = (number: number) => number.toString(16).padStart(32, '0')
      /** Sessions 1 to 6: 2, 4 and 6 were sent on their days, the others were changed then; 6 is of another file. */
      beforeEach(async () => {
        for (let number = 1; number <= 6; number++) {
          await store.create({
            ...session,
            id: idOf(number),
            questionnaire: number === 6 ? 'clinic-intake' : 'mood-check',
            updatedAt: day(number),
            confirmedAt: number % 2 === 0 ? day(number) : undefined,
            expiresAt: number === 5 ? now : undefined,
          })
        }
      })
      const numbers = (found: readonly { readonly id: string }[]) =>
        found.map(({ id }) => Number.parseInt(id, 16))
      const all = { offset: 0, limit: 50 }

      test('the newest come first, in parts, without what has expired and without answers', async () => {
        expect(numbers(await other.list({ at: now }, all))).toEqual([6, 4, 3, 2, 1])
        expect(numbers(await other.list({ at: now }, { offset: 1, limit: 2 }))).toEqual([4, 3])
        expect(numbers(await other.list({ at: now }, { offset: 5, limit: 2 }))).toEqual([])
        expect((await other.list({ at: now }, { offset: 1, limit: 1 }))[0]).toEqual({
          id: idOf(4),
          questionnaire: 'mood-check',
          schemaHash: 'hash',
          language: 'en',
          alerts: session.alerts,
          createdAt: session.createdAt,
          updatedAt: day(4),
          confirmedAt: day(4),
          expiresAt: undefined,
        })
      })

      test.each([
        [{ questionnaire: 'mood-check' }, [4, 3, 2, 1]],
        [{ questionnaire: 'unknown' }, []],
        [{ state: 'sent' }, [6, 4, 2]],
        [{ state: 'draft' }, [3, 1]],
        [{ from: day(2), until: day(4) }, [3, 2]],
        [{ state: 'sent', from: day(3), questionnaire: 'mood-check' }, [4]],
        [{ questionnaire: "' or 1=1 --" }, []],
      ] as const)('%j lets through what it says, and counts it', async (filter, expected) => {
        expect(numbers(await other.list({ ...filter, at: now }, all))).toEqual(expected)
        expect(await other.count({ ...filter, at: now })).toBe(expected.length)
      })

      test('a reference number finds its session, by its first letters, too', async () => {
        const reference = referenceOf(idOf(4)).replaceAll('-', '')
        // The made-up ids are alike: so are the beginnings of their numbers.
        const own = { ...session, id: `f${idOf(1).slice(1)}`, confirmedAt: undefined, expiresAt: undefined }
        await store.create(own)
        const ownReference = referenceOf(own.id).replaceAll('-', '')
        expect(numbers(await other.list({ reference, at: now }, all))).toContain(4)
        expect((await other.list({ reference: ownReference, at: now }, all)).map(({ id }) => id)).toEqual([
          own.id,
        ])
        expect(await other.count({ reference: ownReference.slice(0, 4), at: now })).toBe(1)
        expect(await other.count({ reference: '%', at: now })).toBe(0)
      })

      test('each questionnaire tells how many were sent and how many were not', async () => {
        expect(await other.totals(now)).toEqual([
          { questionnaire: 'clinic-intake', sent: 1, drafts: 0 },
          { questionnaire: 'mood-check', sent: 2, drafts: 2 },
        ])
        expect(await other.totals('2026-01-19T00:00:00.000Z')).toContainEqual({
          questionnaire: 'mood-check',
          sent: 2,
          drafts: 3,
        })
      })

      test('every questionnaire that was ever begun is named once', async () => {
        await store.keepSchema('one', 'mood-check', 'first')
        await store.keepSchema('two', 'mood-check', 'second')
        await store.keepSchema('three', 'clinic-intake', 'third')
        expect(await other.questionnaires()).toEqual(['clinic-intake', 'mood-check'])
      })

      test('the mark of a questionnaire moves with what is sent and what is deleted', async () => {
        expect(await other.sentMark('mood-check', now)).toEqual({ count: 2, lastAt: day(4) })
        expect(await other.sentMark('unknown', now)).toEqual({ count: 0, lastAt: '' })
        await store.delete(idOf(4))
        expect(await other.sentMark('mood-check', now)).toEqual({ count: 1, lastAt: day(2) })
      })

      test('what was sent comes whole, part by part, also where two were sent at once', async () => {
        await store.create({ ...session, id: idOf(7), confirmedAt: day(4), expiresAt: undefined })
        const filter = { at: now }
        const first = await other.sent(filter, undefined, 2)
        expect(first[1]).toMatchObject({ id: idOf(7), answers: session.answers })
        expect(numbers(first)).toEqual([6, 7])
        const place = { id: idOf(7), confirmedAt: day(4) }
        expect(numbers(await other.sent(filter, place, 2))).toEqual([4, 2])
        expect(numbers(await other.sent({ ...filter, questionnaire: 'mood-check' }, place, 9))).toEqual([
          4, 2,
        ])
      })
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
