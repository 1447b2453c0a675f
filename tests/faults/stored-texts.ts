import Database from 'better-sqlite3'
import pg from 'pg'

/** A run as the database has it. */
export interface StoredRun {
  readonly sessionId: string
  readonly attempt: number
  readonly status: string
  readonly text: string
}

const RUNS = `select session_id as "sessionId", attempt, status, text from run where node = 'generate_summary'`

/** Every run that writes a recap in a SQLite file that a node may be writing to. */
export function storedInSqlite(path: string): StoredRun[] {
  const database = new Database(path, { readonly: true, timeout: 5000 })
  try {
    return database.prepare<[], StoredRun>(RUNS).all()
  } finally {
    database.close()
  }
}

/** Every run that writes a recap in a PostgreSQL database. */
export async function storedInPostgres(url: string): Promise<StoredRun[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<StoredRun>(RUNS)).rows
  } finally {
    await client.end()
  }
}
