import type { Redis } from 'ioredis'
import { answerOf, type RedisClients } from './redis-client.js'

/** Milliseconds for which one read waits for something new. */
const BLOCK = 5000
/** Milliseconds between two reads, so that many writers do not mean a read for each write. */
const PAUSE = 10
/** Milliseconds after a read that failed. */
const RETRY = 200

/** An entry with one field. */
export interface TailEntry {
  readonly id: string
  readonly value: string
}

export interface RedisTails {
  /** Tells `listener` all entries of a stream and those that come. Entries can be told twice. */
  follow(key: string, listener: (entry: TailEntry) => void): Promise<() => void>
  close(): void
}

interface Tail {
  /** The id of the entry that was read last. */
  cursor: string
  readonly listeners: Set<(entry: TailEntry) => void>
}

type StreamEntries = [id: string, fields: string[]][]

/**
 * The ends of any number of streams, read by one connection with one command for all of them. A stream of its own
 * wakes it when another has to be read, too.
 */
export function createRedisTails({
  client,
  clients,
}: {
  readonly client: Redis
  readonly clients: RedisClients
}): RedisTails {
  const reader = clients.connect({ commandTimeout: 2 * BLOCK })
  const tails = new Map<string, Tail>()
  const wakeKey = `recapflow:wake:${crypto.randomUUID()}`
  let wakeCursor = '0-0'
  let isReading = false
  let isClosed = false

  async function readAll(): Promise<void> {
    if (isReading) return
    isReading = true
    while (!isClosed && tails.size > 0) {
      try {
        await readOnce()
        await sleep(PAUSE)
      } catch {
        // The connection tells of itself; cursors stay, so nothing is lost.
        await sleep(RETRY)
      }
    }
    isReading = false
  }

  async function readOnce(): Promise<void> {
    const keys = [...tails.keys()]
    const cursors = keys.map((key) => tails.get(key)?.cursor ?? '0-0')
    const streams = [wakeKey, ...keys, wakeCursor, ...cursors]
    const found = (await reader.xread('BLOCK', BLOCK, 'STREAMS', ...streams)) as
      | [key: string, entries: StreamEntries][]
      | null
    for (const [key, entries] of found ?? []) {
      if (key === wakeKey) wakeCursor = entries.at(-1)?.[0] ?? wakeCursor
      const tail = tails.get(key)
      for (const [id, fields] of tail === undefined ? [] : entries) tellAll(tail as Tail, id, fields)
    }
  }

  function wake(): void {
    const wakeUp = client
      .multi()
      .xadd(wakeKey, 'MAXLEN', 1, '*', 'wake', '1')
      .pexpire(wakeKey, 12 * BLOCK)
    // Without it the next read comes a little later.
    wakeUp.exec().catch(() => {})
  }

  return {
    async follow(key, listener) {
      const entries: StreamEntries = await answerOf(() => client.xrange(key, '-', '+'))
      for (const [id, [, value = '']] of entries) listener({ id, value })
      const cursor = entries.at(-1)?.[0] ?? '0-0'
      const tail = tails.get(key) ?? { cursor, listeners: new Set() }
      if (isBefore(cursor, tail.cursor)) tail.cursor = cursor
      tail.listeners.add(listener)
      tails.set(key, tail)
      if (isReading) wake()
      else void readAll()
      return () => {
        tail.listeners.delete(listener)
        if (tail.listeners.size === 0 && tails.get(key) === tail) tails.delete(key)
      }
    },
    close() {
      isClosed = true
      reader.disconnect()
    },
  }
}

function tellAll(tail: Tail, id: string, [, value = '']: string[]): void {
  tail.cursor = id
  for (const listener of [...tail.listeners]) listener({ id, value })
}

function isBefore(a: string, b: string): boolean {
  const [a1 = 0, a2 = 0] = a.split('-').map(Number)
  const [b1 = 0, b2 = 0] = b.split('-').map(Number)
  return a1 < b1 || (a1 === b1 && a2 < b2)
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
