import { RunError } from '../../errors.js'
import type { PendingInterrupt } from '../../stream/event.js'
import {
  isInfrastructure,
  plainJson,
  RELAY,
  type Reducer,
  type Relay,
  type State,
  type Update,
} from '../channels.js'
import { childSink } from '../child-sink.js'
import type { CompiledGraph } from '../compile-graph.js'
import type { StateMapping, SubgraphNode } from '../node-definition.js'
import { countOf, type NodeResult, type NodeWork } from '../node-frame.js'
import { type NodeConfig, type NodeFunction, signalOf, sinkOf } from '../node-sink.js'
import { withTimeout } from '../with-timeout.js'

export interface SubgraphOptions {
  readonly child: CompiledGraph
  /** Of the parent: a list that grows there gets only what the child added. */
  readonly channels: ReadonlyMap<string, Reducer>
  /** Whether the parent's runs have a checkpointer. */
  readonly remembers: boolean
}

/**
 * Runs the child to its end or to its next interrupt. A pause is an ordinary result here: it is committed, so
 * that the parent's state shows what the child lets out, and the other half pauses the parent.
 */
export function subgraphWork(node: SubgraphNode, options: SubgraphOptions): NodeWork {
  const { child } = options
  return async (state, config) => {
    const answers = relayOf(node, state)?.answers
    const branch = branchOf(state)
    // An answered child goes on with a visit that is counted, and a map is counted before its branches run.
    const isCounted = answers !== undefined || branch !== ''
    const visit = countOf(state, node.name) + (isCounted ? 0 : 1)
    const signal = signalOf(config)
    const sink = childSink(sinkOf(config), node.name, `${node.name}#${visit}${branch}`)
    const threads = threadsOf(node, state, config, visit, options)
    if (answers === undefined && threads.before !== undefined) await child.forget(threads.before)
    const limit = { signal, milliseconds: child.graph.config.timeout, what: `graph "${node.graph}"` }
    const result = await withTimeout(limit, (limited) =>
      child.execute({
        ...(answers === undefined ? { state: inputOf(node, state) } : { resume: answers }),
        // An attempt of this same visit may have been cut off: the thread is this visit's alone.
        isRetry: options.remembers,
        ...(threads.own === undefined ? {} : { config: { thread_id: threads.own } }),
        signal: limited,
        ...(sink === undefined ? {} : { sink, streams: sink.selects ?? (() => false) }),
        ...(sink?.idleTimeout === undefined ? {} : { idleTimeout: sink.idleTimeout }),
      }),
    ).catch((thrown: unknown) => {
      throw errorOfChild(node, thrown)
    })
    if (result.truncated !== undefined) sinkOf(config)?.onTruncated?.(result.truncated)
    if (result.interrupts.length > 0) {
      return {
        update: {
          ...mapped(node.interruptOutputMapping, node, result.state, state, options),
          [RELAY]: { [node.name]: { interrupts: result.interrupts } satisfies Relay },
        },
        output: null,
      }
    }
    return finished(node, result.state, state, options)
  }
}

/** Whose node it was that failed, from where the parent stands. */
function errorOfChild(node: SubgraphNode, thrown: unknown): unknown {
  if (!(thrown instanceof RunError) || thrown.node === undefined) return thrown
  return new RunError({ ...thrown.details, node: `${node.name}/${thrown.node}` }, { cause: thrown })
}

function finished(node: SubgraphNode, result: State, state: State, options: SubgraphOptions): NodeResult {
  const output = mapped(node.outputMapping, node, result, state, options)
  const errors = (result.errors as { node?: unknown }[] | undefined) ?? []
  return {
    update: {
      ...output,
      ...(relayOf(node, state) === undefined ? {} : { [RELAY]: { [node.name]: null } }),
      ...(errors.length === 0
        ? {}
        : { errors: errors.map((error) => ({ ...error, node: `${node.name}/${String(error.node)}` })) }),
    },
    output,
  }
}

