import { RunError } from '../errors.js'
import { abortedError } from '../llm/model-error.js'

export interface TimeLimit {
  /** Ends the work, too. */
  readonly signal: AbortSignal | undefined
  /** `undefined` for no limit. */
  readonly milliseconds: number | undefined
  /** Names the work in the error, such as `node "ask"`. */
  readonly what: string
}

/**
 * Runs `work` with a signal that aborts when its time is over, and does not wait for work that pays no heed.
 *
 * @throws RunError `timeout_error`, or the error of `signal`.
 */
export async function withTimeout<Result>(
  { signal, milliseconds, what }: TimeLimit,
  work: (signal: AbortSignal) => Promise<Result> | Result,
): Promise<Result> {
  const limit = new AbortController()
  const limited = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal])
  if (limited.aborted) throw abortedError(limited)
  const timer =
    milliseconds === undefined
      ? undefined
      : setTimeout(() => limit.abort(timeoutError(what, milliseconds)), milliseconds)
  let stop = () => {}
  const ended = new Promise<never>((_resolve, reject) => {
    stop = () => reject(abortedError(limited))
    limited.addEventListener('abort', stop, { once: true })
  })
  try {
    const result = Promise.resolve(work(limited))
    result.catch(() => undefined)
    return await Promise.race([result, ended])
  } finally {
    clearTimeout(timer)
    limited.removeEventListener('abort', stop)
  }
}

export function timeoutError(what: string, milliseconds: number): RunError {
  return new RunError({
    type: 'timeout_error',
    message: `The ${what} took longer than ${milliseconds / 1000} seconds.`,
    retryable: true,
  })
}
