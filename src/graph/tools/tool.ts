import { RunError } from '../../errors.js'
import { didYouMean } from '../../yaml/nearest-name.js'
import type { State } from '../channels.js'
import type { LoadedGraph } from '../load-graph.js'
import { loadTool } from '../load-tool.js'
import type { GraphServices } from '../node-services.js'
import type { JsonSchema, ToolDefinition } from '../tool-definition.js'
import { functionTool } from './function-tool.js'
import { graphTool } from './graph-tool.js'
import { shellTool } from './shell-tool.js'

/** Something that a node or a model calls by name. */
export interface Tool {
  readonly name: string
  /** What a model is told of it. */
  readonly description: string
  /** Of its arguments, for a model. Default: any mapping. */
  readonly parameters: JsonSchema
  /** @throws RunError */
  call(args: Readonly<Record<string, unknown>>, context: ToolCallContext): Promise<unknown>
}

export interface ToolCallContext {
  /** Of the graph that calls. */
  readonly state: State
  /** Ends the call. */
  readonly signal: AbortSignal | undefined
  readonly thread?: string
}

/**
 * The tool of this name. A function of the host wins over what the file says, and needs no entry in it.
 *
 * @throws RunError `state_error` for a name that is no tool.
 */
export function findTool(
  graph: LoadedGraph,
  services: Pick<GraphServices, 'childApart'>,
  name: string,
): Tool {
  const definition = graph.tools.get(name)
  const own = Object.hasOwn(graph.hostTools, name) ? graph.hostTools[name] : undefined
  if (own !== undefined) return functionTool(name, definition, async () => own)
  if (definition === undefined) throw unknownTool(graph, name)
  return toolOf(graph, services, definition)
}

function toolOf(
  graph: LoadedGraph,
  services: Pick<GraphServices, 'childApart'>,
  definition: ToolDefinition,
): Tool {
  switch (definition.type) {
    case 'shell':
      return shellTool(definition, graph.folder)
    case 'graph':
      return graphTool(definition, graph.children.get(definition.path), services)
    default:
      return functionTool(definition.name, definition, () => loadTool(graph, definition.name))
  }
}

function unknownTool(graph: LoadedGraph, name: string): RunError {
  const known = [...new Set([...graph.tools.keys(), ...Object.keys(graph.hostTools)])]
  const further = didYouMean(name, known) || ` The graph has: ${known.join(', ') || 'none'}.`
  return new RunError({
    type: 'state_error',
    message: `There is no tool "${name}".${further}`,
    retryable: false,
  })
}
