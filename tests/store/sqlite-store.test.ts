import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Session } from '../../src/session/session.js'
import { openSqliteStore } from '../../src/store/open-sqlite-store.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recapflow-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const session: Session = {
  id: 'a1',
  questionnaire: 'mood-check',
  schemaHash: 'hash',
  language: 'en',
  keyHash: 'key',
  user: undefined,
  answers: { name: 'Ünï "quoted"', several: ['a', 2], flag: false },
  drafts: { page: { field: ['typed'] } },
  alerts: [{ id: 'alert', page: 'page', at: '2026-01-01T00:00:00Z' }],
  version: 1,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  confirmedAt: undefined,
}

test('a session is there again after the file was closed and opened', async () => {
  const path = join(folder, 'new', 'test.db')
  const before = await openSqliteStore(path)
  await before.sessions.create(session)
  await before.close()
  const after = await openSqliteStore(path)
  expect(await after.sessions.find('a1')).toEqual(session)
  await after.close()
})

test('the file can be read by its owner only', async () => {
  const path = join(folder, 'test.db')
  const store = await openSqliteStore(path)
  await store.sessions.create(session)
  for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o777).toBe(0o600)
  await store.close()
})

test('of two writers with the same version one wins', async () => {
  const store = await openSqliteStore(join(folder, 'test.db'))
  await store.sessions.create(session)
  const at = '2026-01-01T00:00:05Z'
  const results = await Promise.all([
    store.sessions.change('a1', 1, { answers: { name: 'first' } }, at),
    store.sessions.change('a1', 1, { answers: { name: 'second' } }, at),
  ])
  expect(results.filter((result) => result !== undefined)).toHaveLength(1)
  expect(await store.sessions.find('a1')).toMatchObject({
    answers: { name: 'first' },
    version: 2,
    updatedAt: at,
    drafts: session.drafts,
  })
  await store.close()
})

test('a browser key and a user see their own sessions', async () => {
  const store = await openSqliteStore(join(folder, 'test.db'))
  await store.sessions.create(session)
  await store.sessions.create({ ...session, id: 'b2', keyHash: undefined, user: 'ada' })
  expect((await store.sessions.ofVisitor({ keyHash: 'key' })).map(({ id }) => id)).toEqual(['a1'])
  expect((await store.sessions.ofVisitor({ user: 'ada' })).map(({ id }) => id)).toEqual(['b2'])
  expect(await store.sessions.ofVisitor({})).toEqual([])
  await store.close()
})

test('a questionnaire file is kept once under its hash', async () => {
  const store = await openSqliteStore(join(folder, 'test.db'))
  await store.sessions.keepSchema('hash', 'mood-check', 'first')
  await store.sessions.keepSchema('hash', 'mood-check', 'second')
  expect(await store.sessions.findSchema('hash')).toEqual({ questionnaire: 'mood-check', text: 'first' })
  expect(await store.sessions.findSchema('other')).toBeUndefined()
  await store.close()
})

test('a folder that cannot be made is explained', async () => {
  await expect(openSqliteStore('/dev/null/no/test.db')).rejects.toThrow(/The database .* cannot be opened/)
})
