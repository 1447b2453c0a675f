import { type RunErrorReason, UnavailableError } from '../errors.js'
import { type Clock, systemClock } from '../stream/clock.js'
import { followRun, replaySharedLog } from './follow-run.js'
import { createMemoryQueue } from './memory-queue.js'
import { Run } from './run.js'
import type { RunQueue } from './run-queue.js'
import type { RunJob, RunOutcome, RunRecord, RunStore } from './run-store.js'
import { createRunWorker, type ExecuteRun, type RunSpent } from './run-worker.js'
import type { SharedLogs } from './shared-logs.js'

/** How many logs of ended runs stay in memory at most; the oldest go first and are replayed from the store. */
const MAX_ENDED = 200
const DAY = 24 * 60 * 60 * 1000
/** Milliseconds for which a log stays once its session was confirmed and its run has ended. */
const AFTER_CONFIRM = 60_000
/** Milliseconds between two looks at runs of other nodes that nobody here looks at any more. */
const UNFOLLOW = 30_000
/** Milliseconds between two looks whether the queue has lost what was accepted, while it is and was there. */
const RECONCILE = 60_000
const LOOK_AT_QUEUE = 1000

export interface RunRegistryOptions {
  readonly store: RunStore
  readonly execute: ExecuteRun
  /** Where runs wait. Default: in memory, 100 of them executed at a time. */
  readonly queue?: RunQueue
  /** Where other nodes read the logs of this one and this one theirs. Default: there are no others. */
  readonly logs?: SharedLogs
  /** How many runs may wait; one more is turned away. Default 1,000. */
  readonly maxWaiting?: number
  /** Milliseconds without a viewer after which a run is aborted. Default 60,000; `Infinity` for never. */
  readonly abandonAfter?: number
  /** Whether a run goes on to its end whoever looks. Default: none. */
  readonly isWanted?: (job: RunJob) => Promise<boolean>
  readonly clock?: Clock
  /** The time of day. */
  readonly now?: () => Date
  /** Hears of every attempt that has ended here. */
  readonly onEnd?: (run: Run, spent: RunSpent) => void
  /** Hears of what went wrong behind a run, for instance that it could not be stored. */
  readonly onError?: (error: unknown, runId: string) => void
}

export interface StartOptions {
  /** Whether a run that is done is written once more. Default false. */
  readonly again?: boolean
  /** Which other running runs of the session this one takes the place of. Default those of the same node. */
  readonly supersedes?: (other: RunJob) => boolean
}

export interface RunRegistry {
  /**
   * Starts the job, or joins the run of the same id that waits, goes on or is done. One that failed or was
   * stopped starts again as the next attempt; with `again` one that is done does, too. Other running runs of
   * the same node for the same session are superseded, or those that `supersedes` names.
   *
   * @throws UnavailableError where too many wait already, or the store or the queue is away: nothing has begun.
   */
  start(job: RunJob, options?: StartOptions): Promise<Run>
  /** The newest attempt of a run, replayed from the store where its log is gone. */
  find(id: string): Promise<Run | undefined>
  /** The session's latest run of a node; without one, of a whole graph. */
  latest(sessionId: string, node?: string): Promise<Run | undefined>
  /** How many runs are before this one, counted from 1; `undefined` for one that does not wait. */
  place(run: Run): Promise<number | undefined>
  /** Aborts the session's running runs, on whatever node, or those among them that are concerned. */
  abortSession(
    sessionId: string,
    reason: RunErrorReason,
    isConcerned?: (job: RunJob) => boolean,
  ): Promise<void>
  /** Lets the session's runs go on to their end whoever looks. */
  keepSession(sessionId: string): Promise<void>
  /** @throws UnavailableError where no further run would be accepted now. */
  ensureRoom(): Promise<void>
  /** Begins to execute runs; the first start does that, too. Those that were cut off come first, as next attempts. */
  open(): Promise<void>
  /** How many runs wait in the queue, `undefined` while the server behind it is away. */
  waiting(): Promise<number | undefined>
  /** How many runs this node executes now. */
  readonly executing: number
  /** Executes nothing more, and resolves when what is being executed has ended, or after so many milliseconds. */
  drain(timeout: number): Promise<void>
  /** Leaves what is being executed to other nodes or to the next process. */
  close(): Promise<void>
}

