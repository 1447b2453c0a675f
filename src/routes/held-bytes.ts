import { UnavailableError } from '../errors.js'

/** Bytes of sent files that requests hold in memory at the same time. */
export interface HeldBytes {
  /**
   * Counts more bytes in.
   *
   * @throws UnavailableError where all requests together would hold too many: worth trying again.
   */
  hold(bytes: number): void
  release(bytes: number): void
}

/** @param limit most bytes. */
export function createHeldBytes(limit: number): HeldBytes {
  let held = 0
  return {
    hold(bytes) {
      if (held + bytes > limit)
        throw new UnavailableError('Too many files are being sent at once.', { retryAfter: 10 })
      held += bytes
    },
    release(bytes) {
      held -= bytes
    },
  }
}
