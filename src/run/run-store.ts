import type { RunErrorBody } from '../stream/event.js'

/** One node of one graph, to be executed for one session. */
export interface RunJob {
  /** See `runId`. */
  readonly id: string
  readonly sessionId: string
  /** Which flow runs, as its owner names it. */
  readonly graph: string
  readonly node: string
  /** The state that the node starts from; plain JSON. */
  readonly input: Readonly<Record<string, unknown>>
  readonly provider: string
  readonly model: string | undefined
}

export interface RunOutcome {
  readonly status: 'done' | 'failed'
  /** Everything that was written, also by a run that failed. */
  readonly text: string
  readonly error: RunErrorBody | undefined
}

/** The newest attempt of a run as it survives a restart. Times are ISO 8601. */
export interface RunRecord extends RunJob {
  /** Counts from 1. */
  readonly attempt: number
  readonly outcome: RunOutcome | undefined
  readonly startedAt: string
  readonly endedAt: string | undefined
}

/** Keeps what a run was asked and what came of it. Logs are not its business. */
export interface RunStore {
  /** Notes that `attempt` of the job has begun; replaces the attempt before it. */
  begin(job: RunJob, attempt: number, startedAt: string): Promise<void>
  /** Notes how an attempt ended. Changes nothing once a later attempt has begun. */
  finish(id: string, attempt: number, outcome: RunOutcome, endedAt: string): Promise<void>
  find(id: string): Promise<RunRecord | undefined>
  /** The run of the session that began last. */
  latest(sessionId: string): Promise<RunRecord | undefined>
  /** Runs that had begun and not ended when their process did. */
  unfinished(): Promise<RunRecord[]>
}
