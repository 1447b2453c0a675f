import type { Session } from '../session/session.js'
import type { SessionFilter, SessionTotals } from '../session/session-list.js'
import type { SessionStore } from '../session/session-store.js'
import { plainReference } from './session-row.js'

/** What the owner's pages ask of sessions that are kept in this process. */
export function createMemorySessionList(
  sessions: ReadonlyMap<string, Session>,
): Pick<SessionStore, 'list' | 'count' | 'totals' | 'sentMark' | 'sent'> {
  const matching = (filter: SessionFilter) =>
    [...sessions.values()].filter((session) => isMatching(session, filter)).sort(newestFirst)
  return {
    async list(filter, { offset, limit }) {
      return matching(filter)
        .slice(offset, offset + limit)
        .map(
          ({
            keyHash: _key,
            user: _user,
            answers: _answers,
            drafts: _drafts,
            probes: _probes,
            replies: _replies,
            outgoing: _outgoing,
            version: _version,
            ...summary
          }) => structuredClone(summary),
        )
    },
    count: async (filter) => matching(filter).length,
    async totals(at) {
      const all = matching({ at })
      return [...new Set(all.map((session) => session.questionnaire))]
        .map((questionnaire): SessionTotals => {
          const found = all.filter((session) => session.questionnaire === questionnaire)
          const sent = found.filter(({ confirmedAt }) => confirmedAt !== undefined).length
          return { questionnaire, sent, drafts: found.length - sent }
        })
        .sort((a, b) => (a.questionnaire < b.questionnaire ? -1 : 1))
    },
    async sentMark(questionnaire, at) {
      const found = matching({ questionnaire, state: 'sent', at })
      return { count: found.length, lastAt: found[0]?.confirmedAt ?? '' }
    },
    async sent(filter, after, limit) {
      const all = matching({ ...filter, state: 'sent' })
      const isAfter = (session: Session) => after === undefined || newestFirst(after, session) < 0
      return all
        .filter(isAfter)
        .slice(0, limit)
        .map((session) => structuredClone(session))
    },
  }
}

type Placed = Pick<Session, 'id' | 'confirmedAt'> & Partial<Pick<Session, 'updatedAt'>>

function timeOf({ confirmedAt, updatedAt = '' }: Placed): string {
  return confirmedAt ?? updatedAt
}

function newestFirst(a: Placed, b: Placed): number {
  if (timeOf(a) !== timeOf(b)) return timeOf(a) < timeOf(b) ? 1 : -1
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0
}

function isMatching(session: Session, filter: SessionFilter): boolean {
  const { questionnaire, state, from, until, reference, at } = filter
  const isSent = session.confirmedAt !== undefined
  const time = timeOf(session)
  return (
    (session.expiresAt === undefined || session.expiresAt > at) &&
    (questionnaire === undefined || session.questionnaire === questionnaire) &&
    (state === undefined || (state === 'sent') === isSent) &&
    (from === undefined || time >= from) &&
    (until === undefined || time < until) &&
    (reference === undefined || plainReference(session.id).startsWith(reference))
  )
}
