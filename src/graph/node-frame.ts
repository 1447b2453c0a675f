import { RunError } from '../errors.js'
import { EXHAUSTED, type State, type Update } from './channels.js'
import type { NodeDefinition } from './node-definition.js'
import {
  type NodeConfig,
  type NodeFunction,
  signalOf,
  sinkOf,
  throwIfAborted,
  toRunError,
} from './node-sink.js'

/** What a node's own work gives: its update, and what `node_complete` says of it. */
export interface NodeResult {
  readonly update: Update
  readonly output: unknown
  /** The execution that was streamed, if it was. */
  readonly stream?: string
  /** A model's answer as it came, for a later execution that is served from the cache. */
  readonly text?: string
  /** The failure after which the node wrote nothing, although the run goes on. */
  readonly error?: RunError
}

export type NodeWork = (state: State, config: NodeConfig | undefined) => Promise<NodeResult>

export interface NodeFrame {
  readonly node: NodeDefinition
  readonly loopLimit?: number | undefined
  /** Running alone, by name: no loop limit and no skipping. */
  readonly isAlone?: boolean
  readonly work: NodeWork
  /** What a skipped node writes all the same. */
  readonly whenSkipped?: (state: State) => Update
}

/**
 * The order around a node's own work: loop limit, count, skip, requirements, then the work. Every run writes
 * `current_step` and counts itself.
 */
export function frameNode(frame: NodeFrame): NodeFunction {
  const { name } = frame.node
  const execute = frameWork(frame)
  return async (state, config) => {
    const { update, output, stream } = await execute(state, config)
    sinkOf(config)?.append({
      type: 'node_complete',
      node: name,
      ...(stream === undefined ? {} : { stream }),
      output,
    })
    return update
  }
}

/** As `frameNode`, but gives the whole result and tells nobody that the node is complete. */
export function frameWork({ node, loopLimit, isAlone = false, work, whenSkipped }: NodeFrame): NodeWork {
  const { name } = node
  return async (state, config) => {
    throwIfAborted(signalOf(config))
    const count = countOf(state, name)
    if (!isAlone && loopLimit !== undefined && count >= loopLimit) {
      return {
        update: { current_step: name, _loop_limit_reached: true, [EXHAUSTED]: { [name]: true } },
        output: null,
      }
    }
    const before: Update = {
      current_step: name,
      _loop_counts: { [name]: count + 1 },
      ...(loopLimit === undefined ? {} : { [EXHAUSTED]: { [name]: false } }),
    }
    if (!isAlone && 'skipIfExists' in node && node.skipIfExists && isTruthy(state[node.stateKey])) {
      return { update: { ...before, ...whenSkipped?.(state) }, output: state[node.stateKey] }
    }
    const missing = missingKeys(node, state)
    if (missing.length > 0) {
      const error = requirementError(name, missing)
      sinkOf(config)?.onFailure?.(error)
      return { update: { ...before, errors: [errorRecord(error)] }, output: null, error }
    }
    try {
      const result = await work(state, config)
      return { ...result, update: { ...before, ...result.update } }
    } catch (error) {
      throw toRunError(error, name)
    }
  }
}

/** What the node requires and the state does not have. */
export function missingKeys({ requires }: NodeDefinition, state: State): string[] {
  return requires.filter((key) => !Object.hasOwn(state, key) || (state[key] ?? null) === null)
}

/** How often a node has run on this thread. */
export function countOf(state: State, node: string): number {
  const counts = state._loop_counts as Record<string, number> | undefined
  return counts !== undefined && Object.hasOwn(counts, node) ? (counts[node] ?? 0) : 0
}

/** As Python sees it: empty lists, mappings and texts, zero, false and null are not. */
export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value)
}

function requirementError(node: string, missing: readonly string[]): RunError {
  return new RunError({
    type: 'state_error',
    message: `The node "${node}" requires ${missing.map((key) => `"${key}"`).join(', ')}, which the state does not have.`,
    node,
    retryable: false,
  })
}

/** How an error stands in the state's `errors`. */
export function errorRecord(error: RunError): Record<string, unknown> {
  return {
    type: error.type,
    message: error.message,
    node: error.node ?? null,
    retryable: error.retryable,
    timestamp: new Date().toISOString(),
    details: error.reason === undefined ? {} : { reason: error.reason },
  }
}
