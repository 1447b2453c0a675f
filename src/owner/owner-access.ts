import { UnavailableError } from '../errors.js'
import { hashKey, randomHex } from '../session/browser-key.js'
import type { OwnerEvent, OwnerSignIn, OwnerStore } from './owner-store.js'
import { createSignInLimit } from './sign-in-limit.js'

/** What the server knows of the owner's password: itself, or what `recapflow hash-password` made of it. */
export type OwnerPassword =
  | { readonly kind: 'plain'; readonly password: string }
  | { readonly kind: 'hash'; readonly hash: string }

/** Slow on purpose. */
export interface PasswordHashing {
  hash(password: string): Promise<string>
  verify(password: string, hash: string): Promise<boolean>
}

export interface OwnerAccessOptions {
  readonly store: OwnerStore
  readonly password: OwnerPassword
  readonly hashing: PasswordHashing
  readonly now: () => Date
  /** Default a timer. */
  readonly sleep?: (milliseconds: number) => Promise<void>
}

export type SignInResult =
  /** `key` goes into the cookie. */
  | { readonly kind: 'signed-in'; readonly key: string }
  | { readonly kind: 'wrong' }
  /** `retryAfter` in seconds. */
  | { readonly kind: 'too-many'; readonly retryAfter: number }

export type OwnerAccess = ReturnType<typeof createOwnerAccess>

const MINUTE = 60_000
/** Milliseconds without a page after which a sign-in ends, and after which it ends in any case. */
const IDLE = 30 * MINUTE
const LONGEST = 12 * 60 * MINUTE
/** Milliseconds after a sign-in in which everything may be taken away or deleted without the password. */
const FRESH = 15 * MINUTE
/** Longer passwords are not looked at. Bytes are at most four times as many. */
const MAX_PASSWORD = 256
/** Passwords that wait to be looked at. */
const MAX_WAITING = 20

/** Lets the owner in by a password, and remembers it for a while. */
export function createOwnerAccess({ store, password, hashing, now, sleep = wait }: OwnerAccessOptions) {
  const limit = createSignInLimit(() => now().getTime())
  let known: Promise<string> | undefined
  let queue: Promise<unknown> = Promise.resolve()
  let waiting = 0

  /** One at a time: each takes a lot of memory. */
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (waiting >= MAX_WAITING) throw new UnavailableError('Too many sign in at once.', { retryAfter: 10 })
    waiting += 1
    const turn = queue.then(work, work)
    queue = turn.catch(() => {})
    try {
      return await turn
    } finally {
      waiting -= 1
    }
  }

  /** The kept hash where it is that of the password; a new password ends the sign-ins with the old one. */
  function currentHash(): Promise<string> {
    known ??= findHash().catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }

  async function findHash(): Promise<string> {
    const kept = await store.passwordHash()
    if (password.kind === 'hash') {
      if (kept !== password.hash) await store.replacePassword(password.hash)
      return password.hash
    }
    if (kept !== undefined && (await hashing.verify(password.password, kept))) return kept
    const hash = await hashing.hash(password.password)
    await store.replacePassword(hash)
    return hash
  }

  function record(kind: OwnerEvent['kind'], detail: string): Promise<void> {
    return store.record({ at: now().toISOString(), kind, detail })
  }

  return {
    /** Hashes a plain password before anybody asks. */
    async prepare(): Promise<void> {
      await inTurn(currentHash)
    },

    /** @param network where it comes from; all that is unknown counts as one. */
    async signIn(given: string, network = 'unknown'): Promise<SignInResult> {
      const attempt = limit.begin(network)
      if ('retryAfter' in attempt) {
        return { kind: 'too-many', retryAfter: Math.ceil(attempt.retryAfter / 1000) }
      }
      if (attempt.delay > 0) await sleep(attempt.delay)
      const isRight =
        given.length <= MAX_PASSWORD && (await inTurn(async () => hashing.verify(given, await currentHash())))
      if (!isRight) {
        await record('refused', network)
        return { kind: 'wrong' }
      }
      attempt.succeed()
      const at = now()
      const key = randomHex(32)
      await store.deleteSignIns({
        signedInAt: new Date(at.getTime() - LONGEST).toISOString(),
        seenAt: new Date(at.getTime() - IDLE - MINUTE).toISOString(),
      })
      await store.addSignIn({
        keyHash: hashKey(key),
        signedInAt: at.toISOString(),
        seenAt: at.toISOString(),
      })
      await record('signed-in', network)
      return { kind: 'signed-in', key }
    },

    /** The sign-in that a cookie's key belongs to, if it has not ended. */
    async find(key: string | undefined): Promise<OwnerSignIn | undefined> {
      if (key === undefined || !/^[0-9a-f]{64}$/.test(key)) return undefined
      // A password that was changed while the server was down ends sign-ins first.
      await currentHash()
      const signIn = await store.findSignIn(hashKey(key))
      if (signIn === undefined) return undefined
      const at = now().getTime()
      const unseen = at - Date.parse(signIn.seenAt)
      if (at - Date.parse(signIn.signedInAt) > LONGEST || unseen > IDLE) return undefined
      if (unseen > MINUTE) await store.touchSignIn(signIn.keyHash, new Date(at).toISOString())
      return signIn
    },

    /** Whether the password was given just now, as what cannot be undone asks for. */
    isFresh: (signIn: OwnerSignIn) => now().getTime() - Date.parse(signIn.signedInAt) <= FRESH,

    async signOut({ keyHash }: OwnerSignIn): Promise<void> {
      await store.deleteSignIn(keyHash)
      await record('signed-out', '')
    },

    record,
    events: store.events,
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
