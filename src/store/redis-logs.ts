import type { Redis } from 'ioredis'
import type { AppendResult, RunCommand, SharedLogs } from '../run/shared-logs.js'
import type { RunEvent } from '../stream/event.js'
import { answerOf, type RedisClients } from './redis-client.js'
import { createRedisTails } from './redis-tails.js'

/** Milliseconds for which a log and its commands stay after the last that was written to them. */
const DAY = 24 * 60 * 60 * 1000
/** How many commands of a run are kept: all of them can be given again. */
const MAX_COMMANDS = 100

/**
 * An entry's id is `<attempt>-<seq of its last event>`, so that order does not depend on a clock; `<attempt>-0`
 * begins an attempt and takes away what was before. KEYS: the log. ARGV: attempt, seq of the first and of the last
 * event, the events as JSON, milliseconds to keep it. Answers -1 where the log has the events now, -2 where a later
 * attempt has begun, else how many events it has.
 */
const APPEND = `
local attempt, from, to = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local lastAttempt, length = 0, 0
if last then
  local dash = string.find(last[1], '-', 1, true)
  lastAttempt = tonumber(string.sub(last[1], 1, dash - 1))
  length = tonumber(string.sub(last[1], dash + 1))
end
if lastAttempt > attempt then return -2 end
if lastAttempt < attempt then
  if to > 0 then return 0 end
  redis.call('XADD', KEYS[1], attempt .. '-0', 'events', '[]')
  redis.call('XTRIM', KEYS[1], 'MINID', attempt .. '-0')
elseif length < to then
  if length + 1 < from then return length end
  redis.call('XADD', KEYS[1], attempt .. '-' .. to, 'events', ARGV[4])
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return -1
`

type Client = Redis & {
  recapflowAppend(
    key: string,
    attempt: number,
    from: number,
    to: number,
    events: string,
    keep: number,
  ): Promise<number>
}

/** Logs as Redis Streams: one for the events of a run and one for the commands to whoever executes it. */
export function createRedisLogs(clients: RedisClients): SharedLogs {
  const client = clients.connect({ enableAutoPipelining: true }) as Client
  client.defineCommand('recapflowAppend', { numberOfKeys: 1, lua: APPEND })
  const tails = createRedisTails({ client, clients })

  async function append(id: string, attempt: number, events: readonly RunEvent[]): Promise<AppendResult> {
    const [from, to] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0]
    const answer = await answerOf(() =>
      client.recapflowAppend(logKey(id), attempt, from, to, JSON.stringify(events), DAY),
    )
    if (answer === -2) return { kind: 'fenced' }
    if (answer === -1) return { kind: 'appended' }
    // Of a log that was lost, its beginning is, too.
    if (answer === 0) await answerOf(() => client.recapflowAppend(logKey(id), attempt, 0, 0, '[]', DAY))
    return { kind: 'gap', length: answer }
  }

  return {
    async open(id, attempt) {
      return (await append(id, attempt, [])).kind === 'appended'
    },
    append,
    follow: (id, listener) =>
      tails.follow(logKey(id), ({ id: entry, value }) =>
        listener({ attempt: Number(entry.split('-')[0]), events: JSON.parse(value) as RunEvent[] }),
      ),
    async command(id, command) {
      const key = commandKey(id)
      await answerOf(() =>
        client
          .multi()
          .xadd(key, 'MAXLEN', '~', MAX_COMMANDS, '*', 'command', JSON.stringify(command))
          .pexpire(key, DAY)
          .exec(),
      )
    },
    onCommand: (id, listener) =>
      tails.follow(commandKey(id), ({ value }) => listener(JSON.parse(value) as RunCommand)),
    async clearCommands(id) {
      // Not deleted: ids that began anew could be behind what a reader has seen.
      await answerOf(() => client.xtrim(commandKey(id), 'MAXLEN', 0))
    },
    get isReady() {
      return client.status === 'ready'
    },
    async close() {
      tails.close()
      client.disconnect()
    },
  }
}

function logKey(id: string): string {
  return `recapflow:log:${id}`
}

function commandKey(id: string): string {
  return `recapflow:commands:${id}`
}
