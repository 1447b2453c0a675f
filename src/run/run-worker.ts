import { UnavailableError } from '../errors.js'
import { type Clock, systemClock } from '../stream/clock.js'
import { createLedger, type Ledger } from '../stream/ledger.js'
import type { RunLog } from '../stream/run-log.js'
import { KeptTexts } from './kept-texts.js'
import { type LogPublisher, publishLog } from './log-publisher.js'
import type { Run } from './run.js'
import type { QueuedRun, WorkResult } from './run-queue.js'
import type { KeptText, RunJob, RunOutcome, RunRecord, RunStore } from './run-store.js'
import type { RunCommand, SharedLogs } from './shared-logs.js'

/** Milliseconds between two tries to reach a store that is away. */
const RETRY = 500
/** Milliseconds that a process which is going gives itself to tell other nodes what has ended. */
const LAST_WORDS = 1000
/** Milliseconds that a run whose end is stored may wait for it to be published: other nodes ask the store, too. */
const PUBLISHING = 10_000
/** How often a run is begun again after the one that executed it was gone: it may be what ends them. */
const MOST_TAKEOVERS = 20

/**
 * Executes the job, writing every event to `log`, exactly one terminal one last. Never throws.
 */
export type ExecuteRun = (
  job: RunJob,
  run: {
    readonly log: RunLog
    readonly signal: AbortSignal
    /** Counts what the model sends. */
    readonly ledger: Ledger
    /** Counts from 1. */
    readonly attempt: number
    /** What earlier attempts of a whole graph have kept; belongs before what this one writes, unless it writes that anew. */
    readonly kept: readonly KeptText[]
  },
) => Promise<void>

/** What an attempt has taken, on this node. */
export interface RunSpent {
  readonly ledger: Ledger
  /** Milliseconds, as `Date.now()`. */
  readonly startedAt: number
}

export interface RunWorkerOptions {
  readonly store: RunStore
  readonly logs: SharedLogs | undefined
  readonly execute: ExecuteRun
  /** The run that this node knows for what it has claimed; a new one where it knows none of this attempt. */
  readonly runFor: (record: RunRecord) => Run
  /** Whether a run goes on to its end whoever looks. */
  readonly isWanted: (job: RunJob) => Promise<boolean>
  readonly now: () => Date
  readonly clock?: Clock
  readonly onError: (error: unknown, runId: string) => void
  /** Hears of every attempt that has ended here, stored or not. */
  readonly onEnd: (run: Run, spent: RunSpent) => void
}

export interface RunWorker {
  /** Executes what the queue hands out. Never rejects. */
  work(queued: QueuedRun): Promise<WorkResult>
  /** What is being executed here now. */
  readonly executing: ReadonlyMap<string, Run>
  /** Resolves when nothing is being executed, or after so many milliseconds. */
  idle(timeout: number): Promise<void>
  /** Leaves everything to others, or to the next process. */
  close(): Promise<void>
}

