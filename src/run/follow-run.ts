import { type Clock, systemClock } from '../stream/clock.js'
import type { RunEvent } from '../stream/event.js'
import { Run } from './run.js'
import type { RunRecord, RunStore } from './run-store.js'
import type { SharedEvents, SharedLogs } from './shared-logs.js'

/** Milliseconds of silence after which the store is asked whether the run has ended without a word. */
const SILENCE = 3000

export interface FollowOptions {
  readonly logs: SharedLogs
  readonly store: Pick<RunStore, 'find'>
  /** Milliseconds that the node which executes the run waits for viewers; see `Run`. */
  readonly abandonAfter: number
  readonly clock?: Clock
  readonly onError: (error: unknown) => void
}

/**
 * A run that another node executes: a log that follows the shared one, and word to that node that somebody
 * looks. Resolves once the log has what had been written by then.
 */
export async function followRun(
  record: RunRecord,
  { logs, store, abandonAfter, clock = systemClock, onError }: FollowOptions,
): Promise<{ readonly run: Run; readonly stop: () => void }> {
  const { id, attempt } = record
  const run = new Run({
    job: record,
    attempt,
    startedAt: record.startedAt,
    abandonAfter: Number.POSITIVE_INFINITY,
    clock,
  })
  let heardAt = clock.now()
  let saidAt = Number.NEGATIVE_INFINITY
  /** Once the store has said that the attempt is over, the log gets as long again to say it itself. */
  let isOverAsStored = false
  let isStopped = false
  let cancelCheck: (() => void) | undefined
  let stopFollowing: (() => void) | undefined

  function hear({ attempt: told, events }: SharedEvents): void {
    if (isStopped || told < attempt) return
    heardAt = clock.now()
    if (told > attempt) {
      run.handOver('taken_over')
      stop()
      return
    }
    addTo(run, events)
    if (run.isRunning) return
    run.settle()
    stop()
  }

  async function check(): Promise<void> {
    if (run.viewers > 0) say()
    if (clock.now() - heardAt < SILENCE) return
    try {
      const now = await store.find(id)
      if (isStopped) return
      const isOver = now === undefined || now.attempt !== attempt || now.outcome !== undefined
      if (isOver && isOverAsStored) {
        // Its last word is lost; viewers are shown what is stored.
        run.handOver('taken_over')
        stop()
      }
      isOverAsStored = isOver
      heardAt = clock.now()
    } catch (error) {
      onError(error)
    }
  }

  function checkLater(): void {
    cancelCheck = clock.schedule(
      () => {
        void check().finally(() => {
          if (!isStopped) checkLater()
        })
      },
      Math.min(SILENCE, abandonAfter / 4),
    )
  }

  /** Tells the other node that somebody looks, often enough for it not to give the run up. */
  function say(): void {
    if (isStopped || !run.isRunning || clock.now() - saidAt < abandonAfter / 3) return
    saidAt = clock.now()
    logs.command(id, { type: 'seen' }).catch(onError)
  }

  function stop(): void {
    if (isStopped) return
    isStopped = true
    cancelCheck?.()
    stopLooking()
    stopFollowing?.()
  }

  const stopLooking = run.onLook(say)
  checkLater()
  try {
    stopFollowing = await logs.follow(id, hear)
  } catch (error) {
    stop()
    throw error
  }
  if (isStopped) stopFollowing()
  return { run, stop }
}

/**
 * A run that has ended, with its log as it was written, so that a viewer can go on by id. `undefined` where that
 * log is gone.
 */
export async function replaySharedLog(record: RunRecord, logs: SharedLogs): Promise<Run | undefined> {
  const { id, attempt, startedAt } = record
  const run = new Run({ job: record, attempt, startedAt, abandonAfter: Number.POSITIVE_INFINITY })
  const stop = await logs.follow(id, (told) => {
    if (told.attempt === attempt) addTo(run, told.events)
  })
  stop()
  if (run.outcome?.text !== record.outcome?.text) return undefined
  run.settle()
  return run
}

/** What is told can overlap with what was told before. */
function addTo({ log }: Run, events: readonly RunEvent[]): void {
  for (const event of events) if (event.seq === log.events.length + 1) log.append(event)
}
