import type { Kysely } from 'kysely'
import type { Conversation, Reply } from '../session/conversation.js'
import type { ConversationStore } from '../session/conversation-store.js'
import { runRecord } from './run-table.js'
import type { ConversationRow, ReplyRow, Tables } from './tables.js'

/** As with sessions, every write is a single statement. */
export function createConversationStore(database: Kysely<Tables>): ConversationStore {
  return {
    async create(conversation) {
      await database.insertInto('conversation').values(toRow(conversation)).execute()
    },
    async find(id) {
      const row = await database
        .selectFrom('conversation')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row === undefined ? undefined : fromRow(row)
    },
    async reply(reply) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('reply')
        .values(toReplyRow(reply))
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
      const others = replies.map(fromReplyRow).map((reply) => ({
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
      return rows.map(fromRow)
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
      return rows.map(fromRow)
    },
  }
}

function toRow(conversation: Conversation): ConversationRow {
  return {
    id: conversation.id,
    graph: conversation.graph,
    language: conversation.language,
    key_hash: conversation.keyHash ?? null,
    user: conversation.user ?? null,
    first_run: conversation.firstRun,
    created_at: conversation.createdAt,
  }
}

function fromRow(row: ConversationRow): Conversation {
  return {
    id: row.id,
    graph: row.graph,
    language: row.language,
    keyHash: row.key_hash ?? undefined,
    user: row.user ?? undefined,
    firstRun: row.first_run,
    createdAt: row.created_at,
  }
}

function toReplyRow(reply: Reply): ReplyRow {
  return {
    conversation_id: reply.conversation,
    number: reply.number,
    interrupt: reply.interrupt,
    value: JSON.stringify(reply.value),
    run_id: reply.run,
    created_at: reply.createdAt,
  }
}

function fromReplyRow(row: ReplyRow): Reply {
  return {
    conversation: row.conversation_id,
    number: row.number,
    interrupt: row.interrupt,
    value: JSON.parse(row.value) as unknown,
    run: row.run_id,
    createdAt: row.created_at,
  }
}
