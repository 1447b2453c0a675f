import { RunError, UsageError } from '../errors.js'
import type { PendingInterrupt } from '../stream/event.js'
import type { ReducerName } from './graph-definition.js'
import type { LoadedGraph } from './load-graph.js'
import type { NodeDefinition, StateMapping } from './node-definition.js'

export type State = Readonly<Record<string, unknown>>
export type Update = Record<string, unknown>

/** How two writes to one key become one. `undefined`: two in one step are an error, a later one replaces. */
export type Reducer = ((before: unknown, update: unknown) => unknown) | undefined

const lastValue = (_before: unknown, update: unknown) => update

function add(before: unknown, update: unknown): unknown {
  const items = Array.isArray(before) ? before : []
  return update === null || update === undefined ? items : [...items, ...[update].flat()]
}

function sortedAdd(before: unknown, update: unknown): unknown {
  return (add(before, update) as unknown[]).toSorted((a, b) => mapIndexOf(a) - mapIndexOf(b))
}

function mapIndexOf(item: unknown): number {
  const index = (item as { _map_index?: unknown } | null)?._map_index
  return typeof index === 'number' ? index : 0
}

function merge(before: unknown, update: unknown): unknown {
  return { ...(before as object | undefined), ...(update as object) }
}

/** What a subgraph waits for is replaced; answers that come side by side are gathered. */
function mergeRelays(before: unknown, update: unknown): unknown {
  const merged: Record<string, unknown> = { ...(before as object | undefined) }
  for (const [node, relay] of Object.entries(update as Record<string, Relay | null>)) {
    const waiting = merged[node] as Relay | null | undefined
    merged[node] =
      relay !== null && relay.interrupts === undefined
        ? { ...waiting, answers: { ...waiting?.answers, ...relay.answers } }
        : relay
  }
  return merged
}

/** Between the two halves of a subgraph that pauses. */
export interface Relay {
  /** Of the child, while it waits. */
  readonly interrupts?: readonly PendingInterrupt[]
  /** By the id of the question, on the way to the child. */
  readonly answers?: Readonly<Record<string, unknown>>
}

/** Per key the larger count: parallel branches each bring the counts that they began with. */
function mergeCounts(before: unknown, update: unknown): unknown {
  const merged: Record<string, number> = { ...(before as Record<string, number> | undefined) }
  for (const [node, count] of Object.entries(update as Record<string, number>)) {
    merged[node] = Math.max(Object.hasOwn(merged, node) ? (merged[node] ?? 0) : 0, count)
  }
  return merged
}

const reducers: Readonly<Record<ReducerName, Reducer>> = {
  last_value: lastValue,
  add,
  sorted_add: sortedAdd,
}

/** What a key holds before anything is written to it. */
export function initialValue(reducer: Reducer): unknown {
  return reducer === add || reducer === sortedAdd ? [] : undefined
}

/** Which nodes were refused by their loop limit when they last came up. */
export const EXHAUSTED = '_loop_exhausted'

/** Where each router led when it last came up: parallel ones must not take each other's way. */
export const ROUTES = '_routes'

/** What each subgraph that pauses waits for, and the answers on their way to it. */
export const RELAY = '_relay'

/** Per map the error of a branch that ends the run, from the branch to the join. */
export const MAP_FAILURES = '_map_failures'

/** Keys that every graph has. */
const infrastructure: Readonly<Record<string, Reducer>> = {
  thread_id: lastValue,
  current_step: lastValue,
  error: lastValue,
  errors: add,
  messages: add,
  started_at: lastValue,
  completed_at: lastValue,
  _loop_counts: mergeCounts,
  [EXHAUSTED]: merge,
  _loop_limit_reached: lastValue,
  _route: lastValue,
  [ROUTES]: merge,
  [RELAY]: mergeRelays,
  [MAP_FAILURES]: merge,
  _race_winner: lastValue,
  _map_index: lastValue,
  _agent_iterations: lastValue,
  _agent_limit_reached: lastValue,
  input: lastValue,
  topic: lastValue,
  style: lastValue,
  word_count: lastValue,
  message: lastValue,
}

/** Whether a key belongs to the runner, not to the graph's own state. */
export function isInfrastructure(key: string): boolean {
  return !sharedKeys.includes(key) && Object.hasOwn(infrastructure, key)
}

