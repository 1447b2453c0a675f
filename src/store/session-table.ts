import type { Kysely } from 'kysely'
import type { Session } from '../session/session.js'
import type { SessionStore } from '../session/session-store.js'
import type { SessionRow, Tables } from './tables.js'

/** Every write is a single statement: no transaction is ever open across an await on the shared connection. */
export function createSessionStore(database: Kysely<Tables>): SessionStore {
  return {
    async create(session) {
      await database.insertInto('session').values(toRow(session)).execute()
    },
    async find(id) {
      const row = await database.selectFrom('session').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : fromRow(row)
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
      return row === undefined ? undefined : fromRow(row)
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
      return rows.map(fromRow)
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

function toRow(session: Session): SessionRow {
  return {
    id: session.id,
    questionnaire: session.questionnaire,
    schema_hash: session.schemaHash,
    language: session.language,
    key_hash: session.keyHash ?? null,
    user: session.user ?? null,
    answers: JSON.stringify(session.answers),
    drafts: JSON.stringify(session.drafts),
    alerts: JSON.stringify(session.alerts),
    version: session.version,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    confirmed_at: session.confirmedAt ?? null,
  }
}

function fromRow(row: SessionRow): Session {
  return {
    id: row.id,
    questionnaire: row.questionnaire,
    schemaHash: row.schema_hash,
    language: row.language,
    keyHash: row.key_hash ?? undefined,
    user: row.user ?? undefined,
    answers: JSON.parse(row.answers) as Session['answers'],
    drafts: JSON.parse(row.drafts) as Session['drafts'],
    alerts: JSON.parse(row.alerts) as Session['alerts'],
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    confirmedAt: row.confirmed_at ?? undefined,
  }
}
