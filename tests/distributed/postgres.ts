import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free-port.js'

const DEBIAN_FOLDER = '/usr/lib/postgresql'

export interface PostgresProcess {
  readonly url: string
  /** Makes an empty database and gives its address. */
  createDatabase(name: string): string
  /** SIGQUIT ends it at once, as a crash does; the data stays. */
  stop(): Promise<void>
  /** Starts it again on the same port with the same data. */
  start(): Promise<void>
  /** Ends it for good. */
  close(): Promise<void>
}

/** A PostgreSQL of this test alone, on a free port and in a folder of its own. */
export async function startPostgres(): Promise<PostgresProcess> {
  const programs = programsFolder()
  const folder = mkdtempSync(join(tmpdir(), 'recapflow-postgres-'))
  const user = serverUser()
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' }
  const asUser = { ...user, env, cwd: folder, stdio: 'ignore' as const }
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'test', '-A', 'trust', '-E', 'UTF8', '-N'],
    asUser,
  )
  const port = await freePort()
  const address = ['-h', '127.0.0.1', '-p', String(port)]
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    server = spawn(
      join(programs, 'postgres'),
      ['-D', data, ...address, '-k', folder, '-c', 'max_connections=300'],
      asUser,
    )
    for (let count = 0; count < 200; count++) {
      try {
        execFileSync(join(programs, 'pg_isready'), address, { stdio: 'ignore' })
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
    throw new Error('PostgreSQL did not start.')
  }

  async function stop(): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGQUIT')
    await gone
  }

  await start()
  const base = `postgres://test@127.0.0.1:${port}`
  return {
    url: `${base}/postgres`,
    createDatabase(name) {
      execFileSync(join(programs, 'createdb'), [...address, '-U', 'test', name])
      return `${base}/${name}`
    },
    start,
    stop,
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function programsFolder(): string {
  const [newest] = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER).sort().reverse() : []
  if (newest !== undefined) return join(DEBIAN_FOLDER, newest, 'bin')
  throw new Error('PostgreSQL is not installed. On Debian: apt-get install postgresql')
}

/** PostgreSQL refuses to run as root. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}
