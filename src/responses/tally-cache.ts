import type { Questionnaire } from '../questionnaire/questionnaire.js'
import type { Session } from '../session/session.js'
import type { SentPlace } from '../session/session-list.js'
import type { Sessions } from '../session/sessions.js'
import { type AnswerTally, addToTally, mergeTally } from './answer-tally.js'
import { breathe } from './breathe.js'
import type { LocalDays } from './local-day.js'

/** The answers to one version of a questionnaire: to the file with this hash. */
export interface VersionTally {
  readonly hash: string
  /** In its own language. */
  readonly questionnaire: Questionnaire
  readonly whole: SpanTally
  /** By the month, and by the day, on which they were sent: `YYYY-MM` and `YYYY-MM-DD`. */
  readonly months: ReadonlyMap<string, SpanTally>
  readonly days: ReadonlyMap<string, SpanTally>
}

/** Of some time. */
export interface SpanTally {
  sent: number
  readonly answers: AnswerTally
}

/**
 * Counts of the answers that were sent, by questionnaire. Counting all of them takes a while, so what was counted
 * is kept in memory, and only what has come since is added. It is counted anew when something was deleted.
 *
 * At most `MOST` questionnaires are kept, those that were asked for last. A year of one takes a few megabytes.
 */
export interface TallyCache {
  of(questionnaire: string): Promise<readonly VersionTally[]>
}

const MOST = 20
/** Sessions between two breaths, so that other requests are answered while many are counted. */
const BATCH = 25
/** Milliseconds: a session may be written down that much later than the time in it says. */
const LATENESS = 60_000

interface Counted {
  readonly versions: Map<string, GrowingTally>
  sent: number
  lastSentAt: string
  /** Those of the last `LATENESS`, by id, which are seen again when new ones are looked for. */
  recent: Map<string, string>
}

interface GrowingTally extends VersionTally {
  readonly months: Map<string, SpanTally>
  readonly days: Map<string, SpanTally>
}

export interface TallyCacheOptions {
  readonly sessions: Pick<Sessions, 'open' | 'sent' | 'sentMark'>
  readonly days: LocalDays
  readonly now: () => Date
}

export function createTallyCache({ sessions, days, now }: TallyCacheOptions): TallyCache {
  /** In the order in which they were asked for. */
  const counted = new Map<string, Counted>()
  const counting = new Map<string, Promise<readonly VersionTally[]>>()

  async function add(into: Counted, session: Session): Promise<void> {
    const { confirmedAt = '' } = session
    // A language that no questionnaire has is the questionnaire's own.
    const open = await sessions.open({ ...session, language: '' })
    const hash = session.schemaHash
    const version = into.versions.get(hash) ?? emptyVersion(hash, open.questionnaire)
    into.versions.set(hash, version)
    const own: AnswerTally = new Map()
    addToTally(own, open)
    const day = days.dayOf(confirmedAt)
    for (const span of [version.whole, spanOf(version.months, day.slice(0, 7)), spanOf(version.days, day)]) {
      span.sent += 1
      mergeTally(span.answers, own)
    }
    into.sent += 1
    if (confirmedAt > into.lastSentAt) into.lastSentAt = confirmedAt
    if (confirmedAt >= earlier(into.lastSentAt)) into.recent.set(session.id, confirmedAt)
  }

  /** Adds everything that was sent at a time or later and is not counted yet. */
  async function addSince(into: Counted, questionnaire: string, from: string | undefined): Promise<void> {
    const filter = { questionnaire, from, at: now().toISOString() }
    for (let place: SentPlace | undefined; ; ) {
      const batch = await sessions.sent(filter, place, BATCH)
      for (const session of batch) if (!into.recent.has(session.id)) await add(into, session)
      const last = batch.at(-1)
      if (last === undefined || batch.length < BATCH) break
      place = { id: last.id, confirmedAt: last.confirmedAt ?? '' }
      await breathe()
    }
    const since = earlier(into.lastSentAt)
    into.recent = new Map([...into.recent].filter(([, at]) => at >= since))
  }

  /** Adds what is new until nothing is missing; false where something is gone, or does not turn up. */
  async function addNew(known: Counted, questionnaire: string): Promise<boolean> {
    for (;;) {
      const { count, lastAt } = await sessions.sentMark(questionnaire, now().toISOString())
      if (known.sent === count && known.lastSentAt === lastAt) return true
      const before = known.sent
      if (before < count) await addSince(known, questionnaire, earlier(known.lastSentAt))
      if (known.sent === before) return false
    }
  }

  async function bringUpToDate(questionnaire: string): Promise<readonly VersionTally[]> {
    const known = counted.get(questionnaire)
    if (known !== undefined && (await addNew(known, questionnaire))) return remember(questionnaire, known)
    const anew: Counted = { versions: new Map(), sent: 0, lastSentAt: '', recent: new Map() }
    await addSince(anew, questionnaire, undefined)
    return remember(questionnaire, anew)
  }

  function remember(questionnaire: string, found: Counted): readonly VersionTally[] {
    counted.delete(questionnaire)
    counted.set(questionnaire, found)
    const [oldest] = counted.keys()
    if (counted.size > MOST && oldest !== undefined) counted.delete(oldest)
    return [...found.versions.values()]
  }

  return {
    of(questionnaire) {
      const begun = counting.get(questionnaire)
      if (begun !== undefined) return begun
      const found = bringUpToDate(questionnaire).finally(() => counting.delete(questionnaire))
      counting.set(questionnaire, found)
      return found
    },
  }
}

function emptyVersion(hash: string, questionnaire: Questionnaire): GrowingTally {
  return { hash, questionnaire, whole: emptySpan(), months: new Map(), days: new Map() }
}

function emptySpan(): SpanTally {
  return { sent: 0, answers: new Map() }
}

function spanOf(spans: Map<string, SpanTally>, name: string): SpanTally {
  const known = spans.get(name)
  if (known !== undefined) return known
  const made = emptySpan()
  spans.set(name, made)
  return made
}

function earlier(time: string): string {
  return time === '' ? time : new Date(Date.parse(time) - LATENESS).toISOString()
}
