import { evaluateValue } from '../../expression/value-expression.js'
import { plainJson, type State, type Update } from '../channels.js'
import type { PassthroughNode } from '../node-definition.js'
import { errorRecord, type NodeResult } from '../node-frame.js'
import { toRunError } from '../node-sink.js'

/**
 * Computes values. One that comes to null, or that fails, leaves its key as it is; a literal null in the file
 * clears the key. A failure is also noted in `errors`.
 */
export function passthroughWork(node: PassthroughNode) {
  return async (state: State): Promise<NodeResult> => {
    const output: Update = {}
    const errors: unknown[] = []
    for (const [key, value] of Object.entries(node.output)) {
      try {
        const computed = evaluateValue(value, state)
        if (computed !== null || value === null) output[key] = plainJson(computed, `The output "${key}"`)
      } catch (error) {
        errors.push(errorRecord(toRunError(error, node.name)))
      }
    }
    return { update: { ...output, ...(errors.length === 0 ? {} : { errors }) }, output }
  }
}
