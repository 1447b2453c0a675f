import { expect, test } from 'vitest'
import {
  forgetPassword,
  readModelSettings,
  readSettings,
  readVariable,
  shellEnvironment,
} from '../src/settings.js'

test('has a default for everything', () => {
  expect(readSettings({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    database: { kind: 'sqlite', path: './data/recapflow.db' },
    redisUrl: undefined,
    runs: { concurrency: 100, maxWaiting: 1000, abandonAfter: 60_000 },
    streams: { perSession: 20, perAddress: 200 },
    trustProxy: 0,
    shutdownTimeout: 25_000,
    model: { provider: 'demo', firstTokenTimeout: 10_000, idleTimeout: 30_000, runTimeout: 300_000 },
  })
})

test('lists every bad value at once, with what was expected', () => {
  const read = () =>
    readSettings({ PORT: 'http', PUBLIC_URL: 'example.org', DATABASE_URL: 'mysql://x', IDLE_TIMEOUT: '0' })
  expect(read).toThrow(/PORT is "http", expected a whole number from 0 to 65535/)
  expect(read).toThrow(/PUBLIC_URL is "example.org"/)
  expect(read).toThrow(/DATABASE_URL is not sqlite:<path>, postgres:\/\//)
  expect(read).toThrow(/IDLE_TIMEOUT is "0"/)
})

test('an empty variable counts as unset', () => {
  expect(readModelSettings({ OPENAI_API_KEY: '', PROVIDER: ' ' }).provider).toBe('demo')
})

test('a key or a base URL makes openai the provider, PROVIDER wins', () => {
  expect(readModelSettings({ OPENAI_API_KEY: 'k' }).provider).toBe('openai')
  expect(readModelSettings({ OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' }).provider).toBe('openai')
  expect(readModelSettings({ OPENAI_API_KEY: 'k', PROVIDER: 'demo' }).provider).toBe('demo')
})

test('ALLOW_TOOLS is a list of names, and none by default', () => {
  expect(readSettings({ ALLOW_TOOLS: 'count, search  find' }).allowTools).toEqual(['count', 'search', 'find'])
  expect(readSettings({}).allowTools).toEqual([])
})

test('the commands of graph files get what a command needs to run, and none of the secrets', () => {
  const environment = {
    PATH: '/bin',
    LANG: 'C',
    OPENAI_API_KEY: 'secret',
    DATABASE_URL: 'secret',
    HOME: undefined,
  }
  expect(shellEnvironment(environment)).toEqual({ PATH: '/bin', LANG: 'C' })
})

test('a variable that a file names is read by itself, an empty one as unset', () => {
  expect(readVariable('URL', { URL: 'redis://x' })).toBe('redis://x')
  expect(readVariable('URL', { URL: ' ' })).toBeUndefined()
})

test('a database is a file, a server or memory', () => {
  const url = 'postgres://ada:secret@db.example/recapflow'
  expect(readSettings({ DATABASE_URL: url }).database).toEqual({ kind: 'postgres', url })
  expect(readSettings({ DATABASE_URL: 'memory:' }).database).toEqual({ kind: 'memory' })
  expect(readSettings({ DATABASE_URL: 'sqlite:/x.db' }).database).toEqual({ kind: 'sqlite', path: '/x.db' })
})

test('an address that may hold a password is not repeated', () => {
  const read = () => readSettings({ REDIS_URL: 'rediss//:secret@x', DATABASE_URL: 'postgres//a:secret@x' })
  expect(read).toThrow(/REDIS_URL is not redis:\/\//)
  expect(read).not.toThrow(/secret/)
})

test('ABANDON_AFTER is in seconds, or never', () => {
  expect(readSettings({ ABANDON_AFTER: '5' }).runs.abandonAfter).toBe(5000)
  expect(readSettings({ ABANDON_AFTER: 'never' }).runs.abandonAfter).toBe(Number.POSITIVE_INFINITY)
})

test('MODEL_PRICES names models with what a million tokens cost', () => {
  const { prices } = readSettings({ MODEL_PRICES: 'gpt-4o-mini=0.15/0.60, meta/llama=1/2' }).metrics
  expect([...prices]).toEqual([
    ['gpt-4o-mini', { input: 0.15, output: 0.6 }],
    ['meta/llama', { input: 1, output: 2 }],
  ])
  expect(() => readSettings({ MODEL_PRICES: 'cheap' })).toThrow(/MODEL_PRICES is "cheap", expected model=/)
})

test('the owner’s password is long and not in every list of guesses, and is never repeated', () => {
  const owner = (password: string) => readSettings({ OWNER_PASSWORD: password }).owner
  expect(owner('correct horse battery 42')).toEqual({ kind: 'plain', password: 'correct horse battery 42' })
  expect(readSettings({}).owner).toBeUndefined()
  expect(readSettings({ OWNER_PASSWORD: '' }).owner).toBeUndefined()
  for (const weak of [
    'fourteen chars',
    'aaaaaaaaaaaaaaaaaaaa',
    'passwordpassword1',
    '123456789012345',
    'Correct horse battery staple!',
  ]) {
    expect(() => owner(weak)).toThrow(/OWNER_PASSWORD is (too short|easy to guess)/)
    expect(() => owner(weak)).not.toThrow(new RegExp(weak))
  }
})

test('the owner’s password stands there itself or as its hash, not as both', () => {
  const hash = `scrypt:17:8:1:${'a'.repeat(22)}:${'b'.repeat(43)}`
  expect(readSettings({ OWNER_PASSWORD_HASH: hash }).owner).toEqual({ kind: 'hash', hash })
  expect(() => readSettings({ OWNER_PASSWORD_HASH: 'secret' })).toThrow(
    /OWNER_PASSWORD_HASH is not what "recapflow hash-password" prints/,
  )
  expect(() => readSettings({ OWNER_PASSWORD_HASH: hash, OWNER_PASSWORD: 'four words and more' })).toThrow(
    /both set/,
  )
})

test('the password goes out of the environment once it was read', () => {
  const environment = { OWNER_PASSWORD: 'four words and more', PATH: '/bin' }
  forgetPassword(environment)
  expect(environment).toEqual({ PATH: '/bin' })
})