/** Every key that a graph's state may have: LangGraph drops others in silence. */
export function channelsOf(graph: LoadedGraph, inputKeys: Iterable<string> = []): Map<string, Reducer> {
  const channels = new Map<string, Reducer>()
  const declare = (key: string) => void (channels.has(key) || channels.set(key, undefined))
  for (const [key, reducer] of Object.entries(infrastructure)) channels.set(key, reducer)
  for (const [key, { reducer }] of graph.state) {
    if (reducer !== undefined) channels.set(key, reducers[reducer])
    else declare(key)
  }
  for (const key of graph.dataFiles.keys()) declare(key)
  for (const node of graph.nodes.values()) {
    if (node.type === 'map' && channels.get(node.collect) !== add) channels.set(node.collect, sortedAdd)
    for (const key of keysWrittenBy(graph, node)) declare(key)
  }
  for (const key of inputKeys) declare(key)
  return channels
}

function keysWrittenBy(graph: LoadedGraph, node: NodeDefinition): string[] {
  switch (node.type) {
    case 'passthrough':
      return Object.keys(node.output)
    case 'interrupt':
      return [node.stateKey, node.resumeKey]
    case 'map':
      // Declared already, with its reducer.
      return []
    case 'agent':
      return [node.stateKey, ...(node.toolResultsKey === undefined ? [] : [node.toolResultsKey])]
    case 'subgraph': {
      const child = graph.children.get(node.graph)
      const own =
        child === undefined ? [] : [...channelsOf(child).keys()].filter((key) => !isInfrastructure(key))
      if (node.mode === 'direct') return own
      const keysOf = (mapping: StateMapping) => (mapping === 'auto' ? own : [...mapping.keys()])
      return [...keysOf(node.outputMapping), ...keysOf(node.interruptOutputMapping)]
    }
    default:
      return [node.stateKey]
  }
}

/** Keys that every graph has and that are its own all the same: its input, and what was said. */
const sharedKeys = ['input', 'topic', 'style', 'word_count', 'message', 'messages']

/** The state after a node's update, for a node that runs outside LangGraph. */
export function applyUpdate(
  channels: ReadonlyMap<string, Reducer>,
  state: State,
  update: Update,
): Record<string, unknown> {
  const next: Record<string, unknown> = { ...state }
  for (const [key, value] of Object.entries(update)) {
    const reducer = channels.get(key)
    next[key] = reducer === undefined ? value : reducer(next[key], value)
  }
  return next
}

/** Names that could reach a prototype, or that LangGraph keeps for itself. */
export function isStateKey(key: string): boolean {
  return (
    key !== '' &&
    !key.startsWith('__') &&
    !key.includes('|') &&
    !key.includes(':') &&
    key !== 'prototype' &&
    // LangGraph looks keys up in plain objects.
    !(key in Object.prototype)
  )
}

/**
 * A value as the plain JSON that state holds; `undefined` inside becomes null or is left out.
 *
 * @throws RunError `state_error` for what is no JSON, and for objects that a checkpoint would revive as code.
 */
export function plainJson(value: unknown, what: string): unknown {
  let text: string | undefined
  try {
    text = JSON.stringify(value, (key, item: unknown) => {
      if (typeof item === 'function' || typeof item === 'symbol') throw new Error(`a ${typeof item}`)
      return key === '__proto__' ? undefined : item
    })
  } catch (error) {
    throw notJson(what, error instanceof Error ? error.message : String(error))
  }
  return text === undefined
    ? null
    : JSON.parse(text, (_key, item: unknown) => {
        if (isSerializedObject(item))
          throw notJson(what, 'an object with "lc", which a checkpoint would revive')
        return item
      })
}

function isSerializedObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'lc')) return false
  const { lc } = value as { lc: unknown }
  return lc === 1 || lc === 2
}

function notJson(what: string, reason: string): RunError {
  return new RunError({
    type: 'state_error',
    message: `${what} is not plain JSON: ${reason}.`,
    retryable: false,
  })
}

/** @throws UsageError for a name that cannot be a state key. @throws RunError for a value that is no JSON. */
export function plainState(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const bad = Object.keys(input).find((key) => !isStateKey(key))
  if (bad !== undefined) throw new UsageError(`"${bad}" cannot be the name of a state key. Choose another.`)
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, plainJson(value, `The state key "${key}"`)]),
  )
}
