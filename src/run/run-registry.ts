import type { RunErrorReason } from '../errors.js'
import { type Clock, systemClock } from '../stream/clock.js'
import type { RunLog } from '../stream/run-log.js'
import { KeptTexts } from './kept-texts.js'
import { Run } from './run.js'
import type { KeptText, RunJob, RunStore } from './run-store.js'

/** How many logs of ended runs stay in memory at most; the oldest go first and are replayed from the store. */
const MAX_ENDED = 200
const DAY = 24 * 60 * 60 * 1000

export interface RunRegistryOptions {
  readonly store: RunStore
  /** Executes the job, writing every event to `log`, exactly one terminal one last. Never throws. */
  readonly execute: (
    job: RunJob,
    run: {
      readonly log: RunLog
      readonly signal: AbortSignal
      /** Counts from 1. */
      readonly attempt: number
      /** What earlier attempts of a whole graph have kept; belongs before what this one writes, unless it writes that anew. */
      readonly kept: readonly KeptText[]
    },
  ) => Promise<void>
  /** Milliseconds without a viewer after which a run is aborted. Default 60,000; `Infinity` for never. */
  readonly abandonAfter?: number
  readonly clock?: Clock
  /** The time of day. */
  readonly now?: () => Date
  /** Hears of every attempt that has ended and is stored. */
  readonly onEnd?: (run: Run) => void
  /** Hears of what could not be stored. */
  readonly onError?: (error: unknown, runId: string) => void
}

export interface RunRegistry {
  /**
   * Starts the job, or joins the run of the same id that goes on or is done. One that failed or was stopped
   * starts again as the next attempt; with `again` one that is done does, too. Other running runs of the
   * same session are superseded.
   */
  start(job: RunJob, options?: { readonly again?: boolean }): Promise<Run>
  /** The newest attempt of a run, replayed from the store where its log is gone. */
  find(id: string): Promise<Run | undefined>
  /** The session's latest run. */
  latest(sessionId: string): Promise<Run | undefined>
  /** Aborts the session's running runs, but for the one with the id `except`. */
  abortSession(sessionId: string, reason: RunErrorReason, except?: string): void
  /** Lets the session's runs go on to their end whoever looks. */
  keepSession(sessionId: string): void
  /** Begins again, as next attempts, what was running when the process ended. */
  restartUnfinished(): Promise<Run[]>
  /** Ends all runs without noting an outcome, so that they start again with the next process. */
  close(): Promise<void>
}

export function createRunRegistry(options: RunRegistryOptions): RunRegistry {
  const { store, execute } = options
  const clock = options.clock ?? systemClock
  const now = options.now ?? (() => new Date())
  const abandonAfter = options.abandonAfter ?? 60_000
  /** Newest attempt by run id, in the order in which they began. */
  const runs = new Map<string, Run>()
  /** One start at a time for each id: a double click joins. */
  const starting = new Map<string, Promise<Run>>()
  const forget = new Map<string, () => void>()
  let isClosing = false

  async function find(id: string): Promise<Run | undefined> {
    const live = runs.get(id)
    if (live !== undefined) return live
    const record = await store.find(id)
    return record?.outcome === undefined ? undefined : Run.fromRecord(record, record.outcome)
  }

  async function begin(job: RunJob, again: boolean): Promise<Run> {
    const live = runs.get(job.id)
    if (live?.isRunning) return live
    await live?.settled
    const record = await store.find(job.id)
    if (record?.outcome?.status === 'done' && !again) return live ?? Run.fromRecord(record, record.outcome)
    abortSession(job.sessionId, 'superseded', job.id)
    return launch(job, (record?.attempt ?? 0) + 1, record?.kept)
  }

  async function launch(job: RunJob, attempt: number, kept: readonly KeptText[] = []): Promise<Run> {
    const startedAt = now().toISOString()
    await store.begin(job, attempt, startedAt)
    const run = new Run({ job, attempt, startedAt, abandonAfter, clock })
    runs.delete(job.id)
    runs.set(job.id, run)
    if (job.node === undefined) keepFinished(run, kept)
    void finish(run, kept)
    return run
  }

  /** A node that has written to its end is not run again by the next attempt: its text has to outlive this one. */
  function keepFinished(run: Run, before: readonly KeptText[]): void {
    const kept = new KeptTexts(before)
    const stopListening = run.log.onAppend(() => {
      const event = run.log.events.at(-1)
      if (run.log.terminal !== undefined) stopListening()
      if (event === undefined || !kept.apply(event)) return
      store.keep(run.id, run.attempt, kept.list()).catch((error: unknown) => {
        tell(() => options.onError?.(error, run.id))
      })
    })
  }

  async function finish(run: Run, kept: readonly KeptText[]): Promise<void> {
    try {
      await execute(run.job, { log: run.log, signal: run.signal, attempt: run.attempt, kept })
      const { outcome } = run
      if (outcome === undefined) throw new Error('The run ended without a terminal event.')
      if (!isClosing) await store.finish(run.id, run.attempt, outcome, now().toISOString())
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      run.log.append({ type: 'error', error: { type: 'unknown_error', message, retryable: true } })
      tell(() => options.onError?.(error, run.id))
    } finally {
      run.settle()
      forgetLater(run)
      tell(() => options.onEnd?.(run))
    }
  }

  /** A hook that throws harms nobody. */
  function tell(hook: () => void): void {
    try {
      hook()
    } catch (error) {
      console.error(error)
    }
  }

  function forgetLater(run: Run): void {
    if (isClosing) return
    forget.get(run.id)?.()
    const remove = () => {
      forget.get(run.id)?.()
      forget.delete(run.id)
      if (runs.get(run.id) === run) runs.delete(run.id)
    }
    forget.delete(run.id)
    forget.set(run.id, clock.schedule(remove, DAY))
    if (forget.size > MAX_ENDED) {
      const oldest = forget.keys().next().value
      if (oldest !== undefined) {
        forget.get(oldest)?.()
        forget.delete(oldest)
        if (!runs.get(oldest)?.isRunning) runs.delete(oldest)
      }
    }
  }

  function ofSession(sessionId: string): Run[] {
    return [...runs.values()].filter((run) => run.job.sessionId === sessionId && run.isRunning)
  }

  function abortSession(sessionId: string, reason: RunErrorReason, except?: string): void {
    for (const run of ofSession(sessionId)) if (run.id !== except) run.abort(reason)
  }

  return {
    find,
    abortSession,
    start(job, { again = false } = {}) {
      if (isClosing) return Promise.reject(new Error('This registry is closed.'))
      const current = starting.get(job.id)
      if (current !== undefined) return current
      const start = begin(job, again).finally(() => starting.delete(job.id))
      starting.set(job.id, start)
      return start
    },
    async latest(sessionId) {
      const record = await store.latest(sessionId)
      return record === undefined ? undefined : find(record.id)
    },
    keepSession(sessionId) {
      for (const run of ofSession(sessionId)) run.keep()
    },
    async restartUnfinished() {
      const records = await store.unfinished()
      const lost = records.filter((record) => !runs.has(record.id))
      return Promise.all(lost.map((record) => launch(record, record.attempt + 1, record.kept)))
    },
    async close() {
      isClosing = true
      // One that is just being started would go on behind the closed store.
      await Promise.allSettled(starting.values())
      for (const cancel of forget.values()) cancel()
      const running = [...runs.values()].filter((run) => run.isRunning)
      for (const run of running) run.abort('shutdown')
      await Promise.all(running.map((run) => run.settled))
      runs.clear()
    },
  }
}
