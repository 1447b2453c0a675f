import { RunError } from '../../errors.js'
import { evaluateValue } from '../../expression/value-expression.js'
import { plainJson, type State, type Update } from '../channels.js'
import type { ToolFunction } from '../load-graph.js'
import type { JsNode } from '../node-definition.js'
import { errorRecord, type NodeResult } from '../node-frame.js'
import { type NodeConfig, signalOf, toRunError } from '../node-sink.js'
import { withTimeout } from '../with-timeout.js'

/** A mapping that the function returns updates the state; anything else goes to `state_key`. */
export function jsWork(
  node: JsNode,
  loadFunction: () => Promise<ToolFunction>,
  isDeclared: (key: string) => boolean,
) {
  return async (state: State, config: NodeConfig | undefined): Promise<NodeResult> => {
    const signal = signalOf(config)
    try {
      const tool = await loadFunction()
      const variables = evaluateValue(node.variables, state) as Record<string, unknown>
      // A copy: what the function does to it must not reach the state.
      const argument = structuredClone({ ...state, ...variables })
      const result = await withTimeout(
        { signal, milliseconds: node.timeout, what: `node "${node.name}"` },
        (limited) => tool(argument, { signal: limited }),
      )
      const output = plainJson(result, `The result of "${node.tool}"`)
      return { update: updateFrom(node, output, isDeclared), output }
    } catch (thrown) {
      const error = toRunError(thrown, node.name)
      if (node.onError === 'fail' || signal?.aborted) throw error
      return { update: { [node.stateKey]: null, errors: [errorRecord(error)] }, output: null }
    }
  }
}

function updateFrom(node: JsNode, output: unknown, isDeclared: (key: string) => boolean): Update {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) {
    return { [node.stateKey]: output }
  }
  const unknown = Object.keys(output).filter((key) => !isDeclared(key))
  if (unknown.length === 0) return { ...output }
  throw new RunError({
    type: 'state_error',
    message: `The function "${node.tool}" returned ${unknown.map((key) => `"${key}"`).join(', ')}, which the graph's state does not have. Declare it under "state".`,
    node: node.name,
    retryable: false,
  })
}
