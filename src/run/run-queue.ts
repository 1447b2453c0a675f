/** An attempt of a run that has been asked for. */
export interface QueuedRun {
  /** See `runId`. */
  readonly id: string
  /** Counts from 1. */
  readonly attempt: number
}

/** `handed_over`: somebody else is to execute it, as the next attempt. */
export type WorkResult = 'ended' | 'handed_over'

/**
 * Where runs wait until somebody has room for them, in the order in which they came. What it holds can be lost
 * with its process or server: `RunStore.unfinished` says what has to be put in again.
 *
 * Everything rejects with an `UnavailableError` while the server behind it is away; it comes back by itself.
 */
export interface RunQueue {
  /** Puts a run last. One that waits, or is being executed, stays where it is. */
  add(run: QueuedRun): Promise<void>
  /** Takes out a run that waits. Does nothing to one that is being executed. */
  remove(run: QueuedRun): Promise<void>
  /** Counts from 1, the next one; `undefined` for a run that does not wait. */
  place(run: QueuedRun): Promise<number | undefined>
  /** How many wait. */
  waiting(): Promise<number>
  /**
   * Begins to hand out runs, as many at a time as the queue was made for. `execute` must not reject. The run of
   * an executor that is gone is handed out again, the same way.
   */
  work(execute: (run: QueuedRun) => Promise<WorkResult>): void
  /** Hands out nothing more here; what is being executed goes on. */
  pause(): Promise<void>
  /** Whether the server behind it can be reached. */
  readonly isReady: boolean
  /** Waits for nobody: runs that are still being executed here are handed out to others. */
  close(): Promise<void>
}
