import type { RunRecord } from '../run/run-store.js'

/** One person's talk with one graph. Its state is the graph's thread of the same name. Times are ISO 8601. */
export interface Conversation {
  /** 128 random bits in hex: names the conversation in URLs and the thread, opens nothing. */
  readonly id: string
  /** Whose graph: the name in the URL. */
  readonly graph: string
  readonly language: string
  /** SHA-256 of the browser key that opens it; `undefined` where the host's `identity` does. */
  readonly keyHash: string | undefined
  /** The host's user that opens it. */
  readonly user: string | undefined
  /** The run that begins it. */
  readonly firstRun: string
  readonly createdAt: string
}

/** What a person said to one interrupt. There is one for each, and each has one run. */
export interface Reply {
  readonly conversation: string
  /** Counts from 1 without a gap. */
  readonly number: number
  /** The interrupt that it answers. */
  readonly interrupt: string
  /** JSON. */
  readonly value: unknown
  /** The run that goes on from it. */
  readonly run: string
  readonly createdAt: string
}

/** A step of a conversation: what was said, but for the first, and the run that it led to. */
export interface Turn {
  /** 0 for the beginning, else the reply's. */
  readonly number: number
  readonly runId: string
  readonly reply: Reply | undefined
  /** `undefined` where the process ended before the run began. */
  readonly record: RunRecord | undefined
}
