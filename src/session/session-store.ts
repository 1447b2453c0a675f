import type { Session, SessionChange } from './session.js'
import type { SentMark, SentPlace, SessionFilter, SessionSummary, SessionTotals } from './session-list.js'

/** Keeps sessions, and each questionnaire file that a session began with. */
export interface SessionStore {
  create(session: Session): Promise<void>
  find(id: string): Promise<Session | undefined>
  /**
   * Writes the change if the session still has `version`, and answers the session as it is then;
   * `undefined` where somebody else has written since.
   */
  change(id: string, version: number, change: SessionChange, at: string): Promise<Session | undefined>
  /** Takes away the session, its runs with their texts, what was still to be told of it, and every way to open it. Answers the ids of the runs. */
  delete(id: string): Promise<string[]>
  /** Sessions that should be gone at a time (ISO 8601), at most 100. */
  expired(at: string): Promise<string[]>
  /** Sessions with something to tell programs outside, at most 100. */
  withOutgoing(): Promise<Session[]>
  /** Lets another browser open a session. */
  addKey(id: string, keyHash: string): Promise<void>
  hasKey(id: string, keyHash: string): Promise<boolean>
  /** Keeps a link with which a session is taken up elsewhere, until a time (ISO 8601). */
  keepResume(tokenHash: string, id: string, expiresAt: string): Promise<void>
  /** The session that a link names, if the link is still good. */
  findResume(tokenHash: string, at: string): Promise<string | undefined>
  /** The sessions that a browser key or a user opens, newest first, at most 50. */
  ofVisitor(visitor: { readonly keyHash?: string; readonly user?: string }): Promise<Session[]>
  /** Keeps the text of a questionnaire file under its hash. */
  keepSchema(hash: string, questionnaire: string, text: string): Promise<void>
  findSchema(hash: string): Promise<{ readonly questionnaire: string; readonly text: string } | undefined>
  /** Those that the filter lets through, the newest first, `limit` of them after the first `offset`. */
  list(
    filter: SessionFilter,
    part: { readonly offset: number; readonly limit: number },
  ): Promise<SessionSummary[]>
  count(filter: SessionFilter): Promise<number>
  /** Of every questionnaire that has sessions, by name. */
  totals(at: string): Promise<SessionTotals[]>
  /** The names of all that sessions ever began with, in order. */
  questionnaires(): Promise<string[]>
  sentMark(questionnaire: string, at: string): Promise<SentMark>
  /** Whole sessions that were sent, the newest first, at most `limit` of those after a place. */
  sent(filter: SessionFilter, after: SentPlace | undefined, limit: number): Promise<Session[]>
}
