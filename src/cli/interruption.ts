import { exitCode } from './exit-code.js'

/** Ctrl+C, SIGTERM, and a terminal that is closed, as a signal that ends a run. */
export interface Interruption {
  /** Aborts with the reason `stop`. */
  readonly signal: AbortSignal
  /** The exit code of the signal that came. */
  code(): number | undefined
  close(): void
}

/** 128 and the number of the signal, as shells have it. */
const codes = {
  SIGINT: exitCode.interrupted,
  SIGTERM: exitCode.terminated,
  SIGHUP: 129,
  SIGQUIT: 131,
} as const
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** The first signal aborts and leaves the run time to end; the second ends the process at once. */
export function listenForInterruption(): Interruption {
  const stopping = new AbortController()
  let code: number | undefined
  const onSignal = (signal: keyof typeof codes) => {
    const wanted = codes[signal]
    if (code !== undefined) process.exit(wanted)
    code = wanted
    stopping.abort('stop')
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    signal: stopping.signal,
    code: () => code,
    close() {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
