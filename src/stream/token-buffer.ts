import { type Clock, systemClock } from './clock.js'

export interface StreamOptions {
  /** Smallest emission in Unicode code points, at least 1. Default 1. */
  readonly buffer_size: number
  /** Least time between two emissions in milliseconds; the first is never delayed. Default 0. */
  readonly emit_interval: number
  /** Most time in milliseconds that text waits for `buffer_size`; 0 waits without end. Default 1000. */
  readonly flush_after: number
  /** Adds `meta` to every token event. Default false. */
  readonly include_metadata: boolean
}

export const defaultStreamOptions: StreamOptions = {
  buffer_size: 1,
  emit_interval: 0,
  flush_after: 1000,
  include_metadata: false,
}

/**
 * Gathers the text of one try and hands it on as `StreamOptions` say: the whole buffer, once the interval has
 * passed and either the size is reached or `flush_after` is over, by a timer where no further text arrives.
 * With neither size nor interval every write is handed on in the same call.
 *
 * A chunk that ends in the first half of a surrogate pair keeps that half until the second arrives.
 */
export class TokenBuffer {
  readonly #options: StreamOptions
  readonly #emit: (text: string) => void
  readonly #clock: Clock
  readonly #isImmediate: boolean
  #text = ''
  #waitingSince = 0
  #lastEmission = Number.NEGATIVE_INFINITY
  #cancelTimer: (() => void) | undefined
  #timerDue = Number.POSITIVE_INFINITY

  constructor(options: StreamOptions, emit: (text: string) => void, clock: Clock = systemClock) {
    this.#options = options
    this.#emit = emit
    this.#clock = clock
    this.#isImmediate = options.buffer_size <= 1 && options.emit_interval === 0
  }

  write(text: string): void {
    if (text === '') return
    if (this.#isImmediate && this.#text === '' && !endsInHalfPair(text)) {
      this.#emit(text)
      return
    }
    if (this.#text === '') this.#waitingSince = this.#clock.now()
    this.#text += text
    this.#emitWhenDue()
  }

  /** Hands on everything at once, whatever the options say. */
  flush(): void {
    this.#stopTimer()
    if (this.#text !== '') this.#emitText(this.#text, '')
  }

  /** Forgets what has not been handed on; the next text counts as the first again. */
  discard(): void {
    this.#stopTimer()
    this.#text = ''
    this.#lastEmission = Number.NEGATIVE_INFINITY
  }

  #emitWhenDue(): void {
    const keep = endsInHalfPair(this.#text) ? this.#text.slice(-1) : ''
    const ready = this.#text.slice(0, this.#text.length - keep.length)
    if (ready === '') return
    const { buffer_size, emit_interval, flush_after } = this.#options
    const isLargeEnough = buffer_size <= 1 || hasCodePoints(ready, buffer_size)
    const sizeDue = isLargeEnough
      ? Number.NEGATIVE_INFINITY
      : flush_after > 0
        ? this.#waitingSince + flush_after
        : Number.POSITIVE_INFINITY
    const due = Math.max(sizeDue, this.#lastEmission + emit_interval)
    const now = this.#clock.now()
    if (due <= now) {
      this.#stopTimer()
      this.#emitText(ready, keep)
    } else if (due < this.#timerDue) {
      this.#stopTimer()
      this.#timerDue = due
      this.#cancelTimer = this.#clock.schedule(
        () => {
          this.#stopTimer()
          this.#emitWhenDue()
        },
        Math.ceil(due - now),
      )
    }
  }

  #emitText(text: string, keep: string): void {
    this.#text = keep
    this.#waitingSince = this.#clock.now()
    this.#lastEmission = this.#waitingSince
    this.#emit(text)
  }

  #stopTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#timerDue = Number.POSITIVE_INFINITY
  }
}

function endsInHalfPair(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff
}

/** Whether `text` has at least `count` code points; counts no further. */
function hasCodePoints(text: string, count: number): boolean {
  let found = 0
  for (const _ of text) if (++found >= count) return true
  return false
}
