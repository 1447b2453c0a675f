import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { UsageError } from '../errors.js'
import { readVariable } from '../settings.js'
import type { CheckpointerDefinition } from './graph-definition.js'
import type { LoadedGraph } from './load-graph.js'

/** One for each loaded graph, so that a thread can be resumed by whoever holds the graph. */
const opened = new WeakMap<LoadedGraph, Promise<BaseCheckpointSaver>>()

/**
 * The checkpointer that a graph's file asks for, opened on first use.
 *
 * @throws UsageError where its package is not installed, or a variable that it names is not set.
 */
export function loadCheckpointer(
  graph: LoadedGraph,
  onWarning: (message: string) => void,
): Promise<BaseCheckpointSaver> | undefined {
  if (graph.checkpointer === undefined) return undefined
  const saver = opened.get(graph) ?? open(graph.checkpointer, graph.baseDirectory, onWarning)
  opened.set(graph, saver)
  saver.catch(() => opened.delete(graph))
  return saver
}

async function open(
  definition: CheckpointerDefinition,
  baseDirectory: string,
  onWarning: (message: string) => void,
): Promise<BaseCheckpointSaver> {
  switch (definition.type) {
    case 'memory':
      return openMemory()
    case 'sqlite':
      return openSqlite(required('path', definition.path), baseDirectory)
    case 'postgres':
      return openPostgres(required('url', definition.url), onWarning)
    default: {
      const url = expand(definition.url ?? '')
      if (url === undefined || url === '') {
        onWarning(
          `The ${definition.type} checkpointer has no "url", so threads are kept in memory and lost with this process. Set ${definition.url ?? 'url: redis://…'}.`,
        )
        return openMemory()
      }
      return openRedis({ ...definition, url })
    }
  }
}

async function openMemory(): Promise<BaseCheckpointSaver> {
  const { MemorySaver } = await import('@langchain/langgraph-checkpoint')
  return new MemorySaver()
}

async function openSqlite(path: string, baseDirectory: string): Promise<BaseCheckpointSaver> {
  const { SqliteSaver } = await packageFor(
    'sqlite',
    ['@langchain/langgraph-checkpoint-sqlite', 'better-sqlite3'],
    () => import('@langchain/langgraph-checkpoint-sqlite'),
  )
  if (path === ':memory:') return SqliteSaver.fromConnString(path)
  const file = resolve(baseDirectory, path)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // SQLite gives the files beside it the same mode.
  closeSync(openSync(file, 'a', 0o600))
  return SqliteSaver.fromConnString(file)
}

async function openPostgres(url: string, onWarning: (message: string) => void): Promise<BaseCheckpointSaver> {
  const packages = ['@langchain/langgraph-checkpoint-postgres', 'pg']
  const { PostgresSaver } = await packageFor(
    'postgres',
    packages,
    () => import('@langchain/langgraph-checkpoint-postgres'),
  )
  const { default: pg } = await packageFor('postgres', packages, () => import('pg'))
  const pool = new pg.Pool({ connectionString: url, allowExitOnIdle: true })
  // A connection that the server closes would otherwise end the process, idle or in use; the next query opens
  // another.
  pool.on('error', (error) => onWarning(`A connection to the checkpointer was lost: ${error.message}`))
  pool.on('connect', (client) => client.on('error', () => {}))
  const saver = new PostgresSaver(pool)
  await saver.setup()
  return saver
}

/** Not among our dependencies: it needs RedisJSON and RediSearch, or Redis 8. */
const REDIS_PACKAGE = '@langchain/langgraph-checkpoint-redis'

type RedisDefinition = Extract<CheckpointerDefinition, { type: 'redis' | 'redis-simple' }>

async function openRedis({ type, url, ttl, keyPrefix }: RedisDefinition): Promise<BaseCheckpointSaver> {
  const savers: Record<string, RedisSaverClass | undefined> = await packageFor(
    type,
    [REDIS_PACKAGE],
    () => import(`${REDIS_PACKAGE}${type === 'redis-simple' ? '/shallow' : ''}`),
  )
  const Saver = type === 'redis-simple' ? savers.ShallowRedisSaver : savers.RedisSaver
  if (Saver === undefined)
    throw new UsageError(`This version of ${REDIS_PACKAGE} has no saver for "${type}".`)
  const options = {
    ...(ttl === undefined ? {} : { defaultTTL: ttl }),
    ...(keyPrefix === undefined ? {} : { keyPrefix }),
  }
  return Saver.fromUrl(url ?? '', options)
}

interface RedisSaverClass {
  fromUrl(url: string, options: object): Promise<BaseCheckpointSaver>
}

async function packageFor<Module>(
  type: string,
  packages: readonly string[],
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    const names = packages.join(' ')
    throw new UsageError(
      `The ${type} checkpointer needs ${packages.length > 1 ? 'the packages' : 'the package'} ${packages.join(' and ')}. Install with: npm install ${names}`,
      { cause: error },
    )
  }
}

function required(key: string, text: string): string {
  const value = expand(text)
  if (value !== undefined && value !== '') return value
  throw new UsageError(
    `The checkpointer's "${key}" is ${text}, and that variable is not set. Set it, or write the ${key} itself.`,
  )
}

/** With every `${NAME}` filled in from the environment; `undefined` where one is not set. */
function expand(text: string): string | undefined {
  let isWhole = true
  const expanded = text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_source, name: string) => {
    const value = readVariable(name)
    if (value === undefined) isWhole = false
    return value ?? ''
  })
  return isWhole ? expanded : undefined
}
