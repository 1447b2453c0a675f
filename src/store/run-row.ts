import type { RunJob, RunOutcome, RunRecord } from '../run/run-store.js'
import type { NewRunRow, RunRow } from './tables.js'

/** An attempt that waits. */
export function waitingRow(job: RunJob, attempt: number, startedAt: string) {
  return {
    id: job.id,
    session_id: job.sessionId,
    graph: job.graph,
    node: job.node ?? '',
    input: JSON.stringify(job.input),
    provider: job.provider,
    model: job.model ?? null,
    attempt,
    asked_attempt: attempt,
    status: 'waiting',
    text: '',
    error: null,
    interrupts: null,
    started_at: startedAt,
    ended_at: null,
  } satisfies NewRunRow
}

/** What changes when an attempt ends. */
export function outcomeRow(outcome: RunOutcome, endedAt: string) {
  return {
    status: outcome.status,
    text: outcome.text,
    error: outcome.error === undefined ? null : JSON.stringify(outcome.error),
    interrupts: outcome.interrupts === undefined ? null : JSON.stringify(outcome.interrupts),
    ended_at: endedAt,
  } satisfies Partial<NewRunRow>
}

/** A run as its row has it. */
export function runRecord(row: Omit<RunRow, 'position'>): RunRecord {
  return {
    id: row.id,
    sessionId: row.session_id,
    graph: row.graph,
    node: row.node === '' ? undefined : row.node,
    input: JSON.parse(row.input) as RunRecord['input'],
    provider: row.provider,
    model: row.model ?? undefined,
    attempt: row.attempt,
    askedAttempt: row.asked_attempt,
    isWaiting: row.status === 'waiting',
    outcome: outcomeOf(row),
    kept: row.kept === '' ? [] : (JSON.parse(row.kept) as RunRecord['kept']),
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
  }
}

function outcomeOf(row: Omit<RunRow, 'position'>): RunOutcome | undefined {
  if (row.status === 'waiting' || row.status === 'running') return undefined
  return {
    status: row.status,
    text: row.text,
    error: row.error === null ? undefined : (JSON.parse(row.error) as RunOutcome['error']),
    ...(row.interrupts === null
      ? {}
      : { interrupts: JSON.parse(row.interrupts) as NonNullable<RunOutcome['interrupts']> }),
  }
}
