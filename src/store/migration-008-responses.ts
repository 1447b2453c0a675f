import { type Kysely, type Migration, sql } from 'kysely'
import { plainReference } from './session-row.js'
import type { Dialect, Tables } from './tables.js'

/** Rows that get their reference at a time. */
const BATCH = 1000

/** What the owner's list of responses is looked up by, and the owner's sign-ins. */
export function responses(dialect: Dialect): Migration {
  return {
    async up(database: Kysely<unknown>) {
      await database.schema.alterTable('session').addColumn('reference', 'text').execute()
      await addReferences(database as Kysely<Tables>)
      await database.schema.createIndex('session_reference').on('session').column('reference').execute()
      // Each holds everything that a count or the order of a list looks at, so that no row has to be read for it.
      const time = sql`coalesce(confirmed_at, updated_at)`
      const indexes = {
        session_time: sql`${time}, id, confirmed_at, expires_at`,
        session_questionnaire_time: sql`questionnaire, ${time}, id, confirmed_at, expires_at`,
        session_totals: sql`questionnaire, confirmed_at, expires_at`,
      }
      for (const [name, columns] of Object.entries(indexes)) {
        await database.schema.createIndex(name).on('session').expression(columns).execute()
      }
      await database.schema
        .createTable('owner')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .execute()
      await database.schema
        .createTable('owner_sign_in')
        .addColumn('key_hash', 'text', (column) => column.primaryKey())
        .addColumn('signed_in_at', 'text', (column) => column.notNull())
        .addColumn('seen_at', 'text', (column) => column.notNull())
        .execute()
      await database.schema
        .createTable('owner_event')
        .addColumn('position', dialect === 'sqlite' ? 'integer' : 'bigserial', (column) =>
          dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
        )
        .addColumn('at', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('detail', 'text', (column) => column.notNull())
        .execute()
    },
  }
}

/** The reference is made from the id in a way that no database knows. */
async function addReferences(database: Kysely<Tables>): Promise<void> {
  for (let last = ''; ; ) {
    const rows = await database
      .selectFrom('session')
      .select('id')
      .where('id', '>', last)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    for (const { id } of rows) {
      const reference = plainReference(id)
      await database.updateTable('session').set({ reference }).where('id', '=', id).execute()
    }
    last = rows.at(-1)?.id ?? ''
    if (rows.length < BATCH) return
  }
}
