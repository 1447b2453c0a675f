import { type Kysely, sql } from 'kysely'
import type { RunStore } from '../run/run-store.js'
import { outcomeRow, runRecord, waitingRow } from './run-row.js'
import type { Dialect, Tables } from './tables.js'

/** Every change is one statement that says what it expects to find: of several at once, one finds it. */
export function createRunStore(database: Kysely<Tables>, dialect: Dialect): RunStore {
  // PostgreSQL: two that read the greatest at once would take the same.
  const nextPosition =
    dialect === 'postgres'
      ? sql<number>`nextval(pg_get_serial_sequence('run', 'position'))`
      : sql<number>`(select max(position) + 1 from run)`

  return {
    async begin(job, attempt, startedAt) {
      const row = waitingRow(job, attempt, startedAt)
      if (attempt === 1) {
        const { numInsertedOrUpdatedRows } = await database
          .insertInto('run')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst()
        return numInsertedOrUpdatedRows === 1n
      }
      const { numUpdatedRows } = await database
        .updateTable('run')
        .set({ ...row, position: nextPosition })
        .where('id', '=', job.id)
        .where('attempt', '=', attempt - 1)
        .where('status', 'in', ['done', 'failed'])
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    async claim(id, startedAt) {
      const row = await database
        .updateTable('run')
        .set({
          attempt: sql<number>`case when status = 'running' then attempt + 1 else attempt end`,
          status: 'running',
          started_at: startedAt,
        })
        .where('id', '=', id)
        .where('status', 'in', ['waiting', 'running'])
        .returningAll()
        .executeTakeFirst()
      return row === undefined ? undefined : runRecord(row)
    },
    async cancel(id, attempt, outcome, endedAt) {
      const { numUpdatedRows } = await database
        .updateTable('run')
        .set(outcomeRow(outcome, endedAt))
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .where('status', '=', 'waiting')
        .executeTakeFirst()
      return numUpdatedRows === 1n
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
      const { numUpdatedRows } = await database
        .updateTable('run')
        .set(outcomeRow(outcome, endedAt))
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .where('status', '=', 'running')
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    async find(id) {
      const row = await database.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : runRecord(row)
    },
    async latest(sessionId, node) {
      const row = await database
        .selectFrom('run')
        .selectAll()
        .where('session_id', '=', sessionId)
        .where('node', '=', node ?? '')
        .orderBy('position', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? undefined : runRecord(row)
    },
    async unfinished(sessionId) {
      let query = database.selectFrom('run').selectAll().where('status', 'in', ['waiting', 'running'])
      if (sessionId !== undefined) query = query.where('session_id', '=', sessionId)
      const rows = await query.orderBy('position').execute()
      return rows.map(runRecord)
    },
  }
}
