import type { ColumnType, Generated, Insertable, Selectable } from 'kysely'
import type { OwnerEvent } from '../owner/owner-store.js'

/** The databases that one set of queries serves. */
export type Dialect = 'sqlite' | 'postgres'

/** Columns hold text as JSON where they say so; times are ISO 8601 in UTC. */
export interface Tables {
  schema: SchemaTable
  session: SessionTable
  session_browser: SessionBrowserTable
  resume: ResumeTable
  outbox: OutboxTable
  run: RunTable
  conversation: ConversationTable
  reply: ReplyTable
  upload: UploadTable
  owner: OwnerTable
  owner_sign_in: OwnerSignInTable
  owner_event: OwnerEventTable
}

interface SchemaTable {
  hash: string
  questionnaire: string
  text: string
}

interface SessionTable {
  id: string
  /** See `referenceOf`; without dashes. `null` in rows that a process of an older version has made. */
  reference: string | null
  questionnaire: string
  schema_hash: string
  language: string
  key_hash: string | null
  user: string | null
  /** JSON */
  answers: string
  /** JSON */
  drafts: string
  /** JSON */
  alerts: string
  /** JSON */
  probes: string
  replies: number
  /** JSON: what programs outside are still to be told. */
  outgoing: string
  version: number
  created_at: string
  updated_at: string
  confirmed_at: string | null
  /** When it is deleted; `null`: not by itself. */
  expires_at: string | null
}

/** Browser keys that open a session beside the one that it began with. */
interface SessionBrowserTable {
  session_id: string
  key_hash: string
}

/** Messages to programs outside. */
interface OutboxTable {
  id: string
  session_id: string
  /** JSON */
  body: string
  attempt: number
  /** `null`: given up. */
  due_at: string | null
  /** What became of the last try. */
  error: string | null
  created_at: string
}

/** Links with which a session is taken up on another device. */
interface ResumeTable {
  /** SHA-256 of the token. */
  token_hash: string
  session_id: string
  expires_at: string
}

interface RunTable {
  /** Grows with every attempt that is asked for. Only compared by the database: PostgreSQL answers it as text. */
  position: ColumnType<number | string, number | undefined>
  id: string
  session_id: string
  graph: string
  /** Empty for a whole graph. */
  node: string
  /** JSON */
  input: string
  provider: string
  model: string | null
  attempt: number
  /** 0 in rows that are older than this column. */
  asked_attempt: Generated<number>
  status: 'waiting' | 'running' | 'done' | 'failed'
  text: string
  /** JSON */
  error: string | null
  /** JSON */
  interrupts: string | null
  /** JSON; empty where nothing is kept. */
  kept: Generated<string>
  started_at: string
  ended_at: string | null
}

interface ConversationTable {
  id: string
  graph: string
  language: string
  key_hash: string | null
  user: string | null
  first_run: string
  created_at: string
}

interface ReplyTable {
  conversation_id: string
  /** Counts from 1 in each conversation. */
  number: number
  interrupt: string
  /** JSON */
  value: string
  run_id: string
  created_at: string
}

/** Files that people have sent. */
interface UploadTable {
  id: string
  session_id: string
  name: string
  type: string
  size: number
  /** SHA-256 of the content. */
  hash: string
  /** 1 where an answer or a draft names it, else 0. */
  attached: number
  created_at: string
  content: Uint8Array
}

/** The one row about the owner's password. */
interface OwnerTable {
  /** Always `owner`. */
  id: string
  password_hash: string
}

interface OwnerSignInTable {
  /** SHA-256 of the cookie's key. */
  key_hash: string
  signed_in_at: string
  seen_at: string
}

/** What was done on the owner's pages, without answers. */
interface OwnerEventTable {
  position: ColumnType<number | string, number | undefined>
  at: string
  kind: OwnerEvent['kind']
  detail: string
}

export type SessionRow = Selectable<SessionTable>
export type NewRunRow = Insertable<RunTable>
export type RunRow = Selectable<RunTable>
export type ConversationRow = Selectable<ConversationTable>
export type ReplyRow = Selectable<ReplyTable>
export type UploadRow = Selectable<UploadTable>
