import { afterAll, beforeAll, expect, test } from 'vitest'
import { UnavailableError } from '../../src/errors.js'
import type { RunJob } from '../../src/run/run-store.js'
import { openPostgresStore } from '../../src/store/open-postgres-store.js'
import { storeContract } from '../contracts/store.js'
import { type PostgresProcess, startPostgres } from './postgres.js'

let postgres: PostgresProcess
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.close())

let database = 0
const emptyDatabase = () => postgres.createDatabase(`test${++database}`)

storeContract('PostgreSQL', async () => {
  const url = emptyDatabase()
  const [store, other] = [await openPostgresStore(url), await openPostgresStore(url)]
  return { store, other, close: async () => void (await Promise.all([store.close(), other.close()])) }
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

test('nodes that open an empty database at once all find it ready', async () => {
  const url = emptyDatabase()
  const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore(url)))
  expect(await stores[0]?.runs.begin(job, 1, at)).toBe(true)
  for (const store of stores) expect((await store.runs.find('r'))?.attempt).toBe(1)
  await Promise.all(stores.map((store) => store.close()))
})

test('a hundred nodes that ask for a run at once begin it once, and one claims it', async () => {
  const url = emptyDatabase()
  const stores = await Promise.all([openPostgresStore(url), openPostgresStore(url)])
  const asked = await Promise.all(
    Array.from({ length: 100 }, (_, index) => stores[index % 2]?.runs.begin(job, 1, at)),
  )
  expect(asked.filter((isBegun) => isBegun === true)).toHaveLength(1)
  await Promise.all(stores.map((store) => store.close()))
})

test('while PostgreSQL is away everything says so, and works again by itself', async () => {
  const url = emptyDatabase()
  const store = await openPostgresStore(url)
  await store.runs.begin(job, 1, at)
  await postgres.stop()
  await expect(store.runs.find('r')).rejects.toThrow(UnavailableError)
  await expect(store.sessions.find('s')).rejects.toThrow(UnavailableError)
  await expect(store.conversations.find('s')).rejects.toThrow(UnavailableError)
  await expect(store.check()).rejects.toThrow(UnavailableError)
  await expect(openPostgresStore(url)).rejects.toThrow(UnavailableError)
  await postgres.start()
  await store.check()
  expect(await store.runs.find('r')).toMatchObject(job)
  expect(await store.runs.claim('r', at)).toMatchObject({ attempt: 1 })
  await store.close()
})

test('a database that is not there, and a wrong user, are explained without the password', async () => {
  const wrong = postgres.url.replace('test@', 'nobody:secret@')
  const error = await openPostgresStore(wrong).catch((thrown: unknown) => thrown)
  expect(String(error)).toMatch(/DATABASE_URL cannot be opened.*nobody/)
  expect(String(error)).not.toContain('secret')
  await expect(openPostgresStore(postgres.url.replace(/postgres$/, 'missing'))).rejects.toThrow(
    /DATABASE_URL cannot be opened.*missing/,
  )
})
