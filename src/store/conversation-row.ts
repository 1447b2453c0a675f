import type { Conversation, Reply } from '../session/conversation.js'
import type { ConversationRow, ReplyRow } from './tables.js'

export function conversationRow(conversation: Conversation): ConversationRow {
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

export function conversationOf(row: ConversationRow): Conversation {
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

export function replyRow(reply: Reply): ReplyRow {
  return {
    conversation_id: reply.conversation,
    number: reply.number,
    interrupt: reply.interrupt,
    value: JSON.stringify(reply.value),
    run_id: reply.run,
    created_at: reply.createdAt,
  }
}

export function replyOf(row: ReplyRow): Reply {
  return {
    conversation: row.conversation_id,
    number: row.number,
    interrupt: row.interrupt,
    value: JSON.parse(row.value) as unknown,
    run: row.run_id,
    createdAt: row.created_at,
  }
}
