import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { UsageError } from '../errors.js'
import { type CompiledGraph, compileGraph, type ExecuteResult } from '../graph/compile-graph.js'
import { executeWithLog } from '../graph/execute-to-log.js'
import { canPause, type LoadedGraph, loadGraph } from '../graph/load-graph.js'
import { askingNodes } from '../graph/node-names.js'
import { selectionOf } from '../graph/stream-graph-with-tokens.js'
import type { RunEvent } from '../stream/event.js'
import { formatProblem } from '../yaml/problem.js'
import type { RunOptions } from './run-options.js'
import { say, type Terminal } from './terminal.js'

/** What a run begins with: a state, or the answer to a paused thread. */
export type RunStart = { readonly state: Readonly<Record<string, unknown>> } | { readonly resume: unknown }

/** A graph as the options of `recapflow run` want it run. */
export interface GraphRunner {
  readonly graph: LoadedGraph
  readonly thread: string | undefined
  /** Whether another command can go on with the thread. */
  readonly isKept: boolean
  /** Whether texts of several nodes can come. */
  readonly hasSeveralVoices: boolean
  /** @throws RunError when the run fails. @throws UsageError for misuse. */
  run(start: RunStart, signal: AbortSignal): Promise<ExecuteResult>
}

/**
 * Loads and compiles the graph. One that pauses but asks for no checkpointer gets one in memory, so that it can
 * be tried as it is.
 *
 * @throws FilesInvalidError with every problem. @throws UsageError for a file or folder that is not there.
 */
export function createGraphRunner(
  options: RunOptions,
  terminal: Terminal,
  onEvent: (event: RunEvent) => void,
): GraphRunner {
  const graph = load(options, terminal)
  const isKept = graph.checkpointer !== undefined && graph.checkpointer.type !== 'memory'
  if (options.resume !== undefined && !isKept) {
    throw new UsageError(
      `--resume needs a checkpointer that outlives a command. Add this to ${options.file}: checkpointer: {type: sqlite, path: ./data/threads.db}`,
    )
  }
  const kept = graph.checkpointer === undefined && canPause(graph) ? withMemory(graph) : graph
  if (options.thread !== undefined && kept.checkpointer === undefined) {
    say(terminal, 'warning: --thread has no effect, as the graph has no checkpointer.')
  }
  const compiled = compileGraph(kept, {
    onWarning: (message) => say(terminal, `warning: ${message}`),
    override: {
      ...(options.provider === undefined ? {} : { provider: options.provider }),
      ...(options.model === undefined ? {} : { model: options.model }),
    },
  })
  const thread = compiled.hasCheckpointer ? (options.thread ?? randomUUID()) : undefined
  return {
    graph: kept,
    thread,
    isKept,
    hasSeveralVoices: options.node === undefined && voicesOf(kept) > 1,
    run: (start, signal) => execute(compiled, { start, options, thread, signal, onEvent }),
  }
}

function load({ file, baseDirectory, recursionLimit }: RunOptions, terminal: Terminal): LoadedGraph {
  if (baseDirectory !== undefined && !statSync(baseDirectory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--base is "${baseDirectory}", which is no folder.`)
  }
  const graph = loadGraph(file, baseDirectory === undefined ? {} : { baseDirectory })
  for (const warning of graph.warnings) say(terminal, formatProblem(warning))
  return recursionLimit === undefined ? graph : { ...graph, config: { ...graph.config, recursionLimit } }
}

function withMemory(graph: LoadedGraph): LoadedGraph {
  return { ...graph, checkpointer: { type: 'memory' } }
}

interface Execution {
  readonly start: RunStart
  readonly options: RunOptions
  readonly thread: string | undefined
  readonly signal: AbortSignal
  readonly onEvent: (event: RunEvent) => void
}

function execute(
  compiled: CompiledGraph,
  { start, options, thread, signal, onEvent }: Execution,
): Promise<ExecuteResult> {
  const { node, timeout, isStreaming } = options
  let seq = 0
  return executeWithLog(
    compiled,
    {
      ...start,
      ...(node === undefined ? {} : { node }),
      config: thread === undefined ? {} : { thread_id: thread },
      streams: isStreaming ? wantedStreams(compiled.graph, node) : () => false,
    },
    {
      log: {
        append(body) {
          const event: RunEvent = { ...body, seq: ++seq }
          onEvent(event)
          return event
        },
      },
      runId: randomUUID(),
      signal,
      ...(timeout === undefined ? {} : { timeout }),
    },
  )
}

/** One node by its name speaks in any case; else as `streamGraphWithTokens` has it. */
function wantedStreams(
  graph: LoadedGraph,
  node: string | undefined,
): (name: string, isStreaming: boolean) => boolean {
  return node === undefined ? selectionOf(graph) : () => true
}

/** How many nodes can be heard in a run of the whole graph. */
function voicesOf(graph: LoadedGraph): number {
  const isWanted = selectionOf(graph)
  return [...askingNodes(graph)].filter(([name, { stream }]) => isWanted(name, stream)).length
}
