import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export interface ServerProcess {
  readonly url: string
  /** Everything that it printed. */
  output(): string
  /** Ends it, by default as `kill -9` does, and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again on the same port with the same settings. */
  start(): Promise<void>
}

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const address = probe.address()
  await new Promise((done) => probe.close(done))
  if (address === null || typeof address === 'string') throw new Error('The probe has no port.')
  return address.port
}

/** The server as people start it, from the build, in a process of its own. */
export async function startServerProcess(environment: Record<string, string>): Promise<ServerProcess> {
  const port = await freePort()
  let child: ChildProcess | undefined
  let output = ''

  async function start(): Promise<void> {
    const current = spawn(process.execPath, [resolve(root, 'dist/src/server.js')], {
      cwd: root,
      env: { PATH: process.env.PATH, PORT: String(port), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = current
    await new Promise<void>((ready, failed) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString()
        if (output.includes('recapflow is ready')) ready()
      }
      current.stdout?.on('data', read)
      current.stderr?.on('data', read)
      current.once('exit', (code) => failed(new Error(`The server ended with ${code}:\n${output}`)))
    })
  }

  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    start() {
      output = ''
      return start()
    },
    async kill(signal = 'SIGKILL') {
      const current = child
      if (current === undefined || current.exitCode !== null || current.signalCode !== null) return
      const gone = new Promise((done) => current.once('exit', done))
      current.kill(signal)
      await gone
    },
  }
}
