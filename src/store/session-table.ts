import type { Kysely } from 'kysely'
import type { SessionStore } from '../session/session-store.js'
import { sessionOf, sessionRow } from './session-row.js'
import type { Tables } from './tables.js'

/** Every write is a single statement: no transaction is ever open across an await on the shared connection. */
export function createSessionStore(database: Kysely<Tables>): SessionStore {
  return {
    async create(session) {
      await database.insertInto('session').values(sessionRow(session)).execute()
    },
    async find(id) {
      const row = await database.selectFrom('session').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : sessionOf(row)
    },
    async change(id, version, change, at) {
      const row = await database
        .updateTable('session')
        .set({
          version: version + 1,
          updated_at: at,
          ...(change.answers === undefined ? {} : { answers: JSON.stringify(change.answers) }),
          ...(change.drafts === undefined ? {} : { drafts: JSON.stringify(change.drafts) }),
          ...(change.alerts === undefined ? {} : { alerts: JSON.stringify(change.alerts) }),
          ...(change.confirmedAt === undefined ? {} : { confirmed_at: change.confirmedAt }),
        })
        .where('id', '=', id)
        .where('version', '=', version)
        .returningAll()
        .executeTakeFirst()
      return row === undefined ? undefined : sessionOf(row)
    },
    async ofVisitor({ keyHash, user }) {
      if (keyHash === undefined && user === undefined) return []
      const rows = await database
        .selectFrom('session')
        .selectAll()
        .where((where) =>
          user === undefined ? where('key_hash', '=', keyHash ?? '') : where('user', '=', user),
        )
        .orderBy('updated_at', 'desc')
        .limit(50)
        .execute()
      return rows.map(sessionOf)
    },
    async keepSchema(hash, questionnaire, text) {
      await database
        .insertInto('schema')
        .values({ hash, questionnaire, text })
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .execute()
    },
    findSchema: (hash) =>
      database
        .selectFrom('schema')
        .select(['questionnaire', 'text'])
        .where('hash', '=', hash)
        .executeTakeFirst(),
  }
}
