import type { Terminal } from './terminal.js'

/** What a command of `recapflow` does. */
export interface Command {
  /** What `recapflow NAME --help` prints. */
  readonly help: string
  /**
   * Runs the command and gives its exit code.
   *
   * @throws UsageError or FilesInvalidError for what the user has to mend: exit code 2.
   */
  run(args: readonly string[], terminal: Terminal): Promise<number>
}
