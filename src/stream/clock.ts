/** Time as the stream sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number
  /** Calls back once after `delay` milliseconds; the returned function cancels. */
  schedule(callback: () => void, delay: number): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  schedule(callback, delay) {
    const timer = setTimeout(callback, delay)
    return () => clearTimeout(timer)
  },
}
