import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { onTestFinished } from 'vitest'

export const root = resolve(import.meta.dirname, '../..')
const main = resolve(root, 'dist/src/cli/main.js')

export interface CliResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Standard output. */
  readonly output: string
  /** Standard error. */
  readonly messages: string
}

export interface CliOptions {
  /** The whole of standard input; with `null` it stays open and empty. Default: none, at its end. */
  readonly input?: string | null
  /** Beside PATH. */
  readonly environment?: Readonly<Record<string, string>>
  /** Default: the root of the repository. */
  readonly folder?: string
}

export interface CliProcess {
  readonly child: ChildProcessWithoutNullStreams
  readonly result: Promise<CliResult>
  /** Waits until the output, or the messages, have this text. */
  waitFor(text: string, where?: 'output' | 'messages'): Promise<void>
  /** Waits until the output matches. */
  waitForMatch(pattern: RegExp): Promise<RegExpExecArray>
}

/** Starts the built command line in a process of its own, which ends with the test. */
export function startCli(args: readonly string[], options: CliOptions = {}): CliProcess {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.folder ?? root,
    env: { PATH: process.env.PATH, ...options.environment },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const text = { output: '', messages: '' }
  const watchers = new Set<() => void>()
  const tell = () => {
    for (const watcher of watchers) watcher()
  }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.output += chunk
    tell()
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.messages += chunk
    tell()
  })
  // A command that has ended reads no more.
  child.stdin.on('error', () => undefined)
  if (options.input !== null) child.stdin.end(options.input ?? '')
  const result = new Promise<CliResult>((done, failed) => {
    child.on('error', failed)
    child.on('close', (code, signal) => {
      done({ code, signal, ...text })
      tell()
    })
  })
  function wait<Found>(find: () => Found | undefined, wanted: string): Promise<Found> {
    return new Promise((done, failed) => {
      const look = () => {
        const found = find()
        const isOver = child.exitCode !== null || child.signalCode !== null
        if (found === undefined && !isOver) return
        watchers.delete(look)
        if (found !== undefined) done(found)
        else failed(new Error(`The command ended without ${wanted}:\n${text.output}${text.messages}`))
      }
      watchers.add(look)
      look()
    })
  }

  return {
    child,
    result,
    async waitFor(wanted, where = 'output') {
      await wait(() => text[where].includes(wanted) || undefined, `"${wanted}"`)
    },
    waitForMatch: (pattern) => wait(() => pattern.exec(text.output) ?? undefined, String(pattern)),
  }
}

/** Runs the built command line to its end. */
export function cli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).result
}
