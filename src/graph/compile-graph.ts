import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { type RunError, UsageError } from '../errors.js'
import type { CreateModel } from '../llm/chat-model-options.js'
import { withoutTracing } from '../llm/without-tracing.js'
import type { PromptModelOptions } from '../prompt/prompt.js'
import { type ModelSettings, readModelSettings } from '../settings.js'
import type { PendingInterrupt } from '../stream/event.js'
import type { RunSink } from '../stream/sink.js'
import { didYouMean } from '../yaml/nearest-name.js'
import { buildStateGraph, type NodeFunctions, type UntypedGraph } from './build-state-graph.js'
import { channelsOf, initialValue, plainState, RELAY, type State } from './channels.js'
import { invokeApart } from './invoke-apart.js'
import { ofLangGraph } from './langgraph-error.js'
import { loadCheckpointer } from './load-checkpointer.js'
import { canPause, type LoadedGraph } from './load-graph.js'
import { NodeCache } from './node-cache.js'
import { nodeFunctions } from './node-functions.js'
import { createNodeRun } from './node-run.js'
import type { GraphServices } from './node-services.js'
import { throwIfAborted, toRunError } from './node-sink.js'
import { NOTHING_LEFT, pendingInterrupts, resumeCommand, retryCommand } from './pending-interrupts.js'
import { runAlone } from './run-alone.js'

export interface CompileOptions {
  /** Makes the models. Default `createChatModel` of `recapflow/llm`. */
  readonly createModel?: CreateModel
  /** Default: the environment's. */
  readonly settings?: ModelSettings
  /** Wins over the one that the file asks for. */
  readonly checkpointer?: BaseCheckpointSaver
  /** The provider and model that are asked, whatever the files say. */
  readonly override?: PromptModelOptions
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
  /**
   * An attempt before this one was cut off: goes on from the thread's latest checkpoint where that has got
   * further than what this run begins with.
   */
  readonly isRetry?: boolean
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
  /** Whether a run can stop to ask. */
  readonly pauses: boolean
  /** Milliseconds that a whole run may take. */
  runTimeout(): number
  /** Deletes what the checkpointer keeps of a thread. */
  forget(thread: string): Promise<void>
  /** @throws RunError when the run fails. @throws UsageError for misuse, such as a missing thread. */
  execute(input: ExecuteInput): Promise<ExecuteResult>
}

/** Makes a loaded graph ready to run. LangGraph itself is loaded when the first whole run begins. */
export function compileGraph(graph: LoadedGraph, options: CompileOptions = {}): CompiledGraph {
  let settings = options.settings
  return compile(graph, {
    ...options,
    readSettings: () => {
      settings ??= readModelSettings()
      return settings
    },
  })
}

interface CompileContext extends CompileOptions {
  readonly readSettings: () => ModelSettings
  /** Of the graph around this one, for a child that has none that lasts. */
  readonly inherited?: () => Promise<BaseCheckpointSaver | undefined>
}

