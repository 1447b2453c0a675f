import type { Session } from './session.js'

/**
 * Which sessions are wanted. The time of a session is when it was sent; of one that was not, when it was last
 * changed. Times are ISO 8601.
 */
export interface SessionFilter {
  readonly questionnaire?: string | undefined
  /** Default both. */
  readonly state?: 'sent' | 'draft' | undefined
  /** Of this time or later. */
  readonly from?: string | undefined
  /** Before this time. */
  readonly until?: string | undefined
  /** How the reference begins: up to nine of its characters, without dashes. */
  readonly reference?: string | undefined
  /** The present: what has expired by then is as good as deleted. */
  readonly at: string
}

/** A session without what was answered. */
export type SessionSummary = Pick<
  Session,
  | 'id'
  | 'questionnaire'
  | 'schemaHash'
  | 'language'
  | 'alerts'
  | 'createdAt'
  | 'updatedAt'
  | 'confirmedAt'
  | 'expiresAt'
>

/** How many sessions a questionnaire has. */
export interface SessionTotals {
  readonly questionnaire: string
  readonly sent: number
  readonly drafts: number
}

/** By which one sees that sessions of a questionnaire were sent, or deleted. */
export interface SentMark {
  readonly count: number
  /** When the last was sent, ISO 8601; empty where there is none. */
  readonly lastAt: string
}

/** A place in the list of sent sessions, the newest first: the next ones come after it. */
export interface SentPlace {
  readonly confirmedAt: string
  readonly id: string
}
