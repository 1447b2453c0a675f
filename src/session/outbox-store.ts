/** A message on its way out. */
export interface OutboxMessage {
  readonly id: string
  readonly sessionId: string
  /** JSON, as it is signed and sent. */
  readonly body: string
  /** How often it was taken to be sent, this time included. */
  readonly attempt: number
  /** ISO 8601. */
  readonly createdAt: string
}

/** Keeps messages until they have arrived; of several processes exactly one takes a message at a time. Times are ISO 8601. */
export interface OutboxStore {
  /** Adds a message that is due at once. One with a known id changes nothing. */
  add(message: Omit<OutboxMessage, 'attempt'>): Promise<void>
  /**
   * Takes messages that are due, the longest waiting first. Until `until` nobody else takes them: then whoever had
   * them is taken to be gone.
   */
  claim(now: string, until: string, limit: number): Promise<OutboxMessage[]>
  /** It has arrived: nothing of it is kept. */
  remove(id: string): Promise<void>
  /** It is tried again at `dueAt`; with `undefined` never, and its body is kept until `removeBefore` takes it. */
  postpone(id: string, attempt: number, dueAt: string | undefined, error: string): Promise<void>
  /** How many wait, and how many were given up. */
  count(): Promise<{ readonly waiting: number; readonly givenUp: number }>
  /** Takes away what was given up and was made before a time. */
  removeBefore(at: string): Promise<void>
}
