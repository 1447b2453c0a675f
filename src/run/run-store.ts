import type { PendingInterrupt, RunErrorBody } from '../stream/event.js'

/** A graph, or one node of it, to be executed for one session. */
export interface RunJob {
  /** See `runId`. */
  readonly id: string
  readonly sessionId: string
  /** Which flow runs, as its owner names it. */
  readonly graph: string
  /** `undefined`: the whole graph, on the thread that is named for the session. */
  readonly node: string | undefined
  /** What it starts from, plain JSON: a node's state; for a whole graph, what its owner makes the start from. */
  readonly input: Readonly<Record<string, unknown>>
  readonly provider: string
  readonly model: string | undefined
}

export interface RunOutcome {
  readonly status: 'done' | 'failed'
  /** Everything that was written, also by a run that failed. */
  readonly text: string
  readonly error: RunErrorBody | undefined
  /** What a whole graph waits for; absent when it has finished. */
  readonly interrupts?: readonly PendingInterrupt[] | undefined
}

/** What one execution of a node has written to its end. */
export interface KeptText {
  /** As events name it; see `RunEventBody`. */
  readonly stream: string
  readonly text: string
}

/** The newest attempt of a run as it survives a restart. Times are ISO 8601. */
export interface RunRecord extends RunJob {
  /** Counts from 1. */
  readonly attempt: number
  /** The attempt that `begin` noted. Those that go on in its place, after one was cut off, have higher numbers. */
  readonly askedAttempt: number
  /** It has been asked for and nobody has begun it. */
  readonly isWaiting: boolean
  /** `undefined` while it waits or is being executed. */
  readonly outcome: RunOutcome | undefined
  /** What nodes of a whole graph had written to their end: the next attempt goes on behind them. Never two of one stream. */
  readonly kept: readonly KeptText[]
  readonly startedAt: string
  readonly endedAt: string | undefined
}

/**
 * Keeps what a run was asked and what came of it; of several processes that write to it at once, exactly one
 * begins an attempt and exactly one ends it. Logs are not its business.
 */
export interface RunStore {
  /**
   * Notes that `attempt` of the job has been asked for and waits; replaces the attempt before it, but for what is
   * kept. Answers false, and changes nothing, unless it is the first or the one after an attempt that has ended.
   */
  begin(job: RunJob, attempt: number, startedAt: string): Promise<boolean>
  /**
   * Takes a run for execution and answers it as it is then: the attempt that waited, or the next one where the
   * last was being executed by somebody who is gone. `undefined` for a run that has ended or is unknown.
   */
  claim(id: string, startedAt: string): Promise<RunRecord | undefined>
  /** Ends an attempt that still waits. Answers false, and changes nothing, for any other. */
  cancel(id: string, attempt: number, outcome: RunOutcome, endedAt: string): Promise<boolean>
  /** Keeps these for later attempts, instead of what was kept before. Changes nothing once a later attempt has begun. */
  keep(id: string, attempt: number, texts: readonly KeptText[]): Promise<void>
  /**
   * Notes how an attempt ended. Answers false, and changes nothing, where it has ended already or a later one
   * has begun.
   */
  finish(id: string, attempt: number, outcome: RunOutcome, endedAt: string): Promise<boolean>
  find(id: string): Promise<RunRecord | undefined>
  /** The run of a node, or of whole graphs where none is named, that the session began last. */
  latest(sessionId: string, node: string | undefined): Promise<RunRecord | undefined>
  /** Runs that wait or are being executed, the longest waiting first: of one session, or all. */
  unfinished(sessionId?: string): Promise<RunRecord[]>
}
