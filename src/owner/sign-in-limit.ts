/** Wrong passwords from one network within the window; more are turned away. */
const PER_NETWORK = 5
/** Wrong passwords from anywhere within the window; from then on every sign-in waits. */
const OVERALL = 20
/** Milliseconds. */
const WINDOW = 15 * 60 * 1000
/** Milliseconds that a sign-in waits under attack. It is slowed down and not refused: the owner gets in. */
const DELAY = 5000

/** One try to sign in that may go on. */
export interface Attempt {
  /** Milliseconds to wait before the password is looked at. */
  readonly delay: number
  /** The password was right: the try does not count. */
  readonly succeed: () => void
}

/**
 * Slows down whoever guesses. A try counts as wrong from its beginning, so that many at once are not let through
 * together. Kept in this process: each of several servers counts its own.
 */
export interface SignInLimit {
  /** Milliseconds after which this network may try again, or the try. */
  begin(network: string): { readonly retryAfter: number } | Attempt
}

export function createSignInLimit(now: () => number): SignInLimit {
  /** When tries began that were wrong, or are not decided yet, the oldest first. */
  let tries: { readonly network: string; readonly at: number }[] = []
  return {
    begin(network) {
      tries = tries.filter(({ at }) => at > now() - WINDOW)
      const own = tries.filter((other) => other.network === network)
      const [oldest] = own
      if (oldest !== undefined && own.length >= PER_NETWORK) {
        return { retryAfter: oldest.at + WINDOW - now() }
      }
      const delay = tries.length >= OVERALL ? DELAY : 0
      const attempt = { network, at: now() }
      tries.push(attempt)
      return {
        delay,
        succeed() {
          // The owner may mistype, and then has the whole number of tries again.
          tries = tries.filter((other) => other !== attempt && other.network !== network)
        },
      }
    },
  }
}
