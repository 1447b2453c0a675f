import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { RunError, UsageError } from '../errors.js'
import type { CreateModel } from '../llm/chat-model-options.js'
import { withoutTracing } from '../llm/without-tracing.js'
import { type ModelSettings, readModelSettings } from '../settings.js'
import type { PendingInterrupt } from '../stream/event.js'
import type { RunSink } from '../stream/sink.js'
import { didYouMean } from '../yaml/nearest-name.js'
import { buildStateGraph, type NodeFunctions, type UntypedGraph } from './build-state-graph.js'
import { applyUpdate, channelsOf, plainState, type State } from './channels.js'
import { loadCheckpointer } from './load-checkpointer.js'
import type { LoadedGraph } from './load-graph.js'
import { nodeFunction } from './node-functions.js'
import { createNodeRun } from './node-run.js'
import type { NodeServices } from './node-services.js'
import { throwIfAborted, toRunError } from './node-sink.js'
import { pauseWork } from './nodes/interrupt-node.js'
import { pendingInterrupts, resumeCommand } from './pending-interrupts.js'

export interface CompileOptions {
  /** Makes the models. Default `createChatModel` of `recapflow/llm`. */
  readonly createModel?: CreateModel
  /** Default: the environment's. */
  readonly settings?: ModelSettings
  /** Wins over the one that the file asks for. */
  readonly checkpointer?: BaseCheckpointSaver
  /** Hears of what a run met and went on from, such as edges of which no condition held. */
  readonly onWarning?: (message: string) => void
}

export interface ExecuteInput {
  /** Laid over the data files. With a thread and `node`, laid over the thread's latest checkpoint. */
  readonly state?: State
  /** Continues a paused thread with this answer, or with answers by interrupt id. */
  readonly resume?: unknown
  /** Runs this node alone. Reads the thread's checkpoint, and writes none. */
  readonly node?: string
  readonly config?: { readonly thread_id?: string }
  readonly signal?: AbortSignal
  readonly sink?: RunSink
  /** Which nodes write to the sink. Default: those with `stream: true`. */
  readonly streams?: (node: string, isStreaming: boolean) => boolean
  /** Milliseconds between two tokens of a model; default the setting. */
  readonly idleTimeout?: number
}

export interface ExecuteResult {
  readonly state: Record<string, unknown>
  /** What a paused run waits for; empty when it has finished. */
  readonly interrupts: readonly PendingInterrupt[]
  /** Set where a model's answer was cut and the run went on: it is not a finished one. */
  readonly truncated?: RunError
}

export interface CompiledGraph {
  readonly graph: LoadedGraph
  /** Whether runs can pause, and a thread be resumed. */
  readonly hasCheckpointer: boolean
  /** Milliseconds that a whole run may take. */
  runTimeout(): number
  /** @throws RunError when the run fails. @throws UsageError for misuse, such as a missing thread. */
  execute(input: ExecuteInput): Promise<ExecuteResult>
}

