import type { RunEvent } from '../stream/event.js'
import { RunLog, readRunLog } from '../stream/run-log.js'
import type { State } from './channels.js'
import type { CompileOptions, ExecuteInput } from './compile-graph.js'
import { executeToLog } from './execute-to-log.js'
import type { LoadedGraph } from './load-graph.js'
import { askingNodes, checkNodeNames } from './node-names.js'
import { compiledOf, type GraphSource, type RunConfig, signalsOf, threadOf } from './run-graph.js'

export interface StreamGraphOptions extends CompileOptions {
  readonly config?: RunConfig
  /** The nodes whose text is wanted. Default: those with `stream: true`; where there are none, all that ask a model. */
  readonly nodes?: readonly string[]
  /** The text of every node that asks a model. */
  readonly all?: boolean
  /** Continues a paused thread instead of beginning with the initial state. */
  readonly resume?: unknown
  readonly signal?: AbortSignal
  /** Milliseconds for the whole run. Default: the graph's `config.timeout`, else the setting `runTimeout`. */
  readonly timeout?: number
  /** Milliseconds between two tokens. Default: the setting `idleTimeout`. */
  readonly idleTimeout?: number
}

/**
 * Runs a graph and gives every event of the run, the text token by token; exactly one of `interrupt`, `error`
 * and `done` comes last. Leaving the loop aborts the run and its model calls.
 *
 * @throws FilesInvalidError or UsageError for a graph that cannot run. A run that fails is an `error` event.
 */
export async function* streamGraphWithTokens(
  graph: GraphSource,
  initialState: State = {},
  options: StreamGraphOptions = {},
): AsyncGenerator<RunEvent, void, undefined> {
  const compiled = compiledOf(graph, options)
  const { resume, timeout, idleTimeout } = options
  yield* streamRun(options, (log, signal) =>
    executeToLog(
      compiled,
      {
        ...(resume === undefined ? { state: initialState } : { resume }),
        config: threadOf(options.config),
        streams: selectionOf(compiled.graph, options),
        ...(idleTimeout === undefined ? {} : { idleTimeout }),
      } satisfies ExecuteInput,
      { log, signal, runId: crypto.randomUUID(), ...(timeout === undefined ? {} : { timeout }) },
    ),
  )
}

/** Reads the log that `execute` writes, and ends the run when its reader leaves. */
export async function* streamRun(
  options: { readonly config?: RunConfig; readonly signal?: AbortSignal },
  execute: (log: RunLog, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<RunEvent, void, undefined> {
  const leaving = new AbortController()
  const log = new RunLog({ onFull: () => leaving.abort('log_full') })
  const running = execute(log, AbortSignal.any([...signalsOf(options), leaving.signal]))
  try {
    yield* readRunLog(log)
  } finally {
    leaving.abort('stop')
    await running
  }
}

/** Whose text is wanted, by the names that events carry. */
export function selectionOf(
  graph: LoadedGraph,
  { nodes, all = false }: Pick<StreamGraphOptions, 'nodes' | 'all'> = {},
): (node: string, isStreaming: boolean) => boolean {
  if (nodes !== undefined) {
    checkNodeNames(graph, nodes)
    return (node) => nodes.includes(node)
  }
  const asking = askingNodes(graph)
  const someStream = [...asking.values()].some(({ stream }) => stream)
  // What a router says is not for people, unless somebody asks for it.
  const isRouter = (node: string) => asking.get(node)?.type === 'router'
  return (node, isStreaming) => isStreaming || ((all || !someStream) && !isRouter(node))
}
