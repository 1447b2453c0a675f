import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { UnavailableError } from '../../src/errors.js'
import { openRedis } from '../../src/store/open-redis.js'
import { runQueueContract } from '../contracts/run-queue.js'
import { createCopy, sharedLogsContract } from '../contracts/shared-logs.js'
import { type RedisProcess, startRedis } from './redis.js'

let redis: RedisProcess
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.close())

const errors: unknown[] = []
async function open(database = 0) {
  const shared = await openRedis(`${redis.url}/${database}`, { onError: (error) => errors.push(error) })
  await vi.waitFor(() => expect(shared.logs.isReady).toBe(true), 5000)
  return shared
}

sharedLogsContract('Redis', async () => {
  const [one, two] = [await open(), await open()]
  return {
    logs: one.logs,
    other: two.logs,
    close: async () => void (await Promise.all([one.close(), two.close()])),
  }
})

let database = 0
runQueueContract('in Redis', async (concurrency) => {
  const shared = await open(++database)
  const queue = shared.createQueue({ concurrency })
  await vi.waitFor(() => expect(queue.isReady).toBe(true), 5000)
  return {
    queue,
    async close() {
      await queue.close()
      await shared.close()
    },
  }
})

test('while Redis is away everything says so, and works again by itself', { timeout: 30_000 }, async () => {
  const shared = await open()
  const queue = shared.createQueue({ concurrency: 1 })
  await vi.waitFor(() => expect(queue.isReady && shared.logs.isReady).toBe(true), 5000)
  const copy = createCopy()
  await shared.logs.open('r', 1)
  await shared.logs.follow('r', copy.hear)
  await redis.kill()
  await vi.waitFor(() => expect(queue.isReady || shared.logs.isReady).toBe(false), 5000)
  await expect(queue.add({ id: 'r', attempt: 1 })).rejects.toThrow(UnavailableError)
  await expect(shared.logs.open('r', 1)).rejects.toThrow(UnavailableError)
  await redis.start({ withoutData: true })
  await vi.waitFor(() => expect(queue.isReady && shared.logs.isReady).toBe(true), 10_000)
  const executed: string[] = []
  queue.work(async ({ id }) => {
    executed.push(id)
    return 'ended'
  })
  await queue.add({ id: 'r', attempt: 1 })
  await vi.waitFor(() => expect(executed).toEqual(['r']), 10_000)
  // What follows does so again by itself.
  const events = [{ type: 'done', state: {}, seq: 1 }] as const
  expect(await shared.logs.append('r', 1, events)).toEqual({ kind: 'gap', length: 0 })
  expect(await shared.logs.append('r', 1, events)).toEqual({ kind: 'appended' })
  await copy.has(1, 10_000)
  await queue.close()
  await shared.close()
})
