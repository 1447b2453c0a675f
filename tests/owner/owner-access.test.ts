import { beforeEach, describe, expect, it } from 'vitest'
import { createOwnerAccess, type OwnerPassword } from '../../src/owner/owner-access.js'
import type { OwnerStore } from '../../src/owner/owner-store.js'
import { openMemoryStore } from '../../src/store/open-memory-store.js'

const MINUTE = 60_000
const PASSWORD = 'four words and more'

let time: number
let hashed: number
let slept: number[]
let store: OwnerStore

beforeEach(async () => {
  time = Date.parse('2026-01-01T10:00:00Z')
  hashed = 0
  slept = []
  store = (await openMemoryStore()).owner
})

/** Hashing that costs nothing and is counted. */
function access(password: OwnerPassword = { kind: 'plain', password: PASSWORD }) {
  return createOwnerAccess({
    store,
    password,
    hashing: {
      hash: async (text) => `hash of ${text}`,
      async verify(text, hash) {
        hashed += 1
        return hash === `hash of ${text}`
      },
    },
    now: () => new Date(time),
    sleep: async (milliseconds) => void slept.push(milliseconds),
  })
}

async function signedIn(owner = access()): Promise<string> {
  const result = await owner.signIn(PASSWORD, 'network')
  if (result.kind !== 'signed-in') throw new Error(result.kind)
  return result.key
}

describe('a sign-in', () => {
  it('opens with the right password alone, and is known by its key', async () => {
    const owner = access()
    expect(await owner.signIn('something else', 'network')).toEqual({ kind: 'wrong' })
    const key = await signedIn(owner)
    expect(key).toMatch(/^[0-9a-f]{64}$/)
    expect(await owner.find(key)).toMatchObject({ signedInAt: '2026-01-01T10:00:00.000Z' })
    expect(JSON.stringify(await owner.find(key))).not.toContain(key)
    for (const wrong of [undefined, '', key.slice(1), key.replace(/./, 'g'), '0'.repeat(64)]) {
      expect(await owner.find(wrong)).toBeUndefined()
    }
  })

  it('ends when it is signed out', async () => {
    const owner = access()
    const key = await signedIn(owner)
    const found = await owner.find(key)
    if (found !== undefined) await owner.signOut(found)
    expect(await owner.find(key)).toBeUndefined()
  })

  it('ends after half an hour without a page, and goes on with one', async () => {
    const owner = access()
    const key = await signedIn(owner)
    for (let count = 0; count < 3; count++) {
      time += 29 * MINUTE
      expect(await owner.find(key)).toBeDefined()
    }
    time += 31 * MINUTE
    expect(await owner.find(key)).toBeUndefined()
  })

  it('ends after twelve hours in any case', async () => {
    const owner = access()
    const key = await signedIn(owner)
    for (let passed = 0; passed < 12 * 60; passed += 20) {
      expect(await owner.find(key)).toBeDefined()
      time += 20 * MINUTE
    }
    time += MINUTE
    expect(await owner.find(key)).toBeUndefined()
  })

  it('is recent for a quarter of an hour', async () => {
    const owner = access()
    const found = await owner.find(await signedIn(owner))
    if (found === undefined) throw new Error('There is no sign-in.')
    expect(owner.isFresh(found)).toBe(true)
    time += 16 * MINUTE
    expect(owner.isFresh(found)).toBe(false)
  })

  it('outlives a restart with the same password, and not one with another', async () => {
    const key = await signedIn()
    expect(await access().find(key)).toBeDefined()
    expect(await access({ kind: 'plain', password: 'another password' }).find(key)).toBeUndefined()
    expect(await access().find(key)).toBeUndefined()
  })

  it('works with a hash in place of the password', async () => {
    const password = { kind: 'hash', hash: `hash of ${PASSWORD}` } as const
    const key = await signedIn(access(password))
    expect(await access(password).find(key)).toBeDefined()
    expect(await access({ kind: 'hash', hash: 'hash of another' }).find(key)).toBeUndefined()
  })
})

describe('somebody who guesses', () => {
  it('is turned away after five wrong passwords, before anything is hashed, for a quarter of an hour', async () => {
    const owner = access()
    await owner.prepare()
    const results = await Promise.all(Array.from({ length: 9 }, () => owner.signIn('guess', 'network')))
    expect(results.filter(({ kind }) => kind === 'wrong')).toHaveLength(5)
    expect(results.filter(({ kind }) => kind === 'too-many')).toHaveLength(4)
    expect(hashed).toBe(5)
    expect(await owner.signIn(PASSWORD, 'network')).toEqual({ kind: 'too-many', retryAfter: 900 })
    expect((await owner.signIn(PASSWORD, 'another network')).kind).toBe('signed-in')
    time += 15 * MINUTE
    expect((await owner.signIn(PASSWORD, 'network')).kind).toBe('signed-in')
  })

  it('from everywhere makes every sign-in wait, and keeps nobody out', async () => {
    const owner = access()
    const key = await signedIn(owner)
    for (let count = 0; count < 20; count++) await owner.signIn('guess', `network ${count}`)
    expect(slept).toEqual([])
    expect((await owner.signIn(PASSWORD, 'home')).kind).toBe('signed-in')
    expect(slept).toEqual([5000])
    expect(await owner.find(key)).toBeDefined()
  })

  it('with an endless password costs nothing', async () => {
    const owner = access()
    await owner.prepare()
    expect(await owner.signIn('x'.repeat(257), 'network')).toEqual({ kind: 'wrong' })
    expect(hashed).toBe(0)
  })

  it('is forgotten with a right password', async () => {
    const owner = access()
    for (let count = 0; count < 4; count++) await owner.signIn('guess', 'network')
    await signedIn(owner)
    for (let count = 0; count < 4; count++) {
      expect((await owner.signIn('guess', 'network')).kind).toBe('wrong')
    }
  })

  it('leaves a record without the password', async () => {
    const owner = access()
    await owner.signIn('guessed-word', 'network')
    const events = await owner.events(9)
    expect(events).toMatchObject([{ kind: 'refused', detail: 'network' }])
    expect(JSON.stringify(events)).not.toContain('guessed-word')
  })
})
