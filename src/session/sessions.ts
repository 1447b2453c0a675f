import type { Answers, Context, ScoreFunctions } from '../questionnaire/answer.js'
import { DRAFT_DAYS } from '../questionnaire/load-questionnaire.js'
import type { Alert } from '../questionnaire/outcome.js'
import { initialValues, type PrefillSources } from '../questionnaire/prefill.js'
import type { Probes } from '../questionnaire/probe.js'
import { inLanguage, type Questionnaire, questionsOf } from '../questionnaire/questionnaire.js'
import { hashKey, randomHex } from './browser-key.js'
import type { OutgoingEvent } from './outgoing-event.js'
import { referenceOf, type Session, type SessionChange } from './session.js'
import type { SessionStore } from './session-store.js'
import type { UploadStore } from './upload-store.js'
import { filesNamedIn } from './uploads.js'

/** A questionnaire file that a session can begin with. */
export interface SessionSource {
  readonly slug: string
  readonly questionnaire: Questionnaire
  readonly text: string
  readonly hash: string
}

/** A session with the questionnaire that it began with, and what the pure functions want to know. */
export interface OpenSession {
  readonly session: Session
  /** The languages that its questionnaire has. */
  readonly languages: readonly string[]
  readonly questionnaire: Questionnaire
  readonly answers: Answers
  readonly probes: Probes
  readonly context: Context
}

export interface SessionsOptions {
  readonly store: SessionStore
  readonly uploads: Pick<UploadStore, 'attach' | 'delete'>
  /** Reads a questionnaire file that is no longer the present one. */
  readonly parse: (text: string, slug: string) => Questionnaire
  readonly contacts: () => Context['contacts']
  /** The functions that scores of a questionnaire name. */
  readonly scoreFunctions: (questionnaire: Questionnaire) => Promise<ScoreFunctions>
  readonly now: () => Date
  /** IANA name; decides which day it is. */
  readonly timeZone: string
  /** Whether there is a program outside to be told. Default false: nothing is noted for one. */
  readonly tells?: boolean
}

/** How often a write is tried again when another one of the same session came first. */
const MAX_TRIES = 5

export type Sessions = ReturnType<typeof createSessions>

/** Those that were not raised in this session before. */
export function newAlerts(session: Pick<Session, 'alerts'>, raised: readonly Alert[]): Alert[] {
  return raised.filter(({ id }) => !session.alerts.some((alert) => alert.id === id))
}

