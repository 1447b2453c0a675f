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
  /** The sessions that a browser key or a user opens, newest first, at most 50. */
  ofVisitor(visitor: { readonly keyHash?: string; readonly user?: string }): Promise<Session[]>
  /** Keeps the text of a questionnaire file under its hash. */
  keepSchema(hash: string, questionnaire: string, text: string): Promise<void>
  findSchema(hash: string): Promise<{ readonly questionnaire: string; readonly text: string } | undefined>
}
