import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../errors.js'
import { createConversationStore } from './conversation-table.js'
import { migrateToLatest } from './migrations.js'
import { createRunStore } from './run-table.js'
import { createSessionStore } from './session-table.js'
import type { Store } from './store.js'
import type { Tables } from './tables.js'

/**
 * Opens the SQLite file, which is made where it is missing, readable by its owner only, and brings its tables
 * up to date. Two connections: ours, and one of the checkpointer's, whose transactions stay its own.
 *
 * @throws UsageError when better-sqlite3 or the LangGraph SQLite checkpointer is not installed, or when the
 * file cannot be opened.
 */
export async function openSqliteStore(path: string): Promise<Store> {
  const [{ default: Database }, { SqliteSaver }, { Kysely, SqliteDialect }] = await Promise.all([
    load(() => import('better-sqlite3'), 'better-sqlite3'),
    load(() => import('@langchain/langgraph-checkpoint-sqlite'), '@langchain/langgraph-checkpoint-sqlite'),
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
    const tables = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connect() }) })
    await migrateToLatest(tables)
    const checkpoints = connect()
    return {
      sessions: createSessionStore(tables),
      conversations: createConversationStore(tables),
      runs: createRunStore(tables),
      checkpointer: new SqliteSaver(checkpoints),
      async close() {
        checkpoints.close()
        await tables.destroy()
      },
    }
  } catch (error) {
    throw new UsageError(
      `The database ${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

async function load<T>(importModule: () => Promise<T>, name: string): Promise<T> {
  try {
    return await importModule()
  } catch (error) {
    throw new UsageError(`Storing in SQLite needs the package ${name}. Install it: npm install ${name}`, {
      cause: error,
    })
  }
}

/** The files that SQLite lays beside this one take over its mode. */
function createPrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}
