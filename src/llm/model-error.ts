import { RunError, type RunErrorReason, UsageError } from '../errors.js'
import { isConnectionFailure, isTransient } from './retry-policy.js'

const reasons: Readonly<Record<RunErrorReason, true>> = {
  stop: true,
  abandoned: true,
  taken_over: true,
  superseded: true,
  shutdown: true,
  length: true,
  content_filter: true,
  no_finish_reason: true,
  log_full: true,
}

/** The error of a call that `signal` ended: its reason where that is a `RunErrorReason`, else `stop`. */
export function abortedError(signal: AbortSignal): RunError {
  if (signal.reason instanceof RunError) return signal.reason
  const reason = Object.hasOwn(reasons, String(signal.reason)) ? (signal.reason as RunErrorReason) : 'stop'
  return new RunError({
    type: 'aborted',
    message: `The call was aborted (${reason}).`,
    retryable: false,
    reason,
  })
}

export function timeoutError(message: string): RunError {
  return new RunError({ type: 'timeout_error', message, retryable: true })
}

/**
 * Whatever a model or its client throws, as an `llm_error` with the provider's status and words, for the log.
 * Misuse (`UsageError`) stays what it is.
 */
export function modelError(error: unknown): RunError | UsageError {
  if (error instanceof RunError || error instanceof UsageError) return error
  return new RunError(
    { type: 'llm_error', message: describe(error), retryable: isWorthRepeating(error) },
    { cause: error },
  )
}

interface ProviderError {
  readonly name?: string
  readonly message?: string
  readonly status?: number
  readonly type?: string | null
  readonly code?: string | null
  /** The body of the answer, or its `error` member. */
  readonly error?: { readonly message?: unknown } | null
  readonly cause?: { readonly message?: string; readonly code?: string }
}

function describe(error: unknown): string {
  const { name, message, status, error: body, cause } = Object(error) as ProviderError
  const words = typeof body?.message === 'string' ? body.message : firstLine(message ?? String(error))
  if (status !== undefined) return `The model server answered ${status}: ${words}`
  if (isConnectionFailure(error)) {
    return `The connection to the model server failed: ${[words, cause?.message ?? cause?.code].filter(Boolean).join(': ')}`
  }
  if (name === 'SyntaxError') return `The model server sent a frame that is not JSON: ${words}`
  return `The model failed: ${words}`
}

/** LangChain appends advice to messages, after an empty line. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? ''
}

function isWorthRepeating(error: unknown): boolean {
  const { name, status, type, code } = Object(error) as ProviderError
  if (status !== undefined) return isTransient(error)
  if (name === 'ContextOverflowError' || code === 'context_length_exceeded') return false
  return code !== 'insufficient_quota' && type !== 'invalid_request_error'
}
