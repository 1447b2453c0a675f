import type { RunErrorReason } from '../errors.js'
import type { RunEvent } from '../stream/event.js'

/**
 * What became of events that were to be added: `fenced` where a later attempt has begun, so that nothing of this
 * one is taken any more; `gap` where the log ends before them, after `length` events.
 */
export type AppendResult =
  | { readonly kind: 'appended' }
  | { readonly kind: 'fenced' }
  | { readonly kind: 'gap'; readonly length: number }

/** Events of one attempt, in order. They can overlap with what was told before: `seq` says which are new. */
export interface SharedEvents {
  /** Counts from 1. */
  readonly attempt: number
  /** Empty where an attempt has just begun. */
  readonly events: readonly RunEvent[]
}

/** What a node says to the one that executes a run. */
export type RunCommand =
  /** Ends this attempt, or any that goes on in its place. */
  | { readonly type: 'abort'; readonly reason: RunErrorReason }
  /** Somebody looks at the run just now. */
  | { readonly type: 'seen' }
  /** The run goes on to its end whoever looks. */
  | { readonly type: 'keep' }

/**
 * Logs of runs where every node can read them. One node writes an attempt; a later attempt shuts out the ones
 * before it. Everything rejects with an `UnavailableError` while the server behind it is away; followers go on
 * by themselves when it is back, without a gap.
 */
export interface SharedLogs {
  /** Begins an attempt, with an empty log in place of an earlier one's. Answers false where a later one has begun. */
  open(id: string, attempt: number): Promise<boolean>
  /** Adds events to an attempt's log. Adding again what it has already changes nothing and answers `appended`. */
  append(id: string, attempt: number, events: readonly RunEvent[]): Promise<AppendResult>
  /**
   * Tells `listener` what the log of the latest attempt holds, and everything that comes. Resolves once what was
   * there has been told, with a function that ends it.
   */
  follow(id: string, listener: (told: SharedEvents) => void): Promise<() => void>
  /** Says something to whoever executes the run, now or later. */
  command(id: string, command: RunCommand): Promise<void>
  /** Tells `listener` the commands since `clearCommands`, and those that come. As `follow`. */
  onCommand(id: string, listener: (command: RunCommand) => void): Promise<() => void>
  /** What was said before is of no account: the run has been asked for anew. */
  clearCommands(id: string): Promise<void>
  /** Whether the server behind it can be reached. */
  readonly isReady: boolean
  close(): Promise<void>
}
