import type { RunError } from '../errors.js'
import { type Clock, systemClock } from '../stream/clock.js'
import { timeoutError } from './model-error.js'

/** What a provider may still send after the finish reason (its token counts), in milliseconds. */
const TRAILING_TIME = 1000

export interface WatchdogOptions {
  /** Milliseconds from a request to the first token. */
  readonly firstTokenTimeout: number
  /** Milliseconds between two tokens. */
  readonly idleTimeout: number
  readonly onTimeout: (error: RunError) => void
  /** The model has said that it finished, but its stream stays open. */
  readonly onLinger: () => void
  readonly clock?: Clock
}

export interface ModelWatchdog {
  /** A request is being sent; the time to the first token counts from here. */
  request(): void
  /** The request failed; until the next one no time counts. */
  pause(): void
  token(): void
  /** The finish reason has come. */
  finish(): void
  stop(): void
}

/**
 * Watches one call of a model. A token only moves the deadline; the timer finds that out when it fires, so
 * that no timer is made per token.
 */
export function createModelWatchdog(options: WatchdogOptions): ModelWatchdog {
  const { firstTokenTimeout, idleTimeout, clock = systemClock } = options
  let phase: 'waiting' | 'first' | 'idle' | 'finishing' | 'stopped' = 'waiting'
  let deadline = Number.POSITIVE_INFINITY
  let timerDue = Number.POSITIVE_INFINITY
  let cancelTimer: (() => void) | undefined

  function setDeadline(delay: number): void {
    deadline = clock.now() + delay
    if (timerDue > deadline) arm(delay)
  }

  function arm(delay: number): void {
    disarm()
    timerDue = clock.now() + delay
    cancelTimer = clock.schedule(check, Math.ceil(delay))
  }

  function disarm(): void {
    cancelTimer?.()
    cancelTimer = undefined
    timerDue = Number.POSITIVE_INFINITY
  }

  function check(): void {
    cancelTimer = undefined
    timerDue = Number.POSITIVE_INFINITY
    const left = deadline - clock.now()
    if (left > 0.5) arm(left)
    else if (phase === 'finishing') options.onLinger()
    else if (phase === 'first') {
      options.onTimeout(timeoutError(`The model sent no token for ${firstTokenTimeout / 1000} s.`))
    } else {
      options.onTimeout(
        timeoutError(
          `The model stopped in the middle of its answer and sent nothing for ${idleTimeout / 1000} s.`,
        ),
      )
    }
  }

  return {
    request() {
      if (phase !== 'waiting' && phase !== 'first') return
      phase = 'first'
      setDeadline(firstTokenTimeout)
    },
    pause() {
      if (phase !== 'first') return
      phase = 'waiting'
      disarm()
    },
    token() {
      if (phase === 'finishing' || phase === 'stopped') return
      phase = 'idle'
      setDeadline(idleTimeout)
    },
    finish() {
      if (phase === 'finishing' || phase === 'stopped') return
      phase = 'finishing'
      setDeadline(TRAILING_TIME)
    },
    stop() {
      phase = 'stopped'
      disarm()
    },
  }
}