/** Takes runs from the queue to their end: claims, executes, publishes and stores. */
export function createRunWorker(options: RunWorkerOptions): RunWorker {
  const { store, logs, now, onError } = options
  const clock = options.clock ?? systemClock
  const executing = new Map<string, Run>()
  const working = new Map<string, Promise<WorkResult>>()
  const wakers = new Set<() => void>()
  const publishers = new Set<LogPublisher>()
  let isClosing = false

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel()
        wakers.delete(wake)
        resolve()
      }
      const cancel = clock.schedule(wake, RETRY)
      wakers.add(wake)
      if (isClosing) wake()
    })
  }

  /** What must be stored is tried until the store is there again, or the process goes. */
  async function persist<T>(id: string, write: () => Promise<T>): Promise<T | 'closing'> {
    for (let failures = 0; ; failures++) {
      try {
        return await write()
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error
        if (failures === 0) onError(error, id)
      }
      if (isClosing) return 'closing'
      await pause()
    }
  }

  async function executeClaimed(id: string): Promise<WorkResult> {
    if (isClosing) return 'handed_over'
    const record = await persist(id, () => store.claim(id, now().toISOString()))
    if (record === 'closing') return 'handed_over'
    if (record === undefined) return 'ended'
    const run = options.runFor(record)
    executing.set(id, run)
    const spent: RunSpent = { ledger: createLedger(), startedAt: Date.now() }
    const isFenced = () => run.isContinued && !isClosing
    const publisher = logs === undefined ? undefined : publish(run, logs)
    if (publisher !== undefined) publishers.add(publisher)
    const stopListening = listenToCommands(run)
    try {
      if (isClosing) run.handOver('shutdown')
      await keepWanted(run)
      if (run.job.node === undefined) keepFinished(run, record.kept)
      if (run.signal.aborted) endUnbegun(run)
      else if (record.attempt - record.askedAttempt > MOST_TAKEOVERS) giveUp(run)
      else if (run.isRunning) await execute(run, record.kept, spent.ledger)
      if (run.outcome?.error?.reason === 'shutdown') run.handOver('shutdown')
      if (isFenced()) return 'ended'
      if (run.isContinued) return 'handed_over'
      return await end(run, publisher)
    } catch (error) {
      onError(error, id)
      const message = error instanceof Error ? error.message : String(error)
      run.log.append({ type: 'error', error: { type: 'unknown_error', message, retryable: true } })
      // Whoever looks must not wait for ever.
      run.settle()
      return 'ended'
    } finally {
      publisher?.stop()
      if (publisher !== undefined) publishers.delete(publisher)
      stopListening()
      executing.delete(id)
      try {
        options.onEnd(run, spent)
      } catch (error) {
        onError(error, id)
      }
    }
  }

  function execute(run: Run, kept: readonly KeptText[], ledger: Ledger): Promise<void> {
    const { log, signal, attempt } = run
    return options.execute(run.job, { log, signal, attempt, kept, ledger })
  }

  /** Stores the outcome, shows the end to viewers here, and then to those on other nodes. */
  async function end(run: Run, publisher: LogPublisher | undefined): Promise<WorkResult> {
    if (run.isRunning) {
      const message = 'The run ended without a terminal event.'
      run.log.append({ type: 'error', error: { type: 'unknown_error', message, retryable: true } })
    }
    const { outcome } = run
    if (outcome === undefined) return 'ended'
    const isStored = await persist(run.id, () => isFinished(run, outcome))
    if (isStored === 'closing') {
      run.handOver('shutdown')
      return 'handed_over'
    }
    if (!isStored) {
      run.handOver('taken_over')
      return 'ended'
    }
    run.settle()
    if (publisher !== undefined) await atMost(publisher.finish(), PUBLISHING)
    return 'ended'
  }

  /** Stores an outcome; one whose answer was lost on the way is found to be stored. */
  async function isFinished(run: Run, outcome: RunOutcome): Promise<boolean> {
    if (await store.finish(run.id, run.attempt, outcome, now().toISOString())) return true
    const record = await store.find(run.id)
    return (
      record?.attempt === run.attempt &&
      record.outcome?.status === outcome.status &&
      record.outcome.text === outcome.text
    )
  }

  async function atMost(work: Promise<void>, timeout: number): Promise<void> {
    let cancel = () => {}
    const late = new Promise<void>((resolve) => {
      cancel = clock.schedule(resolve, timeout)
    })
    await Promise.race([work, late])
    cancel()
  }

  function publish(run: Run, shared: SharedLogs): LogPublisher {
    return publishLog({
      logs: shared,
      id: run.id,
      attempt: run.attempt,
      log: run.log,
      clock,
      onFenced() {
        run.handOver('taken_over')
        run.abort('taken_over')
      },
      onError: (error) => onError(error, run.id),
    })
  }

  function listenToCommands(run: Run): () => void {
    if (logs === undefined) return () => {}
    let isOver = false
    let stop = () => {}
    const obey = (command: RunCommand) => {
      if (command.type === 'abort') run.abort(command.reason)
      else if (command.type === 'keep') run.keep()
      else run.touch()
    }
    void persist(run.id, () => logs.onCommand(run.id, obey))
      .then((stopListening) => {
        if (stopListening === 'closing') return
        if (isOver) stopListening()
        else stop = stopListening
      })
      .catch((error: unknown) => onError(error, run.id))
    return () => {
      isOver = true
      stop()
    }
  }

  async function keepWanted(run: Run): Promise<void> {
    try {
      if (await options.isWanted(run.job)) run.keep()
    } catch (error) {
      onError(error, run.id)
    }
  }

  /** A node that has written to its end is not run again by the next attempt: its text has to outlive this one. */
  function keepFinished(run: Run, before: readonly KeptText[]): void {
    const kept = new KeptTexts(before)
    let isWriting = false
    let isBehind = false
    // One write at a time: one that had to wait would take back what a later one has kept.
    const write = async () => {
      isWriting = true
      while (isBehind) {
        isBehind = false
        await persist(run.id, () => store.keep(run.id, run.attempt, kept.list()))
      }
    }
    const stopListening = run.log.onAppend(() => {
      const event = run.log.events.at(-1)
      if (run.log.terminal !== undefined) stopListening()
      if (event === undefined || !kept.apply(event)) return
      isBehind = true
      if (isWriting) return
      write()
        .catch((error: unknown) => onError(error, run.id))
        .finally(() => {
          isWriting = false
        })
    })
  }

  return {
    executing,
    work({ id }) {
      // The queue has lost sight of what is still being executed here, or hands out the next attempt while the
      // end of this one is being published: that goes on, and then there may be nothing left to claim.
      const current = working.get(id)
      const work = (current === undefined ? executeClaimed(id) : current.then(() => executeClaimed(id)))
        .catch((error: unknown): WorkResult => {
          onError(error, id)
          return 'ended'
        })
        .finally(() => {
          if (working.get(id) === work) working.delete(id)
        })
      working.set(id, work)
      return work
    },
    async idle(timeout) {
      let cancel = () => {}
      const late = new Promise<void>((resolve) => {
        cancel = clock.schedule(resolve, timeout)
      })
      const all = async () => {
        while (working.size > 0) await Promise.all(working.values())
      }
      await Promise.race([all(), late])
      cancel()
    },
    async close() {
      isClosing = true
      for (const wake of wakers) wake()
      for (const run of executing.values()) run.abort('shutdown')
      // What has ended is known to the store: other nodes need not be told by this one.
      const cancel = clock.schedule(() => {
        for (const publisher of publishers) publisher.stop()
      }, LAST_WORDS)
      await Promise.all(working.values())
      cancel()
    },
  }
}

/** Aborted between the claim and the beginning: the model is not asked any more. */
function endUnbegun({ log, signal }: Run): void {
  const message = 'The run was ended before it had begun.'
  log.append({ type: 'error', error: { type: 'aborted', reason: signal.reason, message, retryable: true } })
}

/** Whoever has executed it is gone each time. */
function giveUp({ log }: Run): void {
  const message = `The run was begun again ${MOST_TAKEOVERS} times, and never came to its end.`
  log.append({ type: 'error', error: { type: 'unknown_error', message, retryable: true } })
}
