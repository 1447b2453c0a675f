import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunJob } from '../../src/run/run-store.js'
import type { Conversation, Reply } from '../../src/session/conversation.js'
import { openSqliteStore } from '../../src/store/open-sqlite-store.js'
import type { Store } from '../../src/store/store.js'

let folder: string
let path: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recapflow-'))
  path = join(folder, 'test.db')
  store = await openSqliteStore(path)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const at = '2026-01-01T00:00:00Z'
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
  value: { text: 'Ünï "quoted"', list: [1, null] },
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

test('a conversation is there again after the file was closed and opened, with its replies and runs', async () => {
  await store.conversations.create(conversation)
  await store.runs.begin(job('a1-graph-0'), 1, at)
  const interrupts = [{ id: 'i1', value: { question: 'Why?' }, node: 'ask' }]
  await store.runs.finish(
    'a1-graph-0',
    1,
    { status: 'done', text: 'Hello.', error: undefined, interrupts },
    at,
  )
  expect(await store.conversations.reply(reply(1))).toBe(true)
  await store.close()
  store = await openSqliteStore(path)
  expect(await store.conversations.find('a1')).toEqual(conversation)
  expect(await store.conversations.find('b2')).toBeUndefined()
  const turns = await store.conversations.turns(conversation)
  expect(turns.map(({ number, runId }) => [number, runId])).toEqual([
    [0, 'a1-graph-0'],
    [1, 'a1-graph-1'],
  ])
  expect(turns[0]?.record?.outcome).toEqual({ status: 'done', text: 'Hello.', error: undefined, interrupts })
  expect(turns[0]?.record?.node).toBeUndefined()
  expect(turns[1]?.reply).toEqual(reply(1))
  expect(turns[1]?.record).toBeUndefined()
})

test('of two replies with one number, or to one question, the first is kept', async () => {
  await store.conversations.create(conversation)
  const kept = await Promise.all([
    store.conversations.reply(reply(1, { value: 'first' })),
    store.conversations.reply(reply(1, { interrupt: 'other', value: 'second' })),
    store.conversations.reply(reply(2, { interrupt: 'i1', value: 'third' })),
  ])
  expect(kept).toEqual([true, false, false])
  const turns = await store.conversations.turns(conversation)
  expect(turns.map((turn) => turn.reply?.value)).toEqual([undefined, 'first'])
})

test('a browser key and a user see their own conversations, newest first', async () => {
  await store.conversations.create(conversation)
  await store.conversations.create({ ...conversation, id: 'b2', createdAt: '2026-01-02T00:00:00Z' })
  await store.conversations.create({ ...conversation, id: 'c3', keyHash: undefined, user: 'ada' })
  const idsOf = async (visitor: { keyHash?: string; user?: string }) =>
    (await store.conversations.ofVisitor(visitor)).map(({ id }) => id)
  expect(await idsOf({ keyHash: 'key' })).toEqual(['b2', 'a1'])
  expect(await idsOf({ user: 'ada' })).toEqual(['c3'])
  expect(await idsOf({})).toEqual([])
})

test('a conversation whose last run never began is found', async () => {
  const idsOf = async () => (await store.conversations.unstarted()).map(({ id }) => id)
  await store.conversations.create(conversation)
  expect(await idsOf()).toEqual(['a1'])
  await store.runs.begin(job('a1-graph-0'), 1, at)
  expect(await idsOf()).toEqual([])
  await store.conversations.reply(reply(1))
  expect(await idsOf()).toEqual(['a1'])
  await store.runs.begin(job('a1-graph-1'), 1, at)
  expect(await idsOf()).toEqual([])
})

test('what an attempt keeps is there for the next, and a late one changes nothing', async () => {
  await store.runs.begin(job('a1-graph-0'), 1, at)
  await store.runs.keep('a1-graph-0', 1, [{ stream: 'one#1', text: 'The first.' }])
  await store.runs.begin(job('a1-graph-0'), 2, at)
  await store.runs.keep('a1-graph-0', 1, [{ stream: 'one#1', text: 'Too late.' }])
  expect(await store.runs.find('a1-graph-0')).toMatchObject({
    attempt: 2,
    kept: [{ stream: 'one#1', text: 'The first.' }],
  })
})

test('a database from before there were conversations is brought up to date with what is in it', async () => {
  await store.runs.begin({ ...job('s-1'), node: 'generate_summary' }, 1, at)
  await store.close()
  const old = new BetterSqlite(path)
  old.exec(
    `DROP TABLE conversation; DROP TABLE reply; ALTER TABLE run DROP COLUMN interrupts;
     ALTER TABLE run DROP COLUMN kept; DELETE FROM kysely_migration WHERE name >= '002'`,
  )
  old.close()
  store = await openSqliteStore(path)
  expect(await store.runs.find('s-1')).toMatchObject({ node: 'generate_summary', kept: [] })
  await store.conversations.create(conversation)
  expect(await store.conversations.find('a1')).toEqual(conversation)
})
