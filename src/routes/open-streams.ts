import type { Context } from 'hono'
import { createTally, type Tally } from './tally.js'

export interface StreamLimits {
  /** How many streams of one session may be open at a time. */
  readonly perSession: number
  /** How many of one address. */
  readonly perAddress: number
  /** How many proxies of ours add to `X-Forwarded-For` before a request comes here. */
  readonly trustProxy: number
}

/** The streams that are open now, counted, so that nobody opens too many, and all can be told to go elsewhere. */
export interface OpenStreams extends Pick<Tally, 'count' | 'empty'> {
  /** Whether this visitor may open one more of this session, or of what belongs to none. */
  hasRoom(c: Context, sessionId: string | undefined): boolean
  /** Counts one, until the returned function is called. */
  add(c: Context, sessionId: string | undefined, close: () => void): () => void
  /** Ends all of them; whoever is looking connects again. */
  closeAll(): void
}

export function createOpenStreams({ perSession, perAddress, trustProxy }: StreamLimits): OpenStreams {
  const open = new Set<() => void>()
  const sessions = new Map<string, number>()
  const addresses = new Map<string, number>()
  const tally = createTally()

  return {
    get count() {
      return tally.count
    },
    hasRoom(c, sessionId) {
      const address = addressOf(c, trustProxy)
      const ofAddress = address === undefined ? 0 : (addresses.get(address) ?? 0)
      const ofSession = sessionId === undefined ? 0 : (sessions.get(sessionId) ?? 0)
      return ofSession < perSession && ofAddress < perAddress
    },
    add(c, sessionId, close) {
      const address = addressOf(c, trustProxy)
      const subtract = tally.add()
      open.add(close)
      change(sessions, sessionId, 1)
      change(addresses, address, 1)
      return () => {
        if (!open.delete(close)) return
        change(sessions, sessionId, -1)
        change(addresses, address, -1)
        subtract()
      }
    },
    empty: tally.empty,
    closeAll() {
      for (const close of [...open]) close()
    },
  }
}

function change(counts: Map<string, number>, key: string | undefined, by: number): void {
  if (key === undefined) return
  const count = (counts.get(key) ?? 0) + by
  if (count > 0) counts.set(key, count)
  else counts.delete(key)
}

/**
 * Where a request comes from, as the last proxy of ours saw it. `undefined` where that cannot be known: without
 * a socket, or behind a proxy on this machine that the settings do not name.
 */
export function addressOf(c: Context, trustProxy: number): string | undefined {
  if (trustProxy > 0) {
    const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? []
    const seen = forwarded[forwarded.length - trustProxy]?.trim()
    if (seen) return networkOf(seen)
  }
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  const address = incoming?.socket?.remoteAddress
  const isLocal = address === undefined || /^(?:::ffff:)?127\.|^::1$/.test(address)
  return isLocal ? undefined : networkOf(address)
}

/** Of IPv6 the first 64 bits, which is what one household gets. */
function networkOf(address: string): string {
  if (!address.includes(':') || /^::ffff:\d/i.test(address)) return address
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : 8 - before.length - after.length
  const parts = [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after]
  return `${parts
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':')}::/64`
}
