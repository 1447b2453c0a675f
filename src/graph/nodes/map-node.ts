import { RunError } from '../../errors.js'
import { evaluateValue, readPath } from '../../expression/value-expression.js'
import { MAP_FAILURES, type State, type Update } from '../channels.js'
import type { MapNode } from '../node-definition.js'
import { errorRecord, missingKeys, type NodeResult, type NodeWork } from '../node-frame.js'
import {
  type NodeConfig,
  type NodeFunction,
  type NodeSink,
  signalOf,
  sinkOf,
  toRunError,
} from '../node-sink.js'
import { branchKey } from '../read-map-node.js'
import { withTimeout } from '../with-timeout.js'

export interface MapOptions {
  /** Of the graph's `config`. */
  readonly maxItems: number
  readonly onWarning: (message: string) => void
}

/** Before the branches: sees that there is a list, and says when it is cut. */
export function mapWork(node: MapNode, options: MapOptions): NodeWork {
  return async (state) => {
    const items = itemsOf(node, state)
    const most = node.maxItems ?? options.maxItems
    if (items.length > most) {
      options.onWarning(
        `The map "${node.name}" runs for ${most} of ${items.length} items. Raise max_items, or config.max_map_items.`,
      )
    }
    return { update: { [MAP_FAILURES]: { [node.name]: null } }, output: null }
  }
}

/** The state of each branch: all of the state, the item and its index. */
export function branchStates(node: MapNode, { maxItems }: MapOptions, state: State): State[] {
  if (missingKeys(node, state).length > 0) return []
  return itemsOf(node, state)
    .slice(0, node.maxItems ?? maxItems)
    .map((item, index) => ({ ...state, [node.as]: item, _map_index: index }))
}

/** A value expression, `{path}` without `state.`, or the list itself. Nothing there is no items. */
function itemsOf(node: MapNode, state: State): unknown[] {
  const { over, name } = node
  const path = typeof over === 'string' ? /^\s*\{\s*([\p{L}\p{N}_.]+)\s*\}\s*$/u.exec(over)?.[1] : undefined
  const value =
    path === undefined ? evaluateValue(over, state) : readPath(state, path.replace(/^state\./, '').split('.'))
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value
  throw new RunError({
    type: 'state_error',
    message: `The map "${name}" needs a list, but ${String(over)} is ${typeof value === 'object' ? 'a mapping' : `a ${typeof value}`}.`,
    node: name,
    retryable: false,
  })
}

/** One branch. Its failure is a record in the list, and never that of its siblings. */
export function branchFunction(node: MapNode, work: NodeWork): NodeFunction {
  return async (state, config) => {
    const index = state._map_index as number
    const result = await workOfBranch(node, work, state, config)
    if (result.stream !== undefined) {
      const { stream, output } = result
      sinkOf(config)?.append({ type: 'node_complete', node: node.name, stream, output })
    }
    const errors = result.error === undefined ? (result.update.errors ?? []) : [errorRecord(result.error)]
    if (result.error === undefined) return { [node.collect]: [collected(node, index, result.output)], errors }
    const failed = { _map_index: index, _error: result.error.message, _error_type: result.error.type }
    return {
      ...(node.onError === 'skip' ? {} : { [node.collect]: [failed] }),
      ...(node.onError === 'fail' ? { [MAP_FAILURES]: { [node.name]: result.error.details } } : {}),
      errors,
    }
  }
}

async function workOfBranch(
  node: MapNode,
  work: NodeWork,
  state: State,
  config: NodeConfig | undefined,
): Promise<NodeResult> {
  const signal = signalOf(config)
  const limit = { signal, milliseconds: node.timeout, what: `branch of "${node.name}"` }
  const configurable = { ...config?.configurable, __run: branchSink(sinkOf(config)) }
  try {
    return await withTimeout(limit, (limited) => work(state, { ...config, configurable, signal: limited }))
  } catch (thrown) {
    const error = toRunError(thrown, node.name)
    if (signal?.aborted) throw error
    return { update: {}, output: null, error }
  }
}

/** What fails in a branch is the branch's, not the run's. */
function branchSink(sink: NodeSink | undefined): NodeSink | undefined {
  return sink === undefined ? undefined : Object.create(sink, { onFailure: { value: undefined } })
}

function collected(node: MapNode, index: number, value: unknown): Update {
  if (!node.hasStateKey && !node.flattenOutput) return { _map_index: index, [branchKey(node.name)]: value }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { _map_index: index, ...value }
    : { _map_index: index, value }
}

/** After the branches, once, however many there were. */
export function joinFunction(node: MapNode): NodeFunction {
  return async (state, config) => {
    const failure = (state[MAP_FAILURES] as Record<string, RunError['details'] | null> | undefined)?.[
      node.name
    ]
    if (failure !== undefined && failure !== null) throw new RunError(failure)
    sinkOf(config)?.append({ type: 'node_complete', node: node.name, output: state[node.collect] ?? [] })
    return { current_step: node.name }
  }
}
