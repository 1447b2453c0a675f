import { CommandScanner } from './command-scanner.js'
import { commandUnits } from './command-units.js'

/** A command in which each placeholder has become a reference to an environment variable. */
export interface ShellCommand {
  readonly script: string
  /** Of the values, without repetition, in the order in which they first come. */
  readonly names: readonly string[]
  /** Values that may not begin with `-`: the program would take some options as code. */
  readonly notOptions: readonly string[]
}

/**
 * Reads a command. A value reaches it as one word, whatever the value is: bare, in single and in double quotes.
 *
 * The answer is a list of sentences where a placeholder stands in a place where its value would become code.
 */
export function readShellCommand(command: string): ShellCommand | { readonly errors: readonly string[] } {
  const units = commandUnits(command)
  if (units.every((unit) => typeof unit === 'string')) {
    return { script: units.join(''), names: [], notOptions: [] }
  }
  const scanner = new CommandScanner(units)
  scanner.scan()
  if (scanner.errors.length > 0) return { errors: [...new Set(scanner.errors)] }
  return {
    script: scanner.script,
    names: [...scanner.names],
    notOptions: [...scanner.notOptions],
  }
}
