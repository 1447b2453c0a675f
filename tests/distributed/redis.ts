import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free-port.js'

export interface RedisProcess {
  readonly url: string
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>
  /** Starts it again on the same port, with what it had written to disk, or with nothing. */
  start(options?: { readonly withoutData?: boolean }): Promise<void>
  /** Ends it for good. */
  close(): Promise<void>
}

/** A Redis of this test alone, on a free port and in a folder of its own, that writes everything to disk at once. */
export async function startRedis(): Promise<RedisProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'recapflow-redis-'))
  const port = await freePort()
  let server: ChildProcess | undefined

  async function start({ withoutData = false } = {}): Promise<void> {
    if (withoutData) rmSync(join(folder, 'appendonlydir'), { recursive: true, force: true })
    const options = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--bind', '127.0.0.1']
    const child = spawn('redis-server', ['--port', String(port), '--dir', folder, ...options], {
      stdio: 'ignore',
    })
    server = child
    const failed = new Promise<never>((_resolve, reject) => {
      child.once('error', (error) =>
        reject(
          new Error('Redis is not installed. On Debian: apt-get install redis-server', { cause: error }),
        ),
      )
    })
    await Promise.race([answers(port), failed])
  }

  async function kill(): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }

  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until the server has loaded what it holds and says so. */
async function answers(port: number): Promise<void> {
  for (let count = 0; count < 200; count++) {
    if (await isThere(port)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('Redis did not start.')
}

function isThere(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'))
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(answer.toString().startsWith('+PONG'))
    })
    socket.once('error', () => resolve(false))
  })
}
