import { type Kysely, sql } from 'kysely'
import type { RunOutcome, RunRecord, RunStore } from '../run/run-store.js'
import type { NewRunRow, RunRow, Tables } from './tables.js'

export function createRunStore(database: Kysely<Tables>): RunStore {
  return {
    async begin(job, attempt, startedAt) {
      const row: NewRunRow = {
        id: job.id,
        session_id: job.sessionId,
        graph: job.graph,
        node: job.node ?? '',
        input: JSON.stringify(job.input),
        provider: job.provider,
        model: job.model ?? null,
        attempt,
        status: 'running',
        text: '',
        error: null,
        interrupts: null,
        started_at: startedAt,
        ended_at: null,
      }
      await database
        .insertInto('run')
        .values(row)
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({
            ...row,
            position: sql<number>`(select max(position) + 1 from run)`,
          }),
        )
        .execute()
    },
    async keep(id, attempt, texts) {
      await database
        .updateTable('run')
        .set({ kept: JSON.stringify(texts) })
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .execute()
    },
    async finish(id, attempt, outcome, endedAt) {
      await database
        .updateTable('run')
        .set({
          status: outcome.status,
          text: outcome.text,
          error: outcome.error === undefined ? null : JSON.stringify(outcome.error),
          interrupts: outcome.interrupts === undefined ? null : JSON.stringify(outcome.interrupts),
          ended_at: endedAt,
        })
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .execute()
    },
    async find(id) {
      const row = await database.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : runRecord(row)
    },
    async latest(sessionId) {
      const row = await database
        .selectFrom('run')
        .selectAll()
        .where('session_id', '=', sessionId)
        .orderBy('position', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? undefined : runRecord(row)
    },
    async unfinished() {
      const rows = await database.selectFrom('run').selectAll().where('status', '=', 'running').execute()
      return rows.map(runRecord)
    },
  }
}

/** A run as its row has it. */
export function runRecord(row: RunRow): RunRecord {
  return {
    id: row.id,
    sessionId: row.session_id,
    graph: row.graph,
    node: row.node === '' ? undefined : row.node,
    input: JSON.parse(row.input) as RunRecord['input'],
    provider: row.provider,
    model: row.model ?? undefined,
    attempt: row.attempt,
    outcome: outcomeOf(row),
    kept: row.kept === '' ? [] : (JSON.parse(row.kept) as RunRecord['kept']),
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
  }
}

function outcomeOf(row: RunRow): RunOutcome | undefined {
  if (row.status === 'running') return undefined
  return {
    status: row.status,
    text: row.text,
    error: row.error === null ? undefined : (JSON.parse(row.error) as RunOutcome['error']),
    ...(row.interrupts === null
      ? {}
      : { interrupts: JSON.parse(row.interrupts) as NonNullable<RunOutcome['interrupts']> }),
  }
}
