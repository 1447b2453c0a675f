/** How a command ended, as the shell sees it. */
export const exitCode = {
  finished: 0,
  /** The run failed, or a file that was checked has mistakes. */
  failed: 1,
  /** Wrong arguments or settings, or files that cannot be used. */
  usage: 2,
  /** The run waits for an answer that nobody gave. */
  paused: 3,
  /** Ended by Ctrl+C: 128 and the number of the signal. */
  interrupted: 130,
  /** Ended by SIGTERM. */
  terminated: 143,
} as const
