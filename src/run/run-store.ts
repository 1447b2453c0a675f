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
  readonly outcome: RunOutcome | undefined
  /** What nodes of a whole graph had written to their end: the next attempt goes on behind them. Never two of one stream. */
  readonly kept: readonly KeptText[]
  readonly startedAt: string
  readonly endedAt: string | undefined
}

/** Keeps what a run was asked and what came of it. Logs are not its business. */
export interface RunStore {
  /** Notes that `attempt` of the job has begun; replaces the attempt before it, but for what is kept. */
  begin(job: RunJob, attempt: number, startedAt: string): Promise<void>
  /** Keeps these for later attempts, instead of what was kept before. Changes nothing once a later attempt has begun. */
  keep(id: string, attempt: number, texts: readonly KeptText[]): Promise<void>
  /** Notes how an attempt ended. Changes nothing once a later attempt has begun. */
  finish(id: string, attempt: number, outcome: RunOutcome, endedAt: string): Promise<void>
  find(id: string): Promise<RunRecord | undefined>
  /** The run of the session that began last. */
  latest(sessionId: string): Promise<RunRecord | undefined>
  /** Runs that had begun and not ended when their process did. */
  unfinished(): Promise<RunRecord[]>
}