export function createSessions({
  store,
  uploads,
  parse,
  contacts,
  scoreFunctions,
  now,
  timeZone,
  tells = false,
}: SessionsOptions) {
  function event(
    type: OutgoingEvent['type'],
    at: string,
    more: Pick<OutgoingEvent, 'alert'> = {},
  ): OutgoingEvent[] {
    return tells ? [{ id: `msg_${randomHex(16)}`, type, at, ...more }] : []
  }

  /** Parsed files by hash; as many as there are versions in use. */
  const questionnaires = new Map<string, Questionnaire>()
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })

  async function questionnaireOf(session: Session): Promise<Questionnaire> {
    const known = questionnaires.get(session.schemaHash)
    if (known !== undefined) return known
    const kept = await store.findSchema(session.schemaHash)
    if (kept === undefined) throw new Error(`The questionnaire file of session ${session.id} is not stored.`)
    const questionnaire = parse(kept.text, kept.questionnaire)
    questionnaires.set(session.schemaHash, questionnaire)
    return questionnaire
  }

  async function open(session: Session): Promise<OpenSession> {
    const base = await questionnaireOf(session)
    const known = contacts()
    return {
      session,
      languages: [base.language, ...base.translations.keys()],
      questionnaire: inLanguage(base, session.language),
      answers: session.answers as Answers,
      probes: session.probes,
      context: {
        // What was sent stays as it was then: nobody grows out of a question afterwards.
        today: day.format(session.confirmedAt === undefined ? now() : new Date(session.confirmedAt)),
        responseId: referenceOf(session.id),
        ...(known === undefined ? {} : { contacts: known }),
        scoreFunctions: await scoreFunctions(base),
      },
    }
  }

  /**
   * Writes what `decide` makes of the session as it is, and decides anew where somebody else wrote first.
   * `undefined` from `decide` writes nothing.
   */
  async function change(
    id: string,
    decide: (open: OpenSession) => SessionChange | undefined,
  ): Promise<OpenSession> {
    for (let count = 0; count < MAX_TRIES; count++) {
      const session = await store.find(id)
      if (session === undefined) throw new Error(`There is no session ${id}.`)
      const opened = await open(session)
      const wanted = decide(opened)
      if (wanted === undefined) return opened
      const at = now()
      const { confirmedAt = session.confirmedAt } = wanted
      const expiresAt = expiryOf(opened.questionnaire, confirmedAt, at) ?? null
      const files = filesChangedBy(opened, wanted)
      // A file that is named has to stay, whatever is cut off here; one that no longer is may stay a little longer.
      await uploads.attach(id, files.added)
      const changed = await store.change(id, session.version, { ...wanted, expiresAt }, at.toISOString())
      if (changed === undefined) continue
      await uploads.delete(id, files.removed)
      return open(changed)
    }
    throw new Error(`Session ${id} is being written by too many at once.`)
  }

  return {
    open,
    change,
    /** One that has expired is as good as deleted. */
    async find(id: string): Promise<Session | undefined> {
      const session = await store.find(id)
      const isOver = session?.expiresAt !== undefined && session.expiresAt <= now().toISOString()
      return isOver ? undefined : session
    },
    ofVisitor: store.ofVisitor,
    hasKey: store.hasKey,
    delete: store.delete,
    list: store.list,
    count: store.count,
    totals: store.totals,
    sentMark: store.sentMark,
    questionnaires: store.questionnaires,
    sent: store.sent,
    expired: () => store.expired(now().toISOString()),

    /** The secret of a link with which a session is taken up on another device, and when it ends. */
    async keep(session: Session): Promise<{ readonly token: string; readonly expiresAt: string }> {
      const token = randomHex(16)
      const { questionnaire } = await open(session)
      const expiresAt = expiryOf(questionnaire, undefined, now()) ?? now().toISOString()
      await store.keepResume(hashKey(token), session.id, expiresAt)
      return { token, expiresAt }
    },

    /** The session that a link names. */
    async findByLink(token: string): Promise<Session | undefined> {
      if (!/^[0-9a-f]{32}$/.test(token)) return undefined
      const id = await store.findResume(hashKey(token), now().toISOString())
      return id === undefined ? undefined : this.find(id)
    },

    /** Lets the browser with this key open a session. */
    letIn: store.addKey,

    /** A new session; the file that it begins with is kept beside it. */
    async start(
      source: SessionSource,
      owner: Pick<Session, 'keyHash' | 'user'>,
      sources: PrefillSources = { query: {}, host: {} },
      language = source.questionnaire.language,
    ): Promise<Session> {
      await store.keepSchema(source.hash, source.slug, source.text)
      const begun = now()
      const at = begun.toISOString()
      const session: Session = {
        id: randomHex(16),
        questionnaire: source.slug,
        schemaHash: source.hash,
        language,
        keyHash: owner.user === undefined ? owner.keyHash : undefined,
        user: owner.user,
        ...initialValues(inLanguage(source.questionnaire, language), sources, { today: day.format(now()) }),
        alerts: [],
        probes: {},
        replies: 0,
        outgoing: [],
        version: 1,
        createdAt: at,
        updatedAt: at,
        confirmedAt: undefined,
        expiresAt: expiryOf(source.questionnaire, undefined, begun),
      }
      await store.create(session)
      return session
    },

    /**
     * Marks the alerts that an answer on `page` raised; an alert keeps the page and time of its last cause. Those
     * that are to be told to others are, the first time in a session.
     */
    raise(
      session: Pick<Session, 'alerts' | 'outgoing'>,
      page: string,
      raised: readonly Alert[],
    ): Pick<Session, 'alerts' | 'outgoing'> {
      const at = now().toISOString()
      const ids = raised.map(({ id }) => id)
      const kept = session.alerts.filter(({ id }) => !ids.includes(id))
      const told = newAlerts(session, raised).flatMap(({ id, level, notify }) =>
        notify === undefined ? [] : [{ id, level, notify }],
      )
      return {
        alerts: [...kept, ...ids.map((id) => ({ id, page, at }))],
        outgoing: [...session.outgoing, ...told.flatMap((alert) => event('alert.raised', at, { alert }))],
      }
    },

    /** What programs outside are to be told of a session that was sent. */
    completed: (session: Session, at: string): Session['outgoing'] => [
      ...session.outgoing,
      ...event('session.completed', at),
    ],

    withOutgoing: store.withOutgoing,
  }
}

/** The files that a change begins to name, and those that it no longer does. */
function filesChangedBy(
  { questionnaire, session }: OpenSession,
  { answers = session.answers, drafts = session.drafts }: SessionChange,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  if (!questionsOf(questionnaire).some(({ type }) => type === 'file')) return { added: [], removed: [] }
  const [before, after] = [filesNamedIn(session), filesNamedIn({ answers, drafts })]
  return {
    added: [...after].filter((file) => !before.has(file)),
    removed: [...before].filter((file) => !after.has(file)),
  }
}

const DAY = 24 * 60 * 60 * 1000

/** Drafts go some days after their last change, answers that were sent when the file says so. */
function expiryOf(
  { resume, retain }: Questionnaire,
  confirmedAt: string | undefined,
  at: Date,
): string | undefined {
  if (confirmedAt === undefined) {
    const { days } = resume === false ? { days: DRAFT_DAYS } : resume
    return new Date(at.getTime() + days * DAY).toISOString()
  }
  return retain && new Date(new Date(confirmedAt).getTime() + retain.days * DAY).toISOString()
}

/** What was typed on a page and not answered is gone once the page is answered. */
export function withoutDraft(session: Session, page: string): Session['drafts'] {
  const { [page]: _answered, ...others } = session.drafts
  return others
}
