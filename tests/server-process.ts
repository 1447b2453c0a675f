import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { freePort } from './free-port.js'

const root = resolve(import.meta.dirname, '..')

export interface ServerProcess {
  readonly port: number
  readonly url: string
  /** `undefined` while it does not run. */
  readonly processId: number | undefined
  /** What it has printed, also before it was started again. */
  output(): string
  /** Sends a signal, by default SIGKILL, and waits until it is gone. Answers its exit code, if it has one. */
  kill(signal?: NodeJS.Signals): Promise<number | null>
  /** Starts it again on the same port with the same settings. */
  start(): Promise<void>
}

type Environment = Readonly<Record<string, string>>

/**
 * The server as people start it, from the build, in a process of its own. An `environment` that is a function is
 * read anew at each start.
 */
export async function startServerProcess(
  environment: Environment | (() => Environment),
): Promise<ServerProcess> {
  const port = await freePort()
  let child: ChildProcess | undefined
  let output = ''

  async function start(): Promise<void> {
    const settings = typeof environment === 'function' ? environment() : environment
    const current = spawn(process.execPath, [resolve(root, 'dist/src/server.js')], {
      cwd: root,
      env: { PATH: process.env.PATH, PORT: String(port), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = current
    const from = output.length
    await new Promise<void>((ready, failed) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString()
        if (output.includes('recapflow is ready', from)) ready()
      }
      current.stdout?.on('data', read)
      current.stderr?.on('data', read)
      current.once('exit', (code) => failed(new Error(`The server ended with ${code}:\n${output}`)))
    })
  }

  await start()
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get processId() {
      return child?.exitCode === null && child.signalCode === null ? child.pid : undefined
    },
    output: () => output,
    start,
    async kill(signal = 'SIGKILL') {
      const current = child
      if (current === undefined || current.exitCode !== null || current.signalCode !== null) return null
      const gone = new Promise<number | null>((done) => current.once('exit', done))
      current.kill(signal)
      return gone
    },
  }
}
