import type { Redis, RedisOptions } from 'ioredis'
import { UnavailableError } from '../errors.js'

/** Milliseconds after which a server that does not answer counts as away. */
const TIMEOUT = 2000
/** Milliseconds between two tries to connect again, at most. */
const RETRY = 500

export interface RedisClients {
  /** A connection of its own, which comes back by itself. Without options, commands reject at once while it is away. */
  connect(options?: RedisOptions): Redis
}

export interface RedisClientsOptions {
  readonly Redis: typeof import('ioredis').Redis
  readonly url: string
  readonly onError: (error: unknown) => void
}

/** Connections to one server. That it is away is told once, and not by every connection and every try. */
export function createRedisClients({ Redis, url, onError }: RedisClientsOptions): RedisClients {
  let isTold = false
  return {
    connect(options = {}) {
      const client = new Redis(url, {
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        connectTimeout: TIMEOUT,
        commandTimeout: TIMEOUT,
        retryStrategy: (times) => Math.min(50 * times, RETRY),
        ...options,
      })
      client.on('error', (error) => {
        if (isTold) return
        isTold = true
        onError(new UnavailableError('Redis cannot be reached. Trying again.', { cause: error }))
      })
      client.on('ready', () => {
        isTold = false
      })
      return client
    },
  }
}

/** What the client says when the connection is gone, about which it has told already. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  return (
    (typeof code === 'string' && /^E[A-Z]+$/.test(code)) ||
    error.name === 'MaxRetriesPerRequestError' ||
    /Stream isn't writeable|Connection is closed|Command timed out|^LOADING/.test(error.message)
  )
}

/** The result of a command, or an `UnavailableError` where there is no answer. */
export async function answerOf<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command()
  } catch (error) {
    throw new UnavailableError('Redis does not answer just now.', { cause: error })
  }
}
