import type { RunQueue } from '../run/run-queue.js'
import type { SharedLogs } from '../run/shared-logs.js'
import { loadPackage } from './load-package.js'
import { createRedisClients } from './redis-client.js'
import { createRedisLogs } from './redis-logs.js'
import { createRedisQueue } from './redis-queue.js'

export interface SharedRuns {
  readonly logs: SharedLogs
  /** `concurrency`: how many runs this node executes at a time. */
  createQueue(options: { readonly concurrency: number }): RunQueue
  /** Close the queues first. */
  close(): Promise<void>
}

/**
 * The Redis through which nodes share runs. One that is away is no error here: what needs it rejects with an
 * `UnavailableError` until it is there.
 *
 * @throws UsageError where ioredis or bullmq is not installed.
 */
export async function openRedis(
  url: string,
  { onError }: { readonly onError: (error: unknown) => void },
): Promise<SharedRuns> {
  const purpose = 'Sharing runs through Redis'
  const [{ Redis }, bullmq] = await Promise.all([
    loadPackage(() => import('ioredis'), 'ioredis', purpose),
    loadPackage(() => import('bullmq'), 'bullmq', purpose),
  ])
  const clients = createRedisClients({ Redis, url, onError })
  const logs = createRedisLogs(clients)
  return {
    logs,
    createQueue: ({ concurrency }) => createRedisQueue({ bullmq, clients, concurrency, onError }),
    close: () => logs.close(),
  }
}
