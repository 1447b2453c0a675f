/** What a program outside hears of. */
export type OutgoingType = 'session.completed' | 'alert.raised'

/**
 * Something to tell a program outside. It is written with the change that it tells of, in the same row, and moves
 * to the outbox from there: so neither is ever without the other.
 */
export interface OutgoingEvent {
  /** Stays the same however often it is sent. */
  readonly id: string
  readonly type: OutgoingType
  /** ISO 8601. */
  readonly at: string
  /** Of `alert.raised`. */
  readonly alert?: { readonly id: string; readonly level: string; readonly notify: string }
}
