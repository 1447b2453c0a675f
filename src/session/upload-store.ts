/** A file that a person has sent. Times are ISO 8601. */
export interface Upload {
  /** 128 random bits in hex. */
  readonly id: string
  readonly sessionId: string
  /** As people read it; made harmless before it comes here. */
  readonly name: string
  /** A media type, told by the content. */
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** SHA-256 of the content in hex. */
  readonly hash: string
  /** Whether an answer or a draft names it. */
  readonly isAttached: boolean
  readonly createdAt: string
}

/** Keeps the files of sessions. The session store's `delete` takes those of a session with it. */
export interface UploadStore {
  add(upload: Upload, content: Uint8Array): Promise<void>
  /** The files of a session, the oldest first, without their contents. */
  list(sessionId: string): Promise<Upload[]>
  /** A file of this session with its content. */
  find(sessionId: string, id: string): Promise<{ upload: Upload; content: Uint8Array } | undefined>
  /** Marks files of a session as named by an answer or a draft. */
  attach(sessionId: string, ids: readonly string[]): Promise<void>
  /** Takes files of a session away; unknown ones are none. */
  delete(sessionId: string, ids: readonly string[]): Promise<void>
  /** Takes away what was never attached and is from this time (ISO 8601) or earlier. */
  deleteUnattached(until: string): Promise<void>
}
