import type { Probes } from '../questionnaire/probe.js'
import type { OutgoingEvent } from './outgoing-event.js'

/** An alert that was shown, for the record. `at` is when, ISO 8601. */
export interface RaisedAlert {
  readonly id: string
  /** The page whose answer raised it. */
  readonly page: string
  readonly at: string
}

/** What one person has done with one questionnaire so far. Times are ISO 8601. */
export interface Session {
  /** 128 random bits in hex: names the session in URLs, opens nothing. */
  readonly id: string
  readonly questionnaire: string
  /** The questionnaire file that the session began with; a changed file changes new sessions only. */
  readonly schemaHash: string
  readonly language: string
  /** SHA-256 of the browser key that opens it; `undefined` where the host's `identity` does. */
  readonly keyHash: string | undefined
  /** The host's user that opens it. */
  readonly user: string | undefined
  /** By field id. */
  readonly answers: Readonly<Record<string, unknown>>
  /** What was typed on a page and not yet answered, by page: raw form values. */
  readonly drafts: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly alerts: readonly RaisedAlert[]
  /** What was asked once more about thin answers. */
  readonly probes: Probes
  /** How often the person has said in their own words that something is wrong. */
  readonly replies: number
  /** What programs outside are still to be told. */
  readonly outgoing: readonly OutgoingEvent[]
  /** Counts up with every write. */
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly confirmedAt: string | undefined
  /** When it is deleted; `undefined`: not by itself. */
  readonly expiresAt: string | undefined
}

/** What a person may change. */
export type SessionChange = Partial<
  Pick<
    Session,
    'language' | 'answers' | 'drafts' | 'alerts' | 'probes' | 'replies' | 'outgoing' | 'confirmedAt'
  >
> & {
  /** `null`: it is no longer deleted by itself. */
  readonly expiresAt?: string | null
}

const REFERENCE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A short number that people can read out, such as `4K7-2M9-QX8`. Made from the id, so it needs no keeping. */
export function referenceOf(sessionId: string): string {
  let number = BigInt(`0x${sessionId.slice(0, 16)}`)
  let letters = ''
  for (let count = 0; count < 9; count++) {
    letters += REFERENCE_ALPHABET[Number(number % 30n)]
    number /= 30n
  }
  return `${letters.slice(0, 3)}-${letters.slice(3, 6)}-${letters.slice(6)}`
}
