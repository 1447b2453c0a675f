import type { Context } from 'hono'
import { UsageError } from './errors.js'
import type { CreateModel } from './llm/chat-model-options.js'
import type { Contacts } from './questionnaire/contacts.js'
import type { CompletedSession, Prefill, RaisedNotice } from './routes/app-services.js'
import type { Identity } from './routes/visitor.js'
import type { Conversation } from './session/conversation.js'
import type { Session } from './session/session.js'
import type { Settings, WebhookSettings } from './settings.js'
import type { Store } from './store/store.js'

export interface QuestionnaireAppOptions {
  /** Folder of the questionnaires, flows and contacts. Default `graphs` in the working directory. */
  readonly graphs?: string
  /** The folder that holds `prompts`. Default the one that holds `graphs`. */
  readonly promptsBase?: string
  /** Who is called in need, by language and key. Default `contacts.yaml` in the graphs folder. */
  readonly contacts?: Contacts
  /** The shell tools, `module:` functions and tools of agents that the graphs of this app may run. Default those of the settings: none. */
  readonly allowTools?: readonly string[]
  /** Makes the models. Default: by the settings. */
  readonly createModel?: CreateModel
  /** Path of the SQLite file. Default: the database of the settings, `./data/recapflow.db`. */
  readonly database?: string
  /** Address of the Redis through which several nodes share runs and their logs. Default that of the settings: none. */
  readonly redis?: string
  /** Keeps everything, in place of a database that is named. Closed with the app. */
  readonly store?: Store
  /** Default: read from the environment. */
  readonly settings?: Settings
  /** Stands in the letterhead. Default "recapflow". */
  readonly siteName?: string
  /** `own` (the default): whole documents of ours. `host`: the host's `jsxRenderer` lays out. */
  readonly layout?: 'own' | 'host'
  /** `strict` sends our Content-Security-Policy under a host's layout, too. With our own it always goes out. */
  readonly csp?: 'strict'
  /** Where the app is mounted, for `app.mount` and behind a proxy that strips a prefix. Begins with a slash. */
  readonly basePath?: string
  /** Names the host's user. A session that a user begins is that user's, on every browser. */
  readonly identity?: Identity
  /** Asked in addition whenever a session or a conversation is opened. A conversation has a `graph`. */
  readonly authorize?: (c: Context, session: Session | Conversation) => boolean | Promise<boolean>
  /**
   * What the host knows of the person who starts a questionnaire, for fields with `prefill: host.<name>`. Called
   * when a session starts; what it throws keeps the session from starting.
   */
  readonly prefill?: Prefill
  /** Hears of every confirmed session, once. What it throws is reported and stops nobody. */
  readonly onComplete?: (completed: CompletedSession) => void | Promise<void>
  /**
   * Hears of an alert with `notify` when an answer raises it for the first time in a session, before the next page
   * is shown. What it throws is reported and stops nobody.
   */
  readonly notify?: (notice: RaisedNotice) => void | Promise<void>
  /** A program that is told of sessions that were sent and of alerts. Default that of the settings: none. */
  readonly webhook?: WebhookSettings
  /** Where answers and recaps go, in a sentence or two, shown before anybody starts. */
  readonly privacy?: string
  /** A way to a person, in the same place on every page. */
  readonly help?: { readonly text: string; readonly phone?: string }
  /** The standalone server: adds `/demo` and a page for unknown addresses. Default false. */
  readonly isStandalone?: boolean
  /** Contacts that are still the shipped stand-ins throw. Default false: a warning and a banner. */
  readonly requireContacts?: boolean
  /** IANA name of the zone that decides which day it is. Default the process's. */
  readonly timeZone?: string
  /** Milliseconds without a viewer after which a recap is no longer written. Default that of the settings, 60,000. */
  readonly abandonAfter?: number
  /** Milliseconds between two groups of tokens on the wire. Default 50; at least 500 for those who prefer less motion. */
  readonly coalesce?: number
  /** Milliseconds between two signs of life on a stream. Default 15,000. */
  readonly pingInterval?: number
  readonly now?: () => Date
  readonly onWarning?: (message: string) => void
  /**
   * Hears of everything that went wrong without being the visitor's doing; that a server is away, once in ten
   * seconds. Prints to stderr by default.
   */
  readonly onError?: (error: unknown) => void
}

/** The longest delay of a timer: longer ones fire at once. */
const MAX_DELAY = 2 ** 31 - 1

/** @throws UsageError for an option that cannot work, with what was expected. */
export function checkOptions(options: QuestionnaireAppOptions): void {
  const { basePath, timeZone, abandonAfter, allowTools } = options
  const isListOfNames = (value: unknown) =>
    Array.isArray(value) && value.every((name) => typeof name === 'string')
  if (allowTools !== undefined && !isListOfNames(allowTools)) {
    throw new UsageError(
      `"allowTools" is ${JSON.stringify(allowTools)}, expected a list of tool names such as ["search"].`,
    )
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw new UsageError(
      `"timeZone" is ${JSON.stringify(timeZone)}, expected a name such as "Europe/Helsinki".`,
    )
  }
  const isGoodDelay = (value: number) =>
    value > 0 && (value <= MAX_DELAY || value === Number.POSITIVE_INFINITY)
  if (abandonAfter !== undefined && !isGoodDelay(abandonAfter)) {
    throw new UsageError(
      `"abandonAfter" is ${abandonAfter}, expected milliseconds up to ${MAX_DELAY}, or Infinity.`,
    )
  }
  if (basePath !== undefined && !/^\/[^?#]*$/.test(basePath)) {
    throw new UsageError(
      `"basePath" is ${JSON.stringify(basePath)}, expected a path that begins with a slash.`,
    )
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
