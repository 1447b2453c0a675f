import { UnavailableError } from './errors.js'

/** Milliseconds for which the same unavailability is not told again. */
const SILENCE = 10_000

/**
 * Hands errors on. That the same server is away is told once in a while: every request and every run would say so
 * again, until it is back.
 */
export function reportSeldom(onError: (error: unknown) => void): (error: unknown) => void {
  const told = new Map<string, number>()
  return (error) => {
    if (error instanceof UnavailableError) {
      const last = told.get(error.message) ?? Number.NEGATIVE_INFINITY
      const now = performance.now()
      if (now - last < SILENCE) return
      told.set(error.message, now)
    }
    try {
      onError(error)
    } catch (thrown) {
      // A hook that throws harms nobody.
      printError(thrown)
    }
  }
}

/** One line for what gets well by itself; anything else with its stack. */
export function printError(error: unknown): void {
  if (!(error instanceof UnavailableError)) console.error(error)
  else
    console.error(error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message)
}
