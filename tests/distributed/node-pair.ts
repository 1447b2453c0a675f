import { type ServerProcess, startServerProcess } from '../server-process.js'
import { type PostgresProcess, startPostgres } from './postgres.js'
import { type RedisProcess, startRedis } from './redis.js'

export interface NodePair {
  readonly nodes: readonly [ServerProcess, ServerProcess]
  readonly postgres: PostgresProcess
  readonly redis: RedisProcess
  close(): Promise<void>
}

/** Two nodes on one PostgreSQL and one Redis, which ask the model at `modelUrl`. */
export async function startNodePair(
  modelUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<NodePair> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  const settings = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    OPENAI_BASE_URL: modelUrl,
    OPENAI_API_KEY: 'none',
    MODEL: 'test-model',
    ...environment,
  }
  const nodes = await Promise.all([startServerProcess(settings), startServerProcess(settings)])
  return {
    nodes,
    postgres,
    redis,
    async close() {
      await Promise.all(nodes.map((node) => node.kill()))
      await Promise.all([postgres.close(), redis.close()])
    },
  }
}

/** The node whose metrics say that it executes something. */
export async function runnerOf(nodes: readonly ServerProcess[]): Promise<ServerProcess> {
  for (let count = 0; count < 100; count++) {
    for (const node of nodes) {
      const text = await (await fetch(`${node.url}/metrics`)).text()
      if (/^recapflow_runs_executing [1-9]/m.test(text)) return node
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('No node executes a run.')
}
