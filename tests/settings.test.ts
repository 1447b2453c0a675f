import { expect, test } from 'vitest'
import { readModelSettings, readSettings } from '../src/settings.js'

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
