import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { UsageError } from '../errors.js'
import { available, explained, isAway } from './available.js'
import { createConversationStore } from './conversation-table.js'
import { ExactText } from './exact-text.js'
import { loadPackage } from './load-package.js'
import { migrateToLatest } from './migrations.js'
import { createOutboxStore } from './outbox-table.js'
import { createOwnerStore } from './owner-table.js'
import { createRunStore } from './run-table.js'
import { createSessionStore } from './session-table.js'
import type { Store } from './store.js'
import type { Tables } from './tables.js'
import { createUploadStore } from './upload-table.js'

/**
 * Opens the SQLite file, which is made where it is missing, readable by its owner only, and brings its tables
 * up to date. Two connections: ours, and one of the checkpointer's, whose transactions stay its own.
 *
 * @throws UsageError when better-sqlite3 or the LangGraph SQLite checkpointer is not installed, or when the
 * file cannot be opened.
 */
export async function openSqliteStore(path: string): Promise<Store> {
  const purpose = 'Storing in SQLite'
  const checkpointPackage = '@langchain/langgraph-checkpoint-sqlite'
  const [{ default: Database }, { SqliteSaver }, { Kysely, sql, SqliteDialect }] = await Promise.all([
    loadPackage(() => import('better-sqlite3'), 'better-sqlite3', purpose),
    loadPackage(() => import('@langchain/langgraph-checkpoint-sqlite'), checkpointPackage, purpose),
    import('kysely'),
  ])

  function connect() {
    const database = new Database(path)
    database.pragma('journal_mode = WAL')
    database.pragma('busy_timeout = 5000')
    database.pragma('synchronous = FULL')
    return database
  }

  try {
    if (path !== ':memory:') createPrivateFile(resolve(path))
    const tables = new Kysely<Tables>({
      dialect: new SqliteDialect({ database: keepStatements(connect()) }),
      plugins: [new ExactText()],
    })
    await migrateToLatest(tables, 'sqlite')
    const checkpoints = connect()
    return {
      sessions: available(createSessionStore(tables)),
      conversations: available(createConversationStore(tables)),
      outbox: available(createOutboxStore(tables)),
      runs: available(createRunStore(tables, 'sqlite')),
      uploads: available(createUploadStore(tables)),
      owner: available(createOwnerStore(tables)),
      checkpointer: new SqliteSaver(checkpoints),
      async check() {
        await available({ ask: () => sql`select 1`.execute(tables) }).ask()
      },
      async close() {
        checkpoints.close()
        await tables.destroy()
      },
    }
  } catch (error) {
    if (isAway(error)) throw explained(error)
    throw new UsageError(
      `The database ${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

/** Statements that are kept prepared; those that were used longest ago go. */
const KEPT_STATEMENTS = 200

/** Preparing takes longer than most of our statements do. */
function keepStatements(database: SqliteDatabase): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = kept.get(sql) ?? database.prepare(sql)
      kept.delete(sql)
      kept.set(sql, statement)
      const [oldest] = kept.keys()
      if (kept.size > KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest)
      return statement
    },
  }
}

/** The files that SQLite lays beside this one take over its mode. */
function createPrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}
