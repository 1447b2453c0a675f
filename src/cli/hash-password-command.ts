import { text } from 'node:stream/consumers'
import { UsageError } from '../errors.js'
import { hashPassword } from '../owner/password-hash.js'
import { weakness } from '../settings.js'
import { readArguments } from './arguments.js'
import type { Command } from './command.js'
import { exitCode } from './exit-code.js'
import { say, type Terminal } from './terminal.js'

const help = `Usage: recapflow hash-password < FILE

Reads the owner's password from standard input and prints what OWNER_PASSWORD_HASH takes in its place, so that the
password itself stands in no file on the server. At least 15 characters; the line's end does not count:

  read -rs PASSWORD && printf %s "$PASSWORD" | recapflow hash-password
`

export const hashPasswordCommand: Command = { help, run: printHash }

async function printHash(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = readArguments(args, {}, 'hash-password')
  if (positionals.length > 0) {
    throw new UsageError(
      'The password is read from standard input: as an argument, others on this machine could see it.',
    )
  }
  if (terminal.input.isTTY)
    say(terminal, 'Type the password, then Enter and Ctrl+D. It is shown as you type.')
  const password = (await text(terminal.input)).replace(/\r?\n$/, '')
  const found = weakness(password)
  if (found !== undefined) throw new UsageError(`The password ${found}`)
  terminal.output.write(`${await hashPassword(password)}\n`)
  return exitCode.finished
}
