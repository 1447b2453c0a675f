import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { SessionFilter, SessionSummary } from '../session/session-list.js'
import type { SessionStore } from '../session/session-store.js'
import { sessionOf } from './session-row.js'
import type { Tables } from './tables.js'

/** The same expression as in the indexes. */
const time = sql<string>`coalesce(confirmed_at, updated_at)`

/** After every time where there is none. An `or` would make SQLite leave the index that the rest is looked up in. */
const expiry = sql<string>`coalesce(expires_at, '9999')`

/** Letters of a reference, and the first and last of its alphabet. */
const REFERENCE = { length: 9, first: '2', last: 'Z' }

type SessionList = Pick<SessionStore, 'list' | 'count' | 'totals' | 'questionnaires' | 'sentMark' | 'sent'>

/** What the owner's pages ask of the sessions. */
export function createSessionList(database: Kysely<Tables>): SessionList {
  return {
    async list(filter, { offset, limit }) {
      // The places before the offset are passed in the index alone; only what is shown is read as rows.
      const rows = await database
        .selectFrom('session')
        .select(['id', 'questionnaire', 'schema_hash', 'language', 'alerts'])
        .select(['created_at', 'updated_at', 'confirmed_at', 'expires_at'])
        .where('id', 'in', (inner) =>
          inner
            .selectFrom('session')
            .select('id')
            .where((where) => matching(where, filter))
            .orderBy(time, 'desc')
            .orderBy('id', 'desc')
            .limit(limit)
            .offset(offset),
        )
        .orderBy(time, 'desc')
        .orderBy('id', 'desc')
        .execute()
      return rows.map(
        (row): SessionSummary => ({
          id: row.id,
          questionnaire: row.questionnaire,
          schemaHash: row.schema_hash,
          language: row.language,
          alerts: JSON.parse(row.alerts) as SessionSummary['alerts'],
          createdAt: row.created_at,
          updatedAt: row.updated_at,
          confirmedAt: row.confirmed_at ?? undefined,
          expiresAt: row.expires_at ?? undefined,
        }),
      )
    },
    async count(filter) {
      const row = await database
        .selectFrom('session')
        .select((select) => select.fn.countAll().as('count'))
        .where((where) => matching(where, filter))
        .executeTakeFirst()
      return Number(row?.count ?? 0)
    },
    async totals(at) {
      const rows = await database
        .selectFrom('session')
        .select('questionnaire')
        .select((select) => [select.fn.countAll().as('all'), select.fn.count('confirmed_at').as('sent')])
        .where(expiry, '>', at)
        .groupBy('questionnaire')
        .execute()
      const totals = rows.map(({ questionnaire, all, sent }) => ({
        questionnaire,
        sent: Number(sent),
        drafts: Number(all) - Number(sent),
      }))
      // Every database has an order of its own.
      return totals.sort((a, b) => (a.questionnaire < b.questionnaire ? -1 : 1))
    },
    async questionnaires() {
      const rows = await database.selectFrom('schema').select('questionnaire').distinct().execute()
      return rows.map(({ questionnaire }) => questionnaire).sort()
    },
    async sentMark(questionnaire, at) {
      const row = await database
        .selectFrom('session')
        .select((select) => [select.fn.countAll().as('count'), select.fn.max('confirmed_at').as('last')])
        .where('questionnaire', '=', questionnaire)
        .where('confirmed_at', '>', '')
        .where(expiry, '>', at)
        .executeTakeFirst()
      return { count: Number(row?.count ?? 0), lastAt: row?.last ?? '' }
    },
    async sent(filter, after, limit) {
      const rows = await database
        .selectFrom('session')
        .selectAll()
        .where((where) => matching(where, { ...filter, state: 'sent' }))
        .$if(after !== undefined, (query) =>
          query.where((where) =>
            where.or([
              where(time, '<', after?.confirmedAt ?? ''),
              where.and([where(time, '=', after?.confirmedAt ?? ''), where('id', '<', after?.id ?? '')]),
            ]),
          ),
        )
        .orderBy(time, 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(sessionOf)
    },
  }
}

function matching(
  where: ExpressionBuilder<Tables, 'session'>,
  { questionnaire, state, from, until, reference, at }: SessionFilter,
): Expression<SqlBool> {
  const { length, first, last } = REFERENCE
  return where.and([
    where(expiry, '>', at),
    ...(questionnaire === undefined ? [] : [where('questionnaire', '=', questionnaire)]),
    ...(state === undefined ? [] : [where('confirmed_at', state === 'sent' ? 'is not' : 'is', null)]),
    ...(from === undefined ? [] : [where(time, '>=', from)]),
    ...(until === undefined ? [] : [where(time, '<', until)]),
    ...(reference === undefined
      ? []
      : [
          where('reference', '>=', reference.padEnd(length, first)),
          where('reference', '<=', reference.padEnd(length, last)),
        ]),
  ])
}
