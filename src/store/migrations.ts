import { type Kysely, type Migration, Migrator, sql } from 'kysely'
import { responses } from './migration-008-responses.js'
import type { Dialect, Tables } from './tables.js'

/** In the order of their names. A migration that has landed is never changed: add another. */
const migrations = (dialect: Dialect): Record<string, Migration> => ({
  '001-sessions-and-runs': {
    async up(database: Kysely<unknown>) {
      await database.schema
        .createTable('schema')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('questionnaire', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .execute()
      await database.schema
        .createTable('session')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('questionnaire', 'text', (column) => column.notNull())
        .addColumn('schema_hash', 'text', (column) => column.notNull())
        .addColumn('language', 'text', (column) => column.notNull())
        .addColumn('key_hash', 'text')
        .addColumn('user', 'text')
        .addColumn('answers', 'text', (column) => column.notNull())
        .addColumn('drafts', 'text', (column) => column.notNull())
        .addColumn('alerts', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('updated_at', 'text', (column) => column.notNull())
        .addColumn('confirmed_at', 'text')
        .execute()
      await database.schema.createIndex('session_key').on('session').column('key_hash').execute()
      await database.schema.createIndex('session_user').on('session').column('user').execute()
      await database.schema
        .createTable('run')
        .addColumn('position', dialect === 'sqlite' ? 'integer' : 'bigserial', (column) =>
          dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
        )
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('session_id', 'text', (column) => column.notNull())
        .addColumn('graph', 'text', (column) => column.notNull())
        .addColumn('node', 'text', (column) => column.notNull())
        .addColumn('input', 'text', (column) => column.notNull())
        .addColumn('provider', 'text', (column) => column.notNull())
        .addColumn('model', 'text')
        .addColumn('attempt', 'integer', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('error', 'text')
        .addColumn('started_at', 'text', (column) => column.notNull())
        .addColumn('ended_at', 'text')
        .execute()
      await database.schema.createIndex('run_session').on('run').columns(['session_id', 'position']).execute()
      await database.schema.createIndex('run_status').on('run').column('status').execute()
    },
  },
  '002-conversations': {
    async up(database: Kysely<unknown>) {
      await database.schema.alterTable('run').addColumn('interrupts', 'text').execute()
      await database.schema
        .alterTable('run')
        .addColumn('kept', 'text', (column) => column.notNull().defaultTo(''))
        .execute()
      await database.schema
        .createTable('conversation')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('graph', 'text', (column) => column.notNull())
        .addColumn('language', 'text', (column) => column.notNull())
        .addColumn('key_hash', 'text')
        .addColumn('user', 'text')
        .addColumn('first_run', 'text', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .execute()
      await database.schema.createIndex('conversation_key').on('conversation').column('key_hash').execute()
      await database.schema.createIndex('conversation_user').on('conversation').column('user').execute()
      await database.schema
        .createTable('reply')
        .addColumn('conversation_id', 'text', (column) => column.notNull())
        .addColumn('number', 'integer', (column) => column.notNull())
        .addColumn('interrupt', 'text', (column) => column.notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .addColumn('run_id', 'text', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('reply_place', ['conversation_id', 'number'])
        .addUniqueConstraint('reply_interrupt', ['conversation_id', 'interrupt'])
        .execute()
    },
  },
  '003-waiting-runs': {
    async up(database: Kysely<unknown>) {
      await database.schema
        .alterTable('run')
        .addColumn('asked_attempt', 'integer', (column) => column.notNull().defaultTo(0))
        .execute()
    },
  },
  '004-resuming-and-expiry': {
    async up(database: Kysely<unknown>) {
      await database.schema.alterTable('session').addColumn('expires_at', 'text').execute()
      await database.schema.createIndex('session_expiry').on('session').column('expires_at').execute()
      await database.schema
        .createTable('session_browser')
        .addColumn('session_id', 'text', (column) => column.notNull())
        .addColumn('key_hash', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('session_browser_place', ['key_hash', 'session_id'])
        .execute()
      await database.schema
        .createTable('resume')
        .addColumn('token_hash', 'text', (column) => column.primaryKey())
        .addColumn('session_id', 'text', (column) => column.notNull())
        .addColumn('expires_at', 'text', (column) => column.notNull())
        .execute()
      await database.schema.createIndex('resume_session').on('resume').column('session_id').execute()
    },
  },
  '005-probes-and-replies': {
    async up(database: Kysely<unknown>) {
      await database.schema
        .alterTable('session')
        .addColumn('probes', 'text', (column) => column.notNull().defaultTo('{}'))
        .execute()
      await database.schema
        .alterTable('session')
        .addColumn('replies', 'integer', (column) => column.notNull().defaultTo(0))
        .execute()
    },
  },
  '006-uploads': {
    async up(database: Kysely<unknown>) {
      await database.schema
        .createTable('upload')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('session_id', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('size', 'integer', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('attached', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        // Last: whoever reads the other columns need not read past it.
        .addColumn('content', dialect === 'sqlite' ? 'blob' : 'bytea', (column) => column.notNull())
        .execute()
      await database.schema.createIndex('upload_session').on('upload').column('session_id').execute()
      await database.schema
        .createIndex('upload_unattached')
        .on('upload')
        .columns(['attached', 'created_at'])
        .execute()
    },
  },
  '007-outbox': {
    async up(database: Kysely<unknown>) {
      await database.schema
        .alterTable('session')
        .addColumn('outgoing', 'text', (column) => column.notNull().defaultTo('[]'))
        .execute()
      await sql`create index session_outgoing on session (id) where outgoing <> '[]'`.execute(database)
      await database.schema
        .createTable('outbox')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('session_id', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('attempt', 'integer', (column) => column.notNull())
        .addColumn('due_at', 'text')
        .addColumn('error', 'text')
        .addColumn('created_at', 'text', (column) => column.notNull())
        .execute()
      await database.schema.createIndex('outbox_due').on('outbox').column('due_at').execute()
      await database.schema.createIndex('outbox_session').on('outbox').column('session_id').execute()
    },
  },
  '008-responses': responses(dialect),
})

/** Brings the tables up to date. Several processes can do that at once: one does it, the others wait. */
export async function migrateToLatest(database: Kysely<Tables>, dialect: Dialect): Promise<void> {
  const provider = { getMigrations: async () => migrations(dialect) }
  const migrator = new Migrator({ db: database, provider })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