/** Makes a loaded graph ready to run. LangGraph itself is loaded when the first whole run begins. */
export function compileGraph(graph: LoadedGraph, options: CompileOptions = {}): CompiledGraph {
  let settings = options.settings
  const services: NodeServices = {
    defaults: graph.defaults,
    createModel: options.createModel,
    settings: () => {
      settings ??= readModelSettings()
      return settings
    },
  }
  const onWarning = options.onWarning ?? (() => {})
  const hasCheckpointer = options.checkpointer !== undefined || graph.checkpointer !== undefined
  const pauses = [...graph.nodes.values()].some(({ type }) => type === 'interrupt')
  /** One for each set of keys that a run brings: each needs its channels. */
  const built = new Map<string, Promise<UntypedGraph>>()

  async function checkpointer(): Promise<BaseCheckpointSaver | undefined> {
    return options.checkpointer ?? (await loadCheckpointer(graph))
  }

  function build(keys: readonly string[]): Promise<UntypedGraph> {
    const known = channelsOf(graph)
    const further = [...new Set(keys)].filter((key) => !known.has(key)).sort()
    const name = JSON.stringify(further)
    const existing = built.get(name)
    if (existing !== undefined) return existing
    const building = buildFor(further)
    if (built.size < MAX_BUILT) built.set(name, building)
    building.catch(() => built.delete(name))
    return building
  }

  async function buildFor(further: readonly string[]): Promise<UntypedGraph> {
    const [langgraph, saver] = await Promise.all([import('@langchain/langgraph'), checkpointer()])
    const channels = channelsOf(graph, further)
    const functions = new Map<string, NodeFunctions>()
    for (const node of graph.nodes.values()) {
      const run = nodeFunction(graph, node, services, { channels })
      functions.set(
        node.name,
        node.type === 'interrupt' ? { run, pause: pauseWork(node, langgraph.interrupt) } : { run },
      )
    }
    return buildStateGraph(graph, { langgraph, channels, functions, checkpointer: saver, onWarning })
  }

  async function executeNode(name: string, input: ExecuteInput): Promise<ExecuteResult> {
    const node = graph.nodes.get(name)
    if (node === undefined) {
      const names = [...graph.nodes.keys()]
      throw new UsageError(
        `The graph has no node "${name}".${didYouMean(name, names) || ` It has: ${names.join(', ')}.`}`,
      )
    }
    if (node.type === 'interrupt') {
      throw new UsageError(`"${name}" is an interrupt, which cannot run alone. Run the whole graph.`)
    }
    const latest = await latestState(input.config?.thread_id)
    const given = plainState(input.state ?? {})
    const state = { ...structuredClone(graph.data), ...latest, ...given }
    const channels = channelsOf(graph, Object.keys(state))
    const run = createNodeRun(input)
    const update = await nodeFunction(graph, node, services, { channels, isAlone: true })(state, {
      configurable: { __run: run.sink },
    })
    if (run.failure !== undefined) throw run.failure
    return {
      state: applyUpdate(channels, state, update),
      interrupts: [],
      ...(run.truncated === undefined ? {} : { truncated: run.truncated }),
    }
  }

  async function latestState(thread: string | undefined): Promise<State> {
    if (thread === undefined || !hasCheckpointer) return {}
    const saver = await checkpointer()
    const tuple = await saver?.getTuple({ configurable: { thread_id: thread, checkpoint_ns: '' } })
    const values = tuple?.checkpoint.channel_values ?? {}
    const channels = channelsOf(graph)
    return Object.fromEntries(
      Object.entries(values).filter(([key]) => channels.has(key) || !/^__|:/.test(key)),
    )
  }

  async function executeGraph(input: ExecuteInput): Promise<ExecuteResult> {
    const thread = input.config?.thread_id
    checkThread(thread, input)
    const given = plainState(input.state ?? {})
    const latest = await latestState(thread)
    const runner = await build([...Object.keys(given), ...Object.keys(latest), ...Object.keys(graph.data)])
    const run = createNodeRun(input)
    const config = {
      configurable: { __run: run.sink, ...(thread === undefined ? {} : { thread_id: thread }) },
      recursionLimit: graph.config.recursionLimit,
      callbacks: [withoutTracing],
      ...(graph.config.maxConcurrency === undefined ? {} : { maxConcurrency: graph.config.maxConcurrency }),
    }
    const begin =
      input.resume === undefined
        ? { ...structuredClone(graph.data), ...(thread === undefined ? {} : { thread_id: thread }), ...given }
        : await resumeCommand(runner, config, input.resume)
    const { __interrupt__: _interrupts, ...state } = await runner.invoke(begin, config)
    const interrupts = thread === undefined || !hasCheckpointer ? [] : await pendingInterrupts(runner, config)
    return { state, interrupts, ...(run.truncated === undefined ? {} : { truncated: run.truncated }) }
  }

  function checkThread(thread: string | undefined, input: ExecuteInput): void {
    if ((pauses || input.resume !== undefined) && !hasCheckpointer) {
      throw new UsageError(
        'This graph pauses, which needs a checkpointer. Add checkpointer: {type: memory} to its file, or give one to compileGraph.',
      )
    }
    if (hasCheckpointer && thread === undefined) {
      throw new UsageError('A graph with a checkpointer needs a thread: config: {thread_id: "…"}.')
    }
  }

  return {
    graph,
    hasCheckpointer,
    runTimeout: () => graph.config.timeout ?? services.settings().runTimeout,
    async execute(input) {
      throwIfAborted(input.signal)
      try {
        return await (input.node === undefined ? executeGraph(input) : executeNode(input.node, input))
      } catch (error) {
        if (error instanceof UsageError) throw error
        throwIfAborted(input.signal)
        throw isRecursionError(error) ? recursionError(graph.config.recursionLimit) : toRunError(error)
      }
    },
  }
}

/** Different sets of input keys for which a compiled graph is kept. */
const MAX_BUILT = 100

function isRecursionError(error: unknown): boolean {
  return error instanceof Error && error.name === 'GraphRecursionError'
}

function recursionError(limit: number): RunError {
  return new RunError({
    type: 'unknown_error',
    message: `The run took more than ${limit} steps. Raise config.recursion_limit, or give the loop a limit.`,
    retryable: false,
  })
}
