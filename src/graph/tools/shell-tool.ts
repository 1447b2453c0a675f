import { spawn } from 'node:child_process'
import { RunError } from '../../errors.js'
import { textOf } from '../../expression/value-expression.js'
import { shellEnvironment } from '../../settings.js'
import { findSubfolder } from '../load-inside-folder.js'
import type { ShellTool } from '../tool-definition.js'
import { withTimeout } from '../with-timeout.js'
import { variableOf } from './command-scanner.js'
import { readShellCommand, type ShellCommand } from './shell-command.js'
import type { Tool } from './tool.js'

/** Bytes of output; a command that writes more is ended. */
const MAX_OUTPUT = 1024 * 1024
/** Characters of standard error that a message keeps, from its end. */
const MAX_ERROR_TEXT = 2000
/** Bytes of a value: Linux takes no longer text in an environment, its name included. */
const MAX_VALUE = 128 * 1024 - 200

/**
 * A command as a tool. It runs in `folder`, or in a folder inside it, with an environment that holds what a
 * command needs to run, what the file gives it, and its values; not the server's own secrets.
 */
export function shellTool(definition: ShellTool, folder: string): Tool {
  const { name, description } = definition
  const command = readShellCommand(definition.command)
  const names = 'errors' in command ? [] : command.names
  return {
    name,
    description,
    parameters: {
      type: 'object',
      properties: Object.fromEntries(names.map((key) => [key, { type: 'string' }])),
      required: names,
    },
    async call(args, { signal }) {
      if ('errors' in command) throw toolError(definition, command.errors.join(' '))
      const values = valuesOf(definition, command, args)
      const place = findSubfolder(folder, definition.workingDir ?? '.')
      if ('error' in place) throw toolError(definition, place.error)
      const ended = await withTimeout(
        { signal, milliseconds: definition.timeout, what: `tool "${name}"` },
        (limited) =>
          run(definition, command.script, {
            folder: place.path,
            environment: { ...shellEnvironment(), ...definition.env, ...values },
            signal: limited,
          }),
      )
      return parse(definition, ended)
    },
  }
}

/** @throws RunError `state_error` for a value that is missing, or that no command can be given. */
function valuesOf(
  definition: ShellTool,
  command: ShellCommand,
  args: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const missing = command.names.filter((key) => !Object.hasOwn(args, key) || args[key] === undefined)
  if (missing.length > 0) {
    const list = missing.map((key) => `"${key}"`).join(', ')
    throw toolError(definition, `It has no value for ${list}. Give one under "variables" or "args".`)
  }
  const values: Record<string, string> = {}
  for (const key of command.names) {
    const text = textOf(args[key])
    const mistake = mistakeIn(text, command.notOptions.includes(key))
    if (mistake !== undefined) throw toolError(definition, `The value of "${key}" ${mistake}`)
    values[variableOf(key)] = text
  }
  return values
}

function mistakeIn(text: string, isNeverOption: boolean): string | undefined {
  if (text.includes('\0')) return 'holds a NUL character, which no command can be given. Remove it.'
  if (Buffer.byteLength(text) > MAX_VALUE) {
    return `is longer than ${MAX_VALUE} bytes. Give the command a file instead.`
  }
  if (!isNeverOption || !text.startsWith('-')) return undefined
  return 'begins with "-", which the program would take as an option. Write -- or ./ before it in the command.'
}

interface Surroundings {
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

interface Ended {
  readonly output: string
  readonly errorText: string
  /** `null` where a signal ended it. */
  readonly code: number | null
  readonly killedBy: string | null
}

function start(definition: ShellTool, script: string, { folder, environment }: Surroundings) {
  try {
    return spawn('sh', ['-c', script], {
      cwd: folder,
      env: environment,
      // A group of its own, so that what the command starts ends with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    // Such as E2BIG: all values together are too long.
    throw notStarted(definition, error)
  }
}

function notStarted(definition: ShellTool, error: unknown): RunError {
  const reason = error instanceof Error ? error.message : String(error)
  return toolError(definition, `The shell could not be started: ${reason}.`, error)
}

function run(definition: ShellTool, script: string, surroundings: Surroundings): Promise<Ended> {
  const { signal } = surroundings
  return new Promise((resolve, reject) => {
    const child = start(definition, script, surroundings)
    if (child.pid !== undefined) endWithProcess(child.pid)
    const output: Buffer[] = []
    let size = 0
    let errorText = Buffer.alloc(0)

    function fail(error: unknown) {
      kill(child.pid)
      child.stdout.destroy()
      child.stderr.destroy()
      reject(error)
    }
    const stop = () => fail(signal.reason)
    signal.addEventListener('abort', stop, { once: true })

    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MAX_OUTPUT) output.push(chunk)
      else fail(toolError(definition, `It wrote more than ${MAX_OUTPUT} bytes. Let the command write less.`))
    })
    child.stderr.on('data', (chunk: Buffer) => {
      // A character has up to four bytes.
      errorText = Buffer.concat([errorText, chunk]).subarray(-4 * MAX_ERROR_TEXT)
    })
    child.on('error', (error) => {
      signal.removeEventListener('abort', stop)
      reject(notStarted(definition, error))
    })
    child.on('close', (code, killedBy) => {
      running.delete(child.pid ?? 0)
      signal.removeEventListener('abort', stop)
      resolve({
        output: Buffer.concat(output).toString('utf8'),
        errorText: errorText.toString('utf8').slice(-MAX_ERROR_TEXT).trim(),
        code,
        killedBy,
      })
    })
  })
}

/** Groups that are running: a process that just exits must not leave them behind. */
const running = new Set<number>()

function endWithProcess(pid: number): void {
  if (running.size === 0 && !process.listeners('exit').includes(killAll)) process.on('exit', killAll)
  running.add(pid)
}

function killAll(): void {
  for (const pid of running) kill(pid)
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

function parse(definition: ShellTool, { output, errorText, code, killedBy }: Ended): unknown {
  const words = errorText === '' ? '' : ` It said: ${errorText}`
  if (code === null) throw toolError(definition, `It was ended by ${killedBy}.${words}`)
  if (!definition.successCodes.includes(code)) {
    const expected = definition.successCodes.join(', ')
    throw toolError(definition, `It ended with code ${code}, expected ${expected}.${words}`, undefined, true)
  }
  if (definition.parse === 'none') return null
  if (definition.parse === 'text') return output.replace(/\r?\n$/, '')
  try {
    return JSON.parse(output)
  } catch (error) {
    const shown = output.length > 200 ? `${output.slice(0, 200)}…` : output
    throw new RunError(
      {
        type: 'validation_error',
        message: `The tool "${definition.name}" wrote no JSON: ${shown.trim() || 'nothing'}. Let it write JSON, or set parse: text.`,
        retryable: false,
      },
      { cause: error },
    )
  }
}

function toolError({ name }: ShellTool, sentence: string, cause?: unknown, hasRun = false): RunError {
  return new RunError(
    {
      type: hasRun ? 'unknown_error' : 'state_error',
      message: `The tool "${name}" failed. ${sentence}`,
      retryable: false,
    },
    { cause },
  )
}
