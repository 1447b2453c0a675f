import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UnavailableError } from '../../src/errors.js'
import type { RunJob } from '../../src/run/run-store.js'
import { referenceOf, type Session } from '../../src/session/session.js'
import { openSqliteStore } from '../../src/store/open-sqlite-store.js'
import { storeContract } from '../contracts/store.js'

storeContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recapflow-'))
  const path = join(folder, 'test.db')
  const [store, other] = [await openSqliteStore(path), await openSqliteStore(path)]
  return {
    store,
    other,
    async close() {
      await Promise.all([store.close(), other.close()])
      rmSync(folder, { recursive: true })
    },
  }
})

const job: RunJob = {
  id: 'r',
  sessionId: 's',
  graph: 'interview',
  node: 'generate_summary',
  input: {},
  provider: 'demo',
  model: undefined,
}
const at = '2026-01-01T00:00:00.000Z'

/** The reference is made from the first half of the id. */
const draft: Session = {
  id: '0'.repeat(32),
  questionnaire: 'mood-check',
  schemaHash: 'hash',
  language: 'en',
  keyHash: 'key',
  user: undefined,
  answers: {},
  drafts: {},
  alerts: [],
  probes: {},
  replies: 0,
  outgoing: [],
  version: 1,
  createdAt: at,
  updatedAt: at,
  confirmedAt: undefined,
  expiresAt: undefined,
}

describe('a SQLite file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recapflow-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('has everything again after it was closed and opened, in a folder that it makes', async () => {
    const path = join(folder, 'new', 'test.db')
    const before = await openSqliteStore(path)
    await before.runs.begin(job, 1, at)
    await before.close()
    const after = await openSqliteStore(path)
    expect(await after.runs.find('r')).toMatchObject(job)
    await after.close()
  })

  test('can be read by its owner only', async () => {
    const path = join(folder, 'test.db')
    const store = await openSqliteStore(path)
    await store.runs.begin(job, 1, at)
    for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o777).toBe(0o600)
    await store.close()
  })

  test('that is locked for too long is told as away, and works again afterwards', {
    timeout: 20_000,
  }, async () => {
    const path = join(folder, 'test.db')
    const store = await openSqliteStore(path)
    const lock = new BetterSqlite(path)
    lock.exec('BEGIN EXCLUSIVE')
    await expect(store.runs.begin(job, 1, at)).rejects.toThrow(UnavailableError)
    lock.exec('COMMIT')
    lock.close()
    expect(await store.runs.begin(job, 1, at)).toBe(true)
    await store.close()
  })

  test('from before there were conversations is brought up to date with what is in it', async () => {
    const path = join(folder, 'test.db')
    const before = await openSqliteStore(path)
    await before.runs.begin(job, 1, at)
    await before.runs.claim('r', at)
    await before.close()
    const old = new BetterSqlite(path)
    old.exec(
      `DROP TABLE owner; DROP TABLE owner_sign_in; DROP TABLE owner_event;
       DROP INDEX session_reference; DROP INDEX session_time; DROP INDEX session_questionnaire_time;
       DROP INDEX session_totals; ALTER TABLE session DROP COLUMN reference;
       DROP TABLE session_browser; DROP TABLE resume; DROP TABLE upload; DROP INDEX session_expiry;
       ALTER TABLE session DROP COLUMN expires_at; ALTER TABLE session DROP COLUMN probes;
       ALTER TABLE session DROP COLUMN replies; DROP INDEX session_outgoing;
       ALTER TABLE session DROP COLUMN outgoing; DROP TABLE outbox;
       DROP TABLE conversation; DROP TABLE reply; ALTER TABLE run DROP COLUMN interrupts;
       ALTER TABLE run DROP COLUMN kept; ALTER TABLE run DROP COLUMN asked_attempt;
       DELETE FROM kysely_migration WHERE name >= '002'`,
    )
    old.close()
    const store = await openSqliteStore(path)
    expect(await store.runs.find('r')).toMatchObject({ node: 'generate_summary', kept: [], isWaiting: false })
    expect(await store.conversations.unstarted()).toEqual([])
    expect(await store.runs.claim('r', at)).toMatchObject({ attempt: 2 })
    await store.close()
  })

  test('from before there were reference numbers gives its sessions theirs', async () => {
    const path = join(folder, 'test.db')
    const before = await openSqliteStore(path)
    for (let number = 0; number < 1002; number++) {
      await before.sessions.create({ ...draft, id: number.toString(16).padStart(32, '0') })
    }
    await before.close()
    const old = new BetterSqlite(path)
    old.exec(
      `DROP TABLE owner; DROP TABLE owner_sign_in; DROP TABLE owner_event;
       DROP INDEX session_reference; DROP INDEX session_time; DROP INDEX session_questionnaire_time;
       DROP INDEX session_totals; ALTER TABLE session DROP COLUMN reference;
       DELETE FROM kysely_migration WHERE name >= '008'`,
    )
    old.close()
    const store = await openSqliteStore(path)
    const reference = referenceOf(draft.id).replaceAll('-', '')
    expect(await store.sessions.count({ reference, at })).toBe(1002)
    await store.close()
  })

  test('in a folder that cannot be made is explained', async () => {
    await expect(openSqliteStore('/dev/null/no/test.db')).rejects.toThrow(/The database .* cannot be opened/)
  })
})
