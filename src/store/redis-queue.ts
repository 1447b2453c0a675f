import type { Worker } from 'bullmq'
import { UnavailableError } from '../errors.js'
import type { QueuedRun, RunQueue } from '../run/run-queue.js'
import { answerOf, isConnectionError, type RedisClients } from './redis-client.js'

const NAME = 'runs'
const PREFIX = 'recapflow'

/**
 * Milliseconds. The lock of a run whose node is gone ends after the first, and is found to have ended within the
 * second: with these another node took over 3.0 to 3.5 seconds after a SIGKILL.
 */
const LOCK_DURATION = 3000
const STALLED_INTERVAL = 1000
/** Milliseconds after which a worker whose server was away looks again. */
const RETRY = 500
/** Milliseconds that closing may take. */
const CLOSING_TIME = 1000

export interface RedisQueueOptions {
  readonly bullmq: typeof import('bullmq')
  readonly clients: RedisClients
  readonly concurrency: number
  readonly onError: (error: unknown) => void
}

/** Runs as BullMQ jobs with the id `<run id>-<attempt>`. */
export function createRedisQueue({ bullmq, clients, concurrency, onError }: RedisQueueOptions): RunQueue {
  // BullMQ sends commands before its connection is there, and counts on their being kept for it.
  const patient = { enableOfflineQueue: true, maxRetriesPerRequest: null } as const
  const client = clients.connect(patient)
  const workerClient = clients.connect({ ...patient, commandTimeout: undefined })
  const queue = new bullmq.Queue<QueuedRun>(NAME, {
    connection: client,
    prefix: PREFIX,
    skipWaitingForReady: true,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  })
  const report = (error: unknown) => {
    if (!isConnectionError(error) && !isTakenOver(error)) onError(error)
  }
  queue.on('error', report)
  const waitKey = queue.toKey('wait')
  let worker: Worker<QueuedRun> | undefined
  let isPaused = false

  /** Nothing is kept for a server that is away: whoever asks is told at once. */
  async function ask<T>(command: () => Promise<T>): Promise<T> {
    if (client.status !== 'ready') throw new UnavailableError('Redis does not answer just now.')
    return answerOf(command)
  }

  return {
    async add({ id, attempt }) {
      await ask(() => queue.add('run', { id, attempt }, { jobId: jobId({ id, attempt }) }))
    },
    async remove(run) {
      await ask(() => queue.remove(jobId(run)))
    },
    async place(run) {
      // New jobs are put in on the left, and taken on the right.
      const [index, length] = await ask(() =>
        Promise.all([client.lpos(waitKey, jobId(run)), client.llen(waitKey)]),
      )
      return index === null ? undefined : length - index
    },
    waiting: () => ask(() => client.llen(waitKey)),
    work(execute) {
      worker = new bullmq.Worker<QueuedRun>(
        NAME,
        async (job, token) => {
          // What was being fetched when the worker was paused goes back.
          if (!isPaused && (await execute(job.data)) === 'ended') return
          await job.moveToWait(token)
          throw new bullmq.WaitingError()
        },
        {
          connection: workerClient,
          prefix: PREFIX,
          concurrency,
          lockDuration: LOCK_DURATION,
          stalledInterval: STALLED_INTERVAL,
          // A run is never given up because nodes die.
          maxStalledCount: Number.MAX_SAFE_INTEGER,
          runRetryDelay: RETRY,
        },
      )
      worker.on('error', report)
    },
    async pause() {
      isPaused = true
      await worker?.pause(true)
    },
    get isReady() {
      return client.status === 'ready'
    },
    async close() {
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSING_TIME)
      })
      await Promise.race([Promise.allSettled([worker?.close(true), queue.close()]), late])
      clearTimeout(timer)
      client.disconnect()
      workerClient.disconnect()
    },
  }
}

/** What BullMQ says of a job that Redis has lost, or that is another node's by now: its run goes on there. */
function isTakenOver(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Missing (key|lock) for job|Lock mismatch for job|could not renew lock for job)/.test(error.message)
  )
}

function jobId({ id, attempt }: QueuedRun): string {
  return `${id}-${attempt}`
}
