import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { UsageError } from '../errors.js'
import type { LoadedGraph } from './load-graph.js'

/** One for each loaded graph, so that a thread can be resumed by whoever holds the graph. */
const opened = new WeakMap<LoadedGraph, Promise<BaseCheckpointSaver>>()

/**
 * The checkpointer that a graph's file asks for, opened on first use.
 *
 * @throws UsageError where its package is not installed.
 */
export function loadCheckpointer(graph: LoadedGraph): Promise<BaseCheckpointSaver> | undefined {
  if (graph.checkpointer === undefined) return undefined
  const saver = opened.get(graph) ?? open(graph)
  opened.set(graph, saver)
  saver.catch(() => opened.delete(graph))
  return saver
}

async function open({ checkpointer, baseDirectory }: LoadedGraph): Promise<BaseCheckpointSaver> {
  if (checkpointer?.type !== 'sqlite') {
    const { MemorySaver } = await import('@langchain/langgraph-checkpoint')
    return new MemorySaver()
  }
  let SqliteSaver: typeof import('@langchain/langgraph-checkpoint-sqlite').SqliteSaver
  try {
    SqliteSaver = (await import('@langchain/langgraph-checkpoint-sqlite')).SqliteSaver
  } catch (error) {
    throw new UsageError(
      'The sqlite checkpointer needs the packages @langchain/langgraph-checkpoint-sqlite and better-sqlite3. Install them: npm install @langchain/langgraph-checkpoint-sqlite better-sqlite3',
      { cause: error },
    )
  }
  if (checkpointer.path === ':memory:') return SqliteSaver.fromConnString(checkpointer.path)
  const path = resolve(baseDirectory, checkpointer.path)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // SQLite gives the files beside it the same mode.
  closeSync(openSync(path, 'a', 0o600))
  return SqliteSaver.fromConnString(path)
}
