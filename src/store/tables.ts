import type { ColumnType, Generated, Insertable, Selectable } from 'kysely'

/** The databases that one set of queries serves. */
export type Dialect = 'sqlite' | 'postgres'

/** Columns hold text as JSON where they say so; times are ISO 8601 in UTC. */
export interface Tables {
  schema: SchemaTable
  session: SessionTable
  session_browser: SessionBrowserTable
  resume: ResumeTable
  run: RunTable
  conversation: ConversationTable
  reply: ReplyTable
}

interface SchemaTable {
  hash: string
  questionnaire: string
  text: string
}

interface SessionTable {
  id: string
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

export type SessionRow = Selectable<SessionTable>
export type NewRunRow = Insertable<RunTable>
export type RunRow = Selectable<RunTable>
export type ConversationRow = Selectable<ConversationTable>
export type ReplyRow = Selectable<ReplyTable>
