#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { FilesInvalidError, UsageError } from '../errors.js'
import { nearestName } from '../yaml/nearest-name.js'
import { type CommandEntry, commands } from './commands.js'
import { exitCode } from './exit-code.js'
import { plainLine } from './plain-line.js'
import { flush, say, type Terminal } from './terminal.js'

const terminal: Terminal = { input: process.stdin, output: process.stdout, messages: process.stderr }

// Whoever read the output has left, such as `head`: there is nobody to write to any more.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCode.finished)
    throw error
  })
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined) {
    terminal.messages.write(overview())
    return exitCode.usage
  }
  if (name === '--help' || name === '-h' || name === 'help') return await help(args[0])
  if (name === '--version' || name === '-v') {
    terminal.output.write(`${version()}\n`)
    return exitCode.finished
  }
  if (isHelpAsked(args)) return await help(name)
  const command = await commandNamed(name).load()
  return await command.run(args, terminal)
}

function isHelpAsked(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h')
}

async function help(name: string | undefined): Promise<number> {
  const isGeneral = name === undefined || name.startsWith('-')
  terminal.output.write(isGeneral ? overview() : (await commandNamed(name).load()).help)
  return exitCode.finished
}

function commandNamed(name: string): CommandEntry {
  const found = commands.find((command) => command.name === name)
  if (found !== undefined) return found
  const names = commands.map((command) => command.name)
  const nearest = nearestName(name, names)
  throw new UsageError(
    `There is no command "${name}".${nearest === undefined ? '' : ` Did you mean "${nearest}"?`} Commands: ${names.join(', ')}.`,
  )
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Usage: recapflow COMMAND [OPTIONS]

Commands:
${lines.join('\n')}

  recapflow COMMAND --help   what a command takes
  recapflow --version        the version
`
}

function version(): string {
  const file = fileURLToPath(import.meta.resolve('recapflow/package.json'))
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** What the user has to mend is told in words; anything else is a fault of ours, with its stack. */
function refuse(error: unknown): number {
  const isMistake = error instanceof UsageError || error instanceof FilesInvalidError
  say(
    terminal,
    isMistake
      ? error.message.split('\n').map(plainLine).join('\n')
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error),
  )
  return isMistake ? exitCode.usage : exitCode.failed
}

const code = await main(process.argv.slice(2)).catch(refuse)
await flush(terminal)
process.exit(code)
