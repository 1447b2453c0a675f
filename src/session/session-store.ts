import type { Session, SessionChange } from './session.js'

/** Keeps sessions, and each questionnaire file that a session began with. */
export interface SessionStore {
  create(session: Session): Promise<void>
  find(id: string): Promise<Session | undefined>
  /**
   * Writes the change if the session still has `version`, and answers the session as it is then;
   * `undefined` where somebody else has written since.
   */
  change(id: string, version: number, change: SessionChange, at: string): Promise<Session | undefined>
  /** Takes away the session, its runs with their texts, and every way to open it. Answers the ids of the runs. */
  delete(id: string): Promise<string[]>
  /** Sessions that should be gone at a time (ISO 8601), at most 100. */
  expired(at: string): Promise<string[]>
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
}
