import { UnavailableError } from '../errors.js'

/**
 * Errors that say that a server is away, starting, stopping or out of room, and not that a statement is wrong:
 * SQLSTATE classes of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html), system errors of
 * sockets, and result codes of SQLite (https://sqlite.org/rescode.html).
 */
const AWAY =
  /^(?:08|53|55P03|57014|57P0|58|25006|40001|40P01|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|SQLITE_FULL|SQLITE_IOERR|SQLITE_BUSY|SQLITE_READONLY|SQLITE_CANTOPEN)/
/** What the PostgreSQL client says without a code, and Kysely of a store that was closed. */
const AWAY_IN_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|is not queryable|driver has already been destroyed/

/** Whether the same would succeed once the database is there again, or has room. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && AWAY.test(code)) return true
  if (AWAY_IN_WORDS.test(error.message)) return true
  if (error instanceof AggregateError) return error.errors.some(isAway)
  return error.cause !== undefined && isAway(error.cause)
}

/** The error that is thrown in place of one that means that the database is away; any other as it is. */
export function explained(error: unknown): unknown {
  if (!isAway(error)) return error
  return new UnavailableError('The database does not answer just now, or has no room.', { cause: error })
}

/** The same functions, which reject with an `UnavailableError` while the database is away. */
export function available<T extends object>(functions: T): T {
  const wrapped = Object.entries(functions).map(([name, call]) => [
    name,
    async (...values: unknown[]) => {
      try {
        return await (call as (...values: unknown[]) => unknown)(...values)
      } catch (error) {
        throw explained(error)
      }
    },
  ])
  return Object.fromEntries(wrapped) as T
}
