import { UnavailableError, UsageError } from '../errors.js'
import { available, explained, isAway } from './available.js'
import { createConversationStore } from './conversation-table.js'
import { ExactText } from './exact-text.js'
import { loadPackage } from './load-package.js'
import { migrateToLatest } from './migrations.js'
import { createOutboxStore } from './outbox-table.js'
import { createOwnerStore } from './owner-table.js'
import { patientCheckpointer } from './patient-checkpointer.js'
import { createRunStore } from './run-table.js'
import { createSessionStore } from './session-table.js'
import type { Store } from './store.js'
import type { Tables } from './tables.js'
import { createUploadStore } from './upload-table.js'

/** Most connections of one process. */
const CONNECTIONS = 20
/** Milliseconds after which a server that does not answer counts as away: at connecting, and in mid-statement. */
const CONNECT_TIMEOUT = 3000
const STATEMENT_TIMEOUT = 5000
const CHECK_TIMEOUT = 1000
/** Names the lock under which one process at a time sets up the checkpointer's tables. */
const SETUP_LOCK = 7_262_017

/**
 * Keeps everything in a PostgreSQL database, which any number of nodes may share, and brings its tables up to
 * date.
 *
 * @throws UsageError when pg or the LangGraph PostgreSQL checkpointer is not installed, and where the server
 * refuses the user, the password or the database. @throws UnavailableError where it does not answer: worth
 * trying again.
 */
export async function openPostgresStore(url: string): Promise<Store> {
  const purpose = 'Storing in PostgreSQL'
  const checkpointPackage = '@langchain/langgraph-checkpoint-postgres'
  const [{ default: pg }, { PostgresSaver }, { Kysely, PostgresDialect }] = await Promise.all([
    loadPackage(() => import('pg'), 'pg', purpose),
    loadPackage(() => import('@langchain/langgraph-checkpoint-postgres'), checkpointPackage, purpose),
    import('kysely'),
  ])
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    // The server gives up first, where it can be reached: then the connection is good for the next statement.
    statement_timeout: STATEMENT_TIMEOUT - 500,
    query_timeout: STATEMENT_TIMEOUT,
    keepAlive: true,
    allowExitOnIdle: true,
  })
  // A connection that the server closes, idle or in use, would otherwise end the process. What was being asked
  // fails by itself, and the next statement opens another.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    // One whose statement was given up is still busy with it, and must not be handed out again.
    const query = client.query.bind(client) as (...values: unknown[]) => unknown
    client.query = ((...values: unknown[]) => {
      const answer = query(...values)
      if (answer instanceof Promise) {
        answer.catch((error: unknown) => {
          if (error instanceof Error && error.message === 'Query read timeout')
            void client.end().catch(() => {})
        })
      }
      return answer
    }) as typeof client.query
  })
  const checkpointer = new PostgresSaver(pool)

  /** Several nodes may start at once, and creating what is being created fails. */
  async function setUpCheckpoints(): Promise<void> {
    const client = await pool.connect()
    try {
      await client.query('select pg_advisory_lock($1)', [SETUP_LOCK])
      await checkpointer.setup()
    } finally {
      // Also gives up the lock.
      client.release(true)
    }
  }

  try {
    const tables = new Kysely<Tables>({
      dialect: new PostgresDialect({ pool }),
      plugins: [new ExactText()],
    })
    await migrateToLatest(tables, 'postgres')
    await setUpCheckpoints()
    return {
      sessions: available(createSessionStore(tables)),
      conversations: available(createConversationStore(tables)),
      outbox: available(createOutboxStore(tables)),
      runs: available(createRunStore(tables, 'postgres')),
      uploads: available(createUploadStore(tables)),
      owner: available(createOwnerStore(tables)),
      checkpointer: patientCheckpointer(checkpointer),
      check: () => answerWithin(pool.query('select 1'), CHECK_TIMEOUT),
      close: () => tables.destroy(),
    }
  } catch (error) {
    await pool.end()
    if (isAway(error)) throw explained(error)
    // The address may hold a password, so it is not repeated.
    throw new UsageError(`The PostgreSQL database of DATABASE_URL cannot be opened: ${wordsOf(error)}`, {
      cause: error,
    })
  }
}

async function answerWithin(answer: Promise<unknown>, timeout: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new UnavailableError('The database does not answer.')), timeout)
  })
  try {
    await Promise.race([answer, late])
  } catch (error) {
    throw new UnavailableError('The database does not answer.', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
