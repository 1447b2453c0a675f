import type { Context } from 'hono'
import type { CatalogueEntry } from '../load-catalogue.js'
import type { Answers } from '../questionnaire/answer.js'
import type { Questionnaire } from '../questionnaire/questionnaire.js'
import type { RunRegistry } from '../run/run-registry.js'
import type { RunJob } from '../run/run-store.js'
import type { Conversation } from '../session/conversation.js'
import type { Conversations } from '../session/conversations.js'
import type { Session } from '../session/session.js'
import type { OpenSession, Sessions } from '../session/sessions.js'
import type { OpenStreams } from './open-streams.js'
import type { Tally } from './tally.js'
import type { Identity } from './visitor.js'

/** What a host hears of a session that was confirmed. */
export interface CompletedSession {
  readonly id: string
  readonly reference: string
  readonly questionnaire: Questionnaire
  /** Of the questions that were asked, by field id. */
  readonly answers: Answers
  readonly user: string | undefined
  /** ISO 8601. */
  readonly confirmedAt: string
}

/** A graph that is published as a conversation. */
export interface ConversationGraph {
  /** Its name in the URL. */
  readonly slug: string
  readonly name: string
  /** Empty where the file has none. */
  readonly description: string
  readonly writer: { readonly provider: string; readonly model?: string | undefined }
}

/** Everything that the routes reach behind them. */
export interface AppServices {
  /** Deletes a session with everything that was made of it; a recap that is being written ends. */
  readonly forget: (sessionId: string) => Promise<void>
  readonly entries: ReadonlyMap<string, CatalogueEntry>
  readonly sessions: Sessions
  readonly conversationGraphs: ReadonlyMap<string, ConversationGraph>
  readonly conversations: Conversations
  readonly runs: RunRegistry
  /** The recap of the present answers, as a run that may or may not exist yet. */
  recapJob(open: OpenSession): Promise<RunJob>
  /** The recap of made-up answers, for the demo page. */
  demoJob(): Promise<RunJob>
  now(): Date
  /** Counts the events that were sent to one viewer. */
  readonly onDelivered: (events: number) => void
}

/** What a host knows of somebody, by name: `{user: {email}}` for `prefill: host.user.email`. */
export type Prefill = (
  c: Context,
  questionnaire: string,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>

export interface RouteOptions {
  /** Connects stores at first use. */
  readonly services: () => Promise<AppServices>
  readonly siteName: string
  /** `own`: our layout and our CSP. `host`: the host's `jsxRenderer` lays out. */
  readonly layout: 'own' | 'host'
  readonly csp: string | undefined
  readonly publicUrl: URL | undefined
  /** Path under which the app is reached, where that cannot be seen from inside. */
  readonly basePath: string | undefined
  readonly identity: Identity | undefined
  readonly authorize:
    | ((c: Context, session: Session | Conversation) => boolean | Promise<boolean>)
    | undefined
  readonly prefill: Prefill | undefined
  readonly onComplete: ((completed: CompletedSession) => void | Promise<void>) | undefined
  /** Sentences that stand on every page, for instance that a deployment is not finished. */
  readonly notices: readonly string[]
  readonly privacy: string | undefined
  readonly help: { readonly text: string; readonly phone?: string } | undefined
  /** The standalone server: `/demo`, and our own page for addresses that nobody knows. */
  readonly isStandalone: boolean
  readonly onError: (error: unknown) => void
  /** Milliseconds between two groups of tokens on the wire. */
  readonly coalesce: number
  /** Counts what is open, so that nobody opens too many. */
  readonly streams: OpenStreams
  /** Requests that are being answered. A stream counts until it has begun. */
  readonly requests: Tally
  /** Milliseconds between two pings. */
  readonly pingInterval: number
  /** IANA name. */
  readonly timeZone: string
}
