import { evaluateValue } from '../../expression/value-expression.js'
import { plainJson, type State } from '../channels.js'
import type { LoadedGraph } from '../load-graph.js'
import type { ToolNode } from '../node-definition.js'
import { errorRecord, type NodeWork } from '../node-frame.js'
import type { GraphServices } from '../node-services.js'
import { signalOf, toRunError } from '../node-sink.js'
import { findTool } from '../tools/tool.js'
import { withTimeout } from '../with-timeout.js'

/**
 * Runs a shell tool. Its placeholders stand for the node's variables; without any, for what the state holds.
 */
export function toolWork(
  node: ToolNode,
  graph: LoadedGraph,
  services: Pick<GraphServices, 'childApart'>,
): NodeWork {
  return async (state, config) => {
    const signal = signalOf(config)
    try {
      const tool = findTool(graph, services, node.tool)
      const variables = valuesOf(node, state)
      const result = await withTimeout(
        { signal, milliseconds: node.timeout, what: `node "${node.name}"` },
        (limited) => tool.call(variables, { state, signal: limited }),
      )
      const output = plainJson(result, `The result of "${node.tool}"`)
      return { update: { [node.stateKey]: output }, output }
    } catch (thrown) {
      const error = toRunError(thrown, node.name)
      if (node.onError === 'fail' || signal?.aborted) throw error
      return { update: { [node.stateKey]: null, errors: [errorRecord(error)] }, output: null }
    }
  }
}

function valuesOf({ variables }: ToolNode, state: State): State {
  return Object.keys(variables).length === 0 ? state : (evaluateValue(variables, state) as State)
}
