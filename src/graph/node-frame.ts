import { RunError } from '../errors.js'
import { EXHAUSTED, type State, type Update } from './channels.js'
import type { NodeDefinition } from './graph-definition.js'
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
  readonly stream?: string
}

export interface NodeFrame {
  readonly node: NodeDefinition
  readonly loopLimit?: number | undefined
  /** Running alone, by name: no loop limit and no skipping. */
  readonly isAlone?: boolean
  readonly work: (state: State, config: NodeConfig | undefined) => Promise<NodeResult>
}

/**
 * The order around a node's own work: loop limit, count, skip, requirements, then the work. Every run writes
 * `current_step` and counts itself.
 */
export function frameNode({ node, loopLimit, isAlone = false, work }: NodeFrame): NodeFunction {
  const { name } = node
  return async (state, config) => {
    throwIfAborted(signalOf(config))
    const sink = sinkOf(config)
    const complete = ({ update, output, stream }: NodeResult): Update => {
      sink?.append({ type: 'node_complete', node: name, ...(stream === undefined ? {} : { stream }), output })
      return update
    }
    const count = countOf(state, name)
    if (!isAlone && loopLimit !== undefined && count >= loopLimit) {
      return complete({
        update: { current_step: name, _loop_limit_reached: true, [EXHAUSTED]: { [name]: true } },
        output: null,
      })
    }
    const before: Update = {
      current_step: name,
      _loop_counts: { [name]: count + 1 },
      ...(loopLimit === undefined ? {} : { [EXHAUSTED]: { [name]: false } }),
    }
    if (!isAlone && 'skipIfExists' in node && node.skipIfExists && isTruthy(state[node.stateKey])) {
      return complete({ update: before, output: state[node.stateKey] })
    }
    const missing = node.requires.filter((key) => (state[key] ?? null) === null)
    if (missing.length > 0) {
      const error = requirementError(name, missing)
      sink?.onFailure?.(error)
      return complete({ update: { ...before, errors: [errorRecord(error)] }, output: null })
    }
    try {
      const result = await work(state, config)
      return complete({ ...result, update: { ...before, ...result.update } })
    } catch (error) {
      throw toRunError(error, name)
    }
  }
}

function countOf(state: State, node: string): number {
  const counts = state._loop_counts as Record<string, number> | undefined
  return counts !== undefined && Object.hasOwn(counts, node) ? (counts[node] ?? 0) : 0
}

/** As Python sees it: empty lists, mappings and texts, zero, false and null are not. */
function isTruthy(value: unknown): boolean {
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
