/** Longest `Retry-After` that is waited for, in milliseconds. */
export const MAX_RETRY_AFTER = 30_000

/** Requests after the first. */
export const MAX_RETRIES = 2

interface ProviderError {
  readonly name?: string
  readonly message?: string
  readonly status?: number
  readonly code?: string | null
  readonly headers?: Headers | undefined
  /** Read by LangChain's retry loop: the least it waits before the next request, in milliseconds. */
  retryAfterMs?: number
}

/**
 * Whether the same request could succeed when made again: connection failures, 408, 409, 429 and 5xx, but not
 * a quota that is used up, and never what the provider itself marks as final (`x-should-retry: false`).
 */
export function isTransient(error: unknown): boolean {
  const { name, status, code, headers } = error as ProviderError
  if (name === 'AbortError') return false
  if (code === 'insufficient_quota') return false
  if (headers?.get?.('x-should-retry') === 'false') return false
  if (status !== undefined) return status === 408 || status === 409 || status === 429 || status >= 500
  return isConnectionFailure(error)
}

/**
 * For `onFailedAttempt` of LangChain's retry loop, in place of its own judgement, which gives up on a 429
 * without `Retry-After`, waits up to a minute and knows `Retry-After` on a 429 only. Throws what is final;
 * otherwise the loop waits (1 to 2 s, then 2 to 4 s, or what the provider asks for) and asks again.
 */
export function stopUnlessTransient(error: unknown): void {
  if (!isTransient(error)) throw error
  const failure = error as ProviderError
  const wait = retryAfter(failure.headers)
  if (wait === undefined) return
  if (wait > MAX_RETRY_AFTER) throw error
  failure.retryAfterMs = wait
}

/**
 * What `Retry-After` asks for in milliseconds: seconds or a date
 * (https://www.rfc-editor.org/rfc/rfc9110#name-retry-after), or the more exact `retry-after-ms`.
 */
export function retryAfter(headers: Headers | undefined, now: number = Date.now()): number | undefined {
  const exact = Number.parseFloat(headers?.get?.('retry-after-ms') ?? '')
  if (exact >= 0) return exact
  const value = headers?.get?.('retry-after')?.trim()
  if (value === undefined || value === '') return undefined
  const seconds = Number(value)
  if (!Number.isNaN(seconds)) return seconds < 0 ? undefined : seconds * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** The connection could not be made, was reset, or ended in the middle of an answer. */
export function isConnectionFailure(error: unknown): boolean {
  const { name, message, code } = error as ProviderError
  if (name === 'TimeoutError' || /^APIConnection/.test(nameOfClass(error))) return true
  if (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code)) return true
  return name === 'TypeError' && /^(terminated|fetch failed)$/.test(message ?? '')
}

function nameOfClass(value: unknown): string {
  return value instanceof Object ? value.constructor.name : ''
}
