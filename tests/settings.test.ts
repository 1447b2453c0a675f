import { expect, test } from 'vitest'
import { readModelSettings, readSettings, readVariable, shellEnvironment } from '../src/settings.js'

test('has a default for everything', () => {
  expect(readSettings({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    databasePath: './data/recapflow.db',
    model: { provider: 'demo', firstTokenTimeout: 10_000, idleTimeout: 30_000, runTimeout: 300_000 },
  })
})

test('lists every bad value at once, with what was expected', () => {
  const read = () =>
    readSettings({ PORT: 'http', PUBLIC_URL: 'example.org', DATABASE_URL: 'mysql://x', IDLE_TIMEOUT: '0' })
  expect(read).toThrow(/PORT is "http", expected a whole number from 0 to 65535/)
  expect(read).toThrow(/PUBLIC_URL is "example.org"/)
  expect(read).toThrow(/DATABASE_URL is "mysql:\/\/x", expected sqlite:<path>/)
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
