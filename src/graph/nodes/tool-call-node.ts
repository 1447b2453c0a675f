import { RunError } from '../../errors.js'
import { evaluateValue, parseValueExpression, readPath } from '../../expression/value-expression.js'
import { describe, isMapping } from '../../yaml/describe.js'
import { plainJson, type State } from '../channels.js'
import type { LoadedGraph } from '../load-graph.js'
import type { ToolCallNode } from '../node-definition.js'
import type { NodeWork } from '../node-frame.js'
import type { GraphServices } from '../node-services.js'
import { signalOf, toRunError } from '../node-sink.js'
import { findTool } from '../tools/tool.js'
import { withTimeout } from '../with-timeout.js'

/** Calls the tool that the state names. What comes of it, a failure too, is an envelope. */
export function toolCallWork(
  node: ToolCallNode,
  graph: LoadedGraph,
  services: Pick<GraphServices, 'childApart'>,
): NodeWork {
  return async (state, config) => {
    const signal = signalOf(config)
    const taskId = readPath(state, ['task', 'id']) ?? null
    let name: unknown = null
    try {
      name = evaluateValue(node.tool, state)
      const tool = findTool(graph, services, toolName(name))
      const args = argumentsOf(node, state)
      const result = await withTimeout(
        { signal, milliseconds: node.timeout, what: `node "${node.name}"` },
        (limited) => tool.call(args, { state, signal: limited }),
      )
      const output = {
        task_id: taskId,
        tool: name,
        success: true,
        result: plainJson(result, `The result of "${name}"`),
        error: null,
      }
      return { update: { [node.stateKey]: output }, output }
    } catch (thrown) {
      const error = toRunError(thrown, node.name)
      if (node.onError === 'fail' || signal?.aborted) throw error
      const output = { task_id: taskId, tool: name, success: false, result: null, error: error.message }
      return { update: { [node.stateKey]: output }, output }
    }
  }
}

function toolName(value: unknown): string {
  if (typeof value === 'string' && value !== '') {
    return value
  }
  throw callError(`"tool" has to come to the name of a tool, found ${describe(value)}.`)
}

function argumentsOf(node: ToolCallNode, state: State): Record<string, unknown> {
  refuseUnresolved(node.args, state, 'args')
  const args = evaluateValue(node.args, state) ?? {}
  if (!isMapping(args)) throw callError(`"args" has to come to a mapping, found ${describe(args)}.`)
  return args
}

/** @throws RunError where a text has a place for a value that is missing: the tool would get the place itself. */
function refuseUnresolved(template: unknown, state: State, path: string): void {
  if (typeof template === 'string') {
    const parsed = parseValueExpression(template)
    if (!('expression' in parsed) || parsed.expression.type !== 'text') return
    const missing = parsed.expression.parts.find(
      (part) => typeof part !== 'string' && (readPath(state, part.path) ?? null) === null,
    )
    if (missing === undefined) return
    throw callError(`"${path}" is ${JSON.stringify(template)}, and the state has no value for what it names.`)
  }
  if (typeof template !== 'object' || template === null) return
  for (const [key, item] of Object.entries(template)) refuseUnresolved(item, state, `${path}.${key}`)
}

function callError(message: string): RunError {
  return new RunError({ type: 'state_error', message, retryable: false })
}