function compile(graph: LoadedGraph, options: CompileContext): CompiledGraph {
  const onWarning = options.onWarning ?? (() => {})
  const pauses = canPause(graph)
  // What a child's own memory keeps would be gone before the thread around it is.
  const isForgetful = graph.checkpointer === undefined || graph.checkpointer.type === 'memory'
  const inherited = isForgetful ? options.inherited : undefined
  const hasCheckpointer =
    options.checkpointer !== undefined || graph.checkpointer !== undefined || inherited !== undefined
  /** One for each set of keys that a run brings: each needs its channels. */
  const built = new Map<string, Promise<UntypedGraph>>()
  const children = new Map<string, CompiledGraph>()
  const services: GraphServices = {
    defaults: graph.defaults,
    createModel: options.createModel,
    settings: options.readSettings,
    cache: new NodeCache(),
    child: (path) => childOf(path, true),
    childApart: (path) => childOf(path, false),
    remembers: hasCheckpointer,
    ...(options.override === undefined ? {} : { override: options.override }),
  }

  /** What an earlier run on the thread was waiting for is no concern of a new one. */
  const relays = [...graph.nodes.values()].filter(({ type }) => type === 'subgraph')
  const forgetting =
    relays.length === 0 ? {} : { [RELAY]: Object.fromEntries(relays.map(({ name }) => [name, null])) }

  async function checkpointer(): Promise<BaseCheckpointSaver | undefined> {
    return options.checkpointer ?? (await inherited?.()) ?? (await loadCheckpointer(graph, onWarning))
  }

  function childOf(path: string, inherits: boolean): CompiledGraph {
    const key = `${inherits ? 'with' : 'apart'} ${path}`
    const known = children.get(key)
    if (known !== undefined) return known
    const loaded = graph.children.get(path)
    if (loaded === undefined) throw new Error(`The graph "${path}" is not loaded.`)
    const { checkpointer: _own, inherited: _above, ...rest } = options
    const compiled = compile(
      loaded,
      hasCheckpointer && inherits ? { ...rest, inherited: checkpointer } : rest,
    )
    children.set(key, compiled)
    return compiled
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
      functions.set(node.name, nodeFunctions(graph, node, services, { channels, onWarning, ...langgraph }))
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
    if (node.type === 'interrupt' || (node.type === 'subgraph' && services.childApart(node.graph).pauses)) {
      throw new UsageError(`"${name}" pauses for an answer, which cannot run alone. Run the whole graph.`)
    }
    const latest = await latestState(input.config?.thread_id)
    const given = plainState(input.state ?? {})
    const state = { ...structuredClone(graph.data), ...latest, ...given }
    const channels = channelsOf(graph, Object.keys(state))
    const run = createNodeRun(input)
    const functions = nodeFunctions(graph, node, services, { channels, onWarning, isAlone: true })
    const result = await runAlone(functions, channels, state, { configurable: { __run: run.sink } })
    if (run.failure !== undefined) throw run.failure
    return {
      state: result,
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
    const initial = {
      ...dataFor(latest),
      ...(thread === undefined ? {} : { thread_id: thread }),
      ...forgetting,
      ...given,
    }
    const remembers = thread !== undefined && hasCheckpointer
    const begin =
      input.isRetry && remembers
        ? await retryCommand(runner, config, initial, input.resume)
        : input.resume === undefined
          ? initial
          : await resumeCommand(runner, config, input.resume)
    const { __interrupt__: _interrupts, ...state } =
      begin === NOTHING_LEFT
        ? (await runner.getState(config)).values
        : await invokeApart(runner, begin, config)
    const interrupts = remembers ? await pendingInterrupts(runner, config) : []
    return { state, interrupts, ...(run.truncated === undefined ? {} : { truncated: run.truncated }) }
  }

  /** A list that grows has what the data files gave it from the thread's first run. */
  function dataFor(latest: State): Record<string, unknown> {
    const channels = channelsOf(graph)
    const isThere = (key: string) =>
      Array.isArray(initialValue(channels.get(key))) && Object.hasOwn(latest, key)
    return structuredClone(Object.fromEntries(Object.entries(graph.data).filter(([key]) => !isThere(key))))
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
    pauses,
    runTimeout: () => graph.config.timeout ?? services.settings().runTimeout,
    async forget(thread) {
      await (await checkpointer())?.deleteThread(thread)
    },
    async execute(input) {
      throwIfAborted(input.signal)
      try {
        return await (input.node === undefined ? executeGraph(input) : executeNode(input.node, input))
      } catch (error) {
        if (error instanceof UsageError) throw error
        throwIfAborted(input.signal)
        throw ofLangGraph(error, graph.config.recursionLimit) ?? toRunError(error)
      }
    },
  }
}

/** Different sets of input keys for which a compiled graph is kept. */
const MAX_BUILT = 100
