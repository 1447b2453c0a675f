import type { Kysely } from 'kysely'
import type { ConversationStore } from '../session/conversation-store.js'
import { conversationOf, conversationRow, replyOf, replyRow } from './conversation-row.js'
import { runRecord } from './run-row.js'
import type { Tables } from './tables.js'

/** As with sessions, every write is a single statement. */
export function createConversationStore(database: Kysely<Tables>): ConversationStore {
  return {
    async create(conversation) {
      await database.insertInto('conversation').values(conversationRow(conversation)).execute()
    },
    async find(id) {
      const row = await database
        .selectFrom('conversation')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row === undefined ? undefined : conversationOf(row)
    },
    async reply(reply) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('reply')
        .values(replyRow(reply))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },
    async turns({ id, firstRun }) {
      const replies = await database
        .selectFrom('reply')
        .selectAll()
        .where('conversation_id', '=', id)
        .orderBy('number')
        .execute()
      const rows = await database.selectFrom('run').selectAll().where('session_id', '=', id).execute()
      const records = new Map(rows.map((row) => [row.id, runRecord(row)]))
      const first = { number: 0, runId: firstRun, reply: undefined, record: records.get(firstRun) }
      const others = replies.map(replyOf).map((reply) => ({
        number: reply.number,
        runId: reply.run,
        reply,
        record: records.get(reply.run),
      }))
      return [first, ...others]
    },
    async ofVisitor({ keyHash, user }) {
      if (keyHash === undefined && user === undefined) return []
      const rows = await database
        .selectFrom('conversation')
        .selectAll()
        .where((where) =>
          user === undefined ? where('key_hash', '=', keyHash ?? '') : where('user', '=', user),
        )
        .orderBy('created_at', 'desc')
        .limit(50)
        .execute()
      return rows.map(conversationOf)
    },
    async unstarted() {
      const rows = await database
        .selectFrom('conversation')
        .leftJoin('reply', 'reply.conversation_id', 'conversation.id')
        .leftJoin('run', (join) =>
          join.on((on) => on('run.id', '=', on.fn.coalesce('reply.run_id', 'conversation.first_run'))),
        )
        .where('run.id', 'is', null)
        .selectAll('conversation')
        .distinct()
        .execute()
      return rows.map(conversationOf)
    },
  }
}
