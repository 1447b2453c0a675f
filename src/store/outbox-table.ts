import { type Kysely, sql } from 'kysely'
import type { OutboxMessage, OutboxStore } from '../session/outbox-store.js'
import type { Tables } from './tables.js'

/** Every change is one statement that says what it expects to find. */
export function createOutboxStore(database: Kysely<Tables>): OutboxStore {
  return {
    async add({ id, sessionId, body, createdAt }) {
      await database
        .insertInto('outbox')
        .values({
          id,
          session_id: sessionId,
          body,
          attempt: 0,
          due_at: createdAt,
          error: null,
          created_at: createdAt,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
    },
    async claim(now, until, limit) {
      const due = database
        .selectFrom('outbox')
        .select('id')
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(limit)
      const rows = await database
        .updateTable('outbox')
        .set({ due_at: until, attempt: sql<number>`attempt + 1` })
        .where('id', 'in', due)
        // Of two that chose the same row, the second finds here that it is no longer due.
        .where('due_at', '<=', now)
        .returningAll()
        .execute()
      return rows.map(
        (row): OutboxMessage => ({
          id: row.id,
          sessionId: row.session_id,
          body: row.body,
          attempt: row.attempt,
          createdAt: row.created_at,
        }),
      )
    },
    async remove(id) {
      await database.deleteFrom('outbox').where('id', '=', id).execute()
    },
    async postpone(id, attempt, dueAt, error) {
      await database
        .updateTable('outbox')
        .set({ due_at: dueAt ?? null, error })
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .execute()
    },
    async count() {
      const { waiting, givenUp } = await database
        .selectFrom('outbox')
        .select(({ fn }) => [fn.count('due_at').as('waiting'), fn.countAll().as('givenUp')])
        .executeTakeFirstOrThrow()
      return { waiting: Number(waiting), givenUp: Number(givenUp) - Number(waiting) }
    },
    async removeBefore(at) {
      await database.deleteFrom('outbox').where('due_at', 'is', null).where('created_at', '<', at).execute()
    },
  }
}