/** The key under which the second half finds its question, in the state that it is given. */
const QUESTION = '_question'

/** One state of the second half for each question of the child that nobody has answered. */
export function relayStates(node: SubgraphNode, state: State): State[] {
  const { interrupts = [], answers = {} } = relayOf(node, state) ?? {}
  return interrupts
    .filter(({ id }) => !Object.hasOwn(answers, id))
    .map((question) => ({ ...state, [QUESTION]: question }))
}

/** The second half: pauses the parent with one question of the child. */
export function subgraphPause(node: SubgraphNode, interrupt: (payload: unknown) => unknown): NodeFunction {
  return async (state) => {
    const { id, value } = state[QUESTION] as PendingInterrupt
    const answer = plainJson(interrupt(value), `The answer to "${node.name}"`)
    return { [RELAY]: { [node.name]: { answers: { [id]: answer } } satisfies Relay } }
  }
}

/** Whether this is the child's own question being answered, and no new beginning. */
export function isAnswered(node: SubgraphNode, state: State): boolean {
  return relayOf(node, state)?.answers !== undefined
}

function relayOf(node: SubgraphNode, state: State): Relay | undefined {
  const relays = state[RELAY] as Record<string, Relay | null> | undefined
  return relays !== undefined && Object.hasOwn(relays, node.name)
    ? (relays[node.name] ?? undefined)
    : undefined
}

function branchOf({ _map_index: index }: State): string {
  return typeof index === 'number' ? `[${index}]` : ''
}

/**
 * The child's thread for this visit, and that of the visit before, which nobody needs any more. Without a
 * checkpointer around it visits are not counted on, so that a child with one of its own gets a thread of chance.
 */
function threadsOf(
  node: SubgraphNode,
  state: State,
  config: NodeConfig | undefined,
  visit: number,
  { child, remembers }: SubgraphOptions,
): { own?: string; before?: string } {
  const thread = config?.configurable?.thread_id
  if (!remembers || typeof thread !== 'string')
    return child.hasCheckpointer ? { own: crypto.randomUUID() } : {}
  const named = (count: number) => `${thread}:${node.name}${branchOf(state)}${count === 1 ? '' : `#${count}`}`
  return { own: named(visit), ...(visit === 1 ? {} : { before: named(visit - 1) }) }
}

function inputOf(node: SubgraphNode, state: State): Update {
  if (node.mode === 'direct' || node.inputMapping === 'auto') return ownState(state)
  const input: Update = {}
  for (const [parent, child] of node.inputMapping) {
    if (state[parent] !== undefined) input[child] = state[parent]
  }
  return input
}

function mapped(
  mapping: StateMapping,
  node: SubgraphNode,
  result: State,
  before: State,
  { channels }: SubgraphOptions,
): Update {
  if (node.mode === 'invoke' && mapping !== 'auto') {
    const output: Update = {}
    for (const [parent, child] of mapping) if (result[child] !== undefined) output[parent] = result[child]
    return output
  }
  const output: Update = {}
  for (const [key, value] of Object.entries(ownState(result))) {
    const change = changeOf(before[key], value, channels.get(key))
    if (change !== undefined) output[key] = change
  }
  return output
}

function ownState(state: State): Update {
  return Object.fromEntries(
    Object.entries(state).filter(([key, value]) => !isInfrastructure(key) && value !== undefined),
  )
}

/** What the parent has to write to hold `after`; `undefined` for what the child left as it was. */
function changeOf(before: unknown, after: unknown, reducer: Reducer): unknown {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined
  const grows = Array.isArray(reducer?.([], null))
  if (!grows || !Array.isArray(after)) return after
  const known = Array.isArray(before) ? before.map((item) => JSON.stringify(item)) : []
  const rest = after.filter((item) => {
    const position = known.indexOf(JSON.stringify(item))
    if (position >= 0) known.splice(position, 1)
    return position < 0
  })
  return rest.length === 0 ? undefined : rest
}
