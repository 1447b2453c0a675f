import type { Context } from 'hono'
import type { CatalogueEntry } from '../load-catalogue.js'
import type { OwnerAccess } from '../owner/owner-access.js'
import type { Answers } from '../questionnaire/answer.js'
import type { ProbedField } from '../questionnaire/probe.js'
import type { Questionnaire } from '../questionnaire/questionnaire.js'
import type { CorrectableQuestion } from '../recap/corrections.js'
import type { LocalDays } from '../responses/local-day.js'
import type { TallyCache } from '../responses/tally-cache.js'
import type { RunRegistry } from '../run/run-registry.js'
import type { RunJob } from '../run/run-store.js'
import type { Conversation } from '../session/conversation.js'
import type { Conversations } from '../session/conversations.js'
import type { Session } from '../session/session.js'
import type { OpenSession, Sessions } from '../session/sessions.js'
import type { Uploads } from '../session/uploads.js'
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

/** What a host hears of an alert with `notify`, once for each session. */
export interface RaisedNotice {
  /** As the questionnaire names it. */
  readonly notify: string
  readonly alert: { readonly id: string; readonly level: 'info' | 'warning' | 'crisis' }
  /** The session's id. */
  readonly session: string
  readonly reference: string
  readonly questionnaire: Questionnaire
  readonly user: string | undefined
  /** ISO 8601. */
  readonly at: string
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

/** What the nodes of a flow are asked, as runs that may or may not exist yet; `undefined` where the flow has no such node. */
export interface FlowJobs {
  /** The recap of the present answers. */
  recapJob(open: OpenSession): Promise<RunJob>
  /** Where the sentences of a recap that has been written come from. */
  traceJob(recap: RunJob, text: string): Promise<RunJob | undefined>
  /** Whether an answer is too thin. */
  probeJob(open: OpenSession, field: ProbedField): Promise<RunJob | undefined>
  /** Whether what a person writes can become changes to their answers. */
  takesReplies(questionnaire: string): boolean
  /** What a person wants to have changed. */
  correctionsJob(
    open: OpenSession,
    message: string,
    questions: readonly CorrectableQuestion[],
  ): Promise<RunJob | undefined>
}

/** Everything that the routes reach behind them. */
export interface AppServices extends FlowJobs {
  /** Deletes a session with everything that was made of it; a recap that is being written ends. */
  readonly forget: (sessionId: string) => Promise<void>
  readonly entries: ReadonlyMap<string, CatalogueEntry>
  readonly sessions: Sessions
  readonly uploads: Uploads
  readonly conversationGraphs: ReadonlyMap<string, ConversationGraph>
  readonly conversations: Conversations
  readonly runs: RunRegistry
  /** The recap of made-up answers, for the demo page. */
  demoJob(): Promise<RunJob>
  now(): Date
  /** There may be something to tell the program behind the webhook. */
  tell(): void
  /** Counts the events that were sent to one viewer. */
  readonly onDelivered: (events: number) => void
  /** What the owner's pages need; absent where there are none. */
  readonly owner?: OwnerServices | undefined
}

/** What stands behind the owner's pages alone. */
export interface OwnerServices {
  readonly access: OwnerAccess
  readonly tallies: TallyCache
  readonly days: LocalDays
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
  readonly notify: ((notice: RaisedNotice) => void | Promise<void>) | undefined
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
  /** There is a password for the owner's pages. */
  readonly hasOwner: boolean
  /** How many proxies of ours stand before the server. */
  readonly trustProxy: number
}
