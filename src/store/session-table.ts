import type { Kysely } from 'kysely'
import type { SessionStore } from '../session/session-store.js'
import { createSessionList } from './session-list-table.js'
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
          ...(change.language === undefined ? {} : { language: change.language }),
          ...(change.answers === undefined ? {} : { answers: JSON.stringify(change.answers) }),
          ...(change.drafts === undefined ? {} : { drafts: JSON.stringify(change.drafts) }),
          ...(change.alerts === undefined ? {} : { alerts: JSON.stringify(change.alerts) }),
          ...(change.probes === undefined ? {} : { probes: JSON.stringify(change.probes) }),
          ...(change.replies === undefined ? {} : { replies: change.replies }),
          ...(change.outgoing === undefined ? {} : { outgoing: JSON.stringify(change.outgoing) }),
          ...(change.confirmedAt === undefined ? {} : { confirmed_at: change.confirmedAt }),
          ...(change.expiresAt === undefined ? {} : { expires_at: change.expiresAt }),
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
          user === undefined
            ? where.or([
                where('key_hash', '=', keyHash ?? ''),
                where(
                  'id',
                  'in',
                  where
                    .selectFrom('session_browser')
                    .select('session_id')
                    .where('session_browser.key_hash', '=', keyHash ?? ''),
                ),
              ])
            : where('user', '=', user),
        )
        .orderBy('updated_at', 'desc')
        .limit(50)
        .execute()
      return rows.map(sessionOf)
    },
    async delete(id) {
      // What opens it goes first, the row itself last: whatever is cut off here is gone for people already.
      await database.deleteFrom('resume').where('session_id', '=', id).execute()
      await database.deleteFrom('session_browser').where('session_id', '=', id).execute()
      await database.deleteFrom('outbox').where('session_id', '=', id).execute()
      await database.deleteFrom('upload').where('session_id', '=', id).execute()
      const runs = await database.deleteFrom('run').where('session_id', '=', id).returning('id').execute()
      await database.deleteFrom('session').where('id', '=', id).execute()
      // And what came in while this went on: nothing can name it any more.
      await database.deleteFrom('upload').where('session_id', '=', id).execute()
      return runs.map((run) => run.id)
    },
    async expired(at) {
      const rows = await database
        .selectFrom('session')
        .select('id')
        .where('expires_at', '<=', at)
        .limit(100)
        .execute()
      return rows.map(({ id }) => id)
    },
    async withOutgoing() {
      const rows = await database
        .selectFrom('session')
        .selectAll()
        .where('outgoing', '<>', '[]')
        .limit(100)
        .execute()
      return rows.map(sessionOf)
    },
    async addKey(id, keyHash) {
      await database
        .insertInto('session_browser')
        .values({ session_id: id, key_hash: keyHash })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },
    async hasKey(id, keyHash) {
      const row = await database
        .selectFrom('session_browser')
        .select('session_id')
        .where('session_id', '=', id)
        .where('key_hash', '=', keyHash)
        .executeTakeFirst()
      return row !== undefined
    },
    async keepResume(tokenHash, id, expiresAt) {
      await database
        .insertInto('resume')
        .values({ token_hash: tokenHash, session_id: id, expires_at: expiresAt })
        .execute()
    },
    async findResume(tokenHash, at) {
      const row = await database
        .selectFrom('resume')
        .select('session_id')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', at)
        .executeTakeFirst()
      return row?.session_id
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
    ...createSessionList(database),
  }
}