export function createRunRegistry(options: RunRegistryOptions): RunRegistry {
  const { store, logs } = options
  const clock = options.clock ?? systemClock
  const now = options.now ?? (() => new Date())
  const queue = options.queue ?? createMemoryQueue({ concurrency: 100 })
  const maxWaiting = options.maxWaiting ?? 1000
  const abandonAfter = options.abandonAfter ?? 60_000
  const onError = options.onError ?? (() => {})
  /** Newest attempt by run id, in the order in which they came to be known here. */
  const runs = new Map<string, Run>()
  /** One start at a time for each id: a double click joins. */
  const starting = new Map<string, Promise<Run>>()
  const joining = new Map<string, Promise<Run | undefined>>()
  /** Ends the copying of a log that another node writes. */
  const following = new Map<Run, () => void>()
  const forget = new Map<string, () => void>()
  const confirmed = new Set<string>()
  let isClosing = false
  let opening: Promise<void> | undefined
  let cancelLook: (() => void) | undefined

  const worker = createRunWorker({
    store,
    logs,
    execute: options.execute,
    runFor,
    isWanted: options.isWanted ?? (async () => false),
    now,
    clock,
    onError,
    onEnd(run, spent) {
      forgetLater(run)
      options.onEnd?.(run, spent)
    },
  })

  /** @param stored the record, where it has been read already. */
  async function find(id: string, stored?: RunRecord): Promise<Run | undefined> {
    const live = runs.get(id)
    // Where there are other nodes, one of them may have begun a later attempt.
    if (live !== undefined && !live.isContinued && (logs === undefined || live.isRunning)) return live
    const record = stored ?? (await store.find(id))
    return record === undefined ? undefined : runOf(record)
  }

  async function runOf(record: RunRecord): Promise<Run | undefined> {
    const live = runs.get(record.id)
    if (live?.attempt === record.attempt && !live.isContinued) return live
    return record.outcome === undefined ? join(record) : replay(record, record.outcome)
  }

  /** A run that has ended: by its log, where other nodes have left that, else by what is stored. */
  async function replay(record: RunRecord, outcome: RunOutcome): Promise<Run> {
    const run = logs && (await replaySharedLog(record, logs).catch(() => undefined))
    if (run === undefined) return Run.fromRecord(record, outcome)
    if (runs.get(record.id)?.isRunning !== true) {
      know(run)
      forgetLater(run)
    }
    return run
  }

  /** A run that waits or that another node executes. */
  function join(record: RunRecord): Promise<Run | undefined> {
    if (logs === undefined) return Promise.resolve(runs.get(record.id))
    const current = joining.get(record.id)
    if (current !== undefined) return current
    const run = follow(record, logs).finally(() => joining.delete(record.id))
    joining.set(record.id, run)
    return run
  }

  async function follow(record: RunRecord, shared: SharedLogs): Promise<Run | undefined> {
    const { run, stop } = await followRun(record, {
      logs: shared,
      store,
      abandonAfter,
      clock,
      onError: (error) => onError(error, record.id),
    })
    const live = runs.get(record.id)
    // Meanwhile this node may have taken it over.
    if (live?.isRunning && live.attempt >= run.attempt) {
      stop()
      return live
    }
    if (run.isContinued) {
      const later = await store.find(record.id)
      return later === undefined || later.attempt <= record.attempt ? run : runOf(later)
    }
    know(run)
    const cancel = unfollowLater(run)
    following.set(run, () => {
      cancel()
      stop()
    })
    obeyAbort(run)
    void run.settled.then(() => {
      unfollow(run)
      forgetLater(run)
    })
    return run
  }

  function know(run: Run): void {
    const known = runs.get(run.id)
    if (known?.isRunning) known.handOver('taken_over')
    runs.delete(run.id)
    runs.set(run.id, run)
  }

  function unfollow(run: Run): void {
    following.get(run)?.()
    following.delete(run)
  }

  /** Nobody here has looked for a while: it can be followed again when somebody does. */
  function unfollowLater(run: Run): () => void {
    let cancel = () => {}
    const look = () => {
      if (run.viewers > 0) {
        cancel = clock.schedule(look, UNFOLLOW)
        return
      }
      unfollow(run)
      if (runs.get(run.id) === run) runs.delete(run.id)
    }
    cancel = clock.schedule(look, UNFOLLOW)
    return () => cancel()
  }

  /** A run that nobody executes here is ended where it is: in the queue, or on the node that executes it. */
  function obeyAbort(run: Run): void {
    const abort = () => {
      abortElsewhere(run, run.signal.reason as RunErrorReason).catch((error: unknown) =>
        onError(error, run.id),
      )
    }
    run.signal.addEventListener('abort', abort, { once: true })
  }

  async function abortElsewhere(run: Run, reason: RunErrorReason): Promise<void> {
    if (worker.executing.get(run.id) === run || !run.isRunning) return
    const message = 'The run was ended before it had begun.'
    const error = { type: 'aborted', reason, message, retryable: true } as const
    const outcome: RunOutcome = { status: 'failed', text: '', error }
    if (await store.cancel(run.id, run.attempt, outcome, now().toISOString())) {
      run.log.append({ type: 'error', error })
      run.settle()
      forgetLater(run)
      await queue.remove({ id: run.id, attempt: run.attempt })
      return
    }
    await logs?.command(run.id, { type: 'abort', reason })
  }

  async function begin(job: RunJob, { again = false, supersedes }: StartOptions): Promise<Run> {
    const isSuperseded = supersedes ?? (({ node }: RunJob) => node === job.node)
    const live = runs.get(job.id)
    if (live?.isRunning) return live
    await live?.settled
    const record = await store.find(job.id)
    const isThere = record !== undefined && (record.outcome === undefined || record.outcome.status === 'done')
    if (isThere && !(again && record.outcome !== undefined)) {
      const run = await runOf(record)
      if (run !== undefined) return run
      // Stored by a start whose answer was lost on the way; nobody else is there to execute it.
      if (record.outcome === undefined) return accept(job, record.attempt, record.startedAt)
    }
    await refuseWhereFull()
    await abortSession(job.sessionId, 'superseded', (other) => other.id !== job.id && isSuperseded(other))
    await logs?.clearCommands(job.id)
    const attempt = (record?.attempt ?? 0) + 1
    const startedAt = now().toISOString()
    if (await store.begin(job, attempt, startedAt)) {
      return accept(job, attempt, startedAt)
    }
    // Somebody else has begun it in this very moment.
    const run = await find(job.id)
    if (run === undefined)
      throw new UnavailableError('The run is being started elsewhere.', { retryAfter: 1 })
    return run
  }

  async function refuseWhereFull(): Promise<void> {
    if (!queue.isReady || logs?.isReady === false) {
      throw new UnavailableError('Redis, through which runs are shared, cannot be reached.')
    }
    if ((await queue.waiting()) >= maxWaiting) {
      throw new UnavailableError(`${maxWaiting} runs are waiting already.`, { retryAfter: 10 })
    }
  }

  /** Known here from the moment in which it is accepted, so that it can be looked at while it waits. */
  async function accept(job: RunJob, attempt: number, startedAt: string): Promise<Run> {
    const record: RunRecord = {
      ...job,
      attempt,
      askedAttempt: attempt,
      startedAt,
      isWaiting: true,
      outcome: undefined,
      kept: [],
      endedAt: undefined,
    }
    const own = logs === undefined ? ownRun(record) : undefined
    try {
      await queue.add({ id: job.id, attempt })
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error
      // It is put in once the queue is there again.
      onError(error, job.id)
    }
    return own ?? (await join(record)) ?? ownRun(record)
  }

  function ownRun(record: RunRecord): Run {
    const { attempt, startedAt } = record
    const run = new Run({ job: record, attempt, startedAt, abandonAfter, clock })
    know(run)
    obeyAbort(run)
    return run
  }

  /** What this node executes is written here: a run that waited here is gone on with, so that its viewers stay. */
  function runFor(record: RunRecord): Run {
    const known = runs.get(record.id)
    const isSame = known !== undefined && known.attempt === record.attempt && known.isRunning
    if (isSame && !following.has(known)) return known
    if (known !== undefined) unfollow(known)
    return ownRun(record)
  }

  function forgetLater(run: Run): void {
    if (isClosing || runs.get(run.id) !== run) return
    forget.get(run.id)?.()
    const remove = () => {
      forget.get(run.id)?.()
      forget.delete(run.id)
      if (runs.get(run.id) === run) runs.delete(run.id)
      if (ofSession(run.job.sessionId).length === 0) confirmed.delete(run.job.sessionId)
    }
    forget.delete(run.id)
    forget.set(run.id, clock.schedule(remove, confirmed.has(run.job.sessionId) ? AFTER_CONFIRM : DAY))
    if (forget.size > MAX_ENDED) {
      const oldest = forget.keys().next().value
      if (oldest !== undefined) {
        const ended = runs.get(oldest)
        forget.get(oldest)?.()
        forget.delete(oldest)
        if (!ended?.isRunning) runs.delete(oldest)
        if (ended !== undefined && ofSession(ended.job.sessionId).length === 0)
          confirmed.delete(ended.job.sessionId)
      }
    }
  }

  function ofSession(sessionId: string): Run[] {
    return [...runs.values()].filter((run) => run.job.sessionId === sessionId)
  }

  async function abortSession(
    sessionId: string,
    reason: RunErrorReason,
    isConcerned: (job: RunJob) => boolean = () => true,
  ): Promise<void> {
    const running = new Set(ofSession(sessionId).filter((run) => run.isRunning))
    for (const run of await unfinishedElsewhere(sessionId)) running.add(run)
    for (const run of running) {
      if (!isConcerned(run.job)) continue
      // What another node executes is told again each time, until it ends.
      if (following.has(run)) await abortElsewhere(run, reason)
      else run.abort(reason)
    }
  }

  /** Where there are other nodes, one of them may have begun what is not known here. */
  async function unfinishedElsewhere(sessionId: string): Promise<Run[]> {
    if (logs === undefined) return []
    const found = await Promise.all((await store.unfinished(sessionId)).map(runOf))
    return found.filter((run) => run !== undefined)
  }

  /** Puts in what the queue does not have, for instance because it was lost with its server. */
  async function reconcile(): Promise<void> {
    for (const record of await store.unfinished()) {
      if (isClosing) return
      if (logs === undefined && !runs.has(record.id)) {
        ownRun(record.isWaiting ? record : { ...record, attempt: record.attempt + 1 })
      }
      await queue.add({ id: record.id, attempt: record.askedAttempt })
    }
  }

  /** Where runs are shared, the queue can lose them while it is away, and a node can die between two steps. */
  function watchQueue(since: number, wasReady: boolean): void {
    if (logs === undefined || isClosing) return
    cancelLook = clock.schedule(() => {
      const { isReady } = queue
      const isDue = isReady && (!wasReady || clock.now() - since >= RECONCILE)
      if (isDue) reconcile().catch((error: unknown) => onError(error, ''))
      watchQueue(isDue ? clock.now() : since, isReady)
    }, LOOK_AT_QUEUE)
  }

  function open(): Promise<void> {
    opening ??= reconcile()
      .then(
        () => true,
        (error: unknown) => {
          // Where the queue is away, what is unfinished is put in once it is back.
          if (logs === undefined || !(error instanceof UnavailableError)) throw error
          onError(error, '')
          return false
        },
      )
      .then((isReconciled) => {
        queue.work(worker.work)
        watchQueue(clock.now(), isReconciled && queue.isReady)
      })
    opening.catch(() => {
      opening = undefined
    })
    return opening
  }

  return {
    find,
    abortSession,
    ensureRoom: refuseWhereFull,
    waiting: () => queue.waiting().catch(() => undefined),
    get executing() {
      return worker.executing.size
    },
    start(job, options = {}) {
      if (isClosing) return Promise.reject(new UnavailableError('This process is going.', { retryAfter: 1 }))
      const current = starting.get(job.id)
      if (current !== undefined) return current
      const start = open()
        .then(() => begin(job, options))
        .finally(() => starting.delete(job.id))
      starting.set(job.id, start)
      return start
    },
    async latest(sessionId, node) {
      const record = await store.latest(sessionId, node)
      return record === undefined ? undefined : find(record.id, record)
    },
    async place(run) {
      if (run.log.events.length > 0 || !run.isRunning) return undefined
      return queue.place({ id: run.id, attempt: run.attempt }).catch((error: unknown) => {
        if (error instanceof UnavailableError) return undefined
        throw error
      })
    },
    async keepSession(sessionId) {
      const here = ofSession(sessionId)
      if (here.length > 0) confirmed.add(sessionId)
      for (const run of here) {
        if (run.isRunning) run.keep()
        else forgetLater(run)
      }
      for (const run of await unfinishedElsewhere(sessionId)) await logs?.command(run.id, { type: 'keep' })
    },
    open,
    async drain(timeout) {
      await queue.pause()
      await worker.idle(timeout)
    },
    async close() {
      isClosing = true
      cancelLook?.()
      await queue.pause().catch((error: unknown) => onError(error, ''))
      // One that is just being started would go on behind the closed store.
      await Promise.allSettled(starting.values())
      for (const cancel of forget.values()) cancel()
      await worker.close()
      await queue.close()
      for (const stop of following.values()) stop()
      for (const run of runs.values()) if (run.isRunning) run.handOver('shutdown')
      runs.clear()
    },
  }
}
