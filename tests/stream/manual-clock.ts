import type { Clock } from '../../src/stream/clock.js'

/** Time that moves only when a test moves it; timers that come due are called in order. */
export class ManualClock implements Clock {
  time = 0
  readonly #timers = new Set<{ at: number; callback: () => void }>()

  now(): number {
    return this.time
  }

  schedule(callback: () => void, delay: number): () => void {
    const timer = { at: this.time + delay, callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  get timers(): number {
    return this.#timers.size
  }

  advance(milliseconds: number): void {
    const end = this.time + milliseconds
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.time = Math.max(this.time, due.at)
      this.#timers.delete(due)
      due.callback()
    }
    this.time = end
  }
}
