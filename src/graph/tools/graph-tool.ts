import { isInfrastructure, type State } from '../channels.js'
import type { StateKey } from '../graph-definition.js'
import type { LoadedGraph } from '../load-graph.js'
import type { GraphServices } from '../node-services.js'
import { toRunError } from '../node-sink.js'
import type { GraphTool, JsonSchema } from '../tool-definition.js'
import type { Tool } from './tool.js'

/** Another graph as a tool: its arguments are what the graph begins with, what it leaves is the result. */
export function graphTool(
  definition: GraphTool,
  graph: LoadedGraph | undefined,
  services: Pick<GraphServices, 'childApart'>,
): Tool {
  const { name, description, inputMapping, outputKey } = definition
  return {
    name,
    description: description || (graph?.description ?? ''),
    parameters: parametersOf(definition, graph?.state ?? new Map()),
    async call(args, { signal }) {
      const input = Object.fromEntries(
        Object.entries(args).map(([key, value]) => [inputMapping.get(key) ?? key, value]),
      )
      try {
        const child = services.childApart(definition.path)
        const { state } = await child.execute({
          state: input,
          // A call remembers nothing of the one before it.
          ...(child.hasCheckpointer ? { config: { thread_id: crypto.randomUUID() } } : {}),
          ...(signal === undefined ? {} : { signal }),
        })
        return outputKey === undefined ? publicState(state, graph) : (state[outputKey] ?? null)
      } catch (error) {
        throw toRunError(error)
      }
    },
  }
}

/** Every graph has `messages`, but only one that declares them means them as a result. */
function publicState(state: State, graph: LoadedGraph | undefined): Record<string, unknown> {
  const isOwn = (key: string) =>
    key === 'messages' ? graph?.state.has(key) === true : !isInfrastructure(key)
  return Object.fromEntries(Object.entries(state).filter(([key, value]) => isOwn(key) && value !== undefined))
}

/** The graph's state keys under the names that its arguments have; any mapping where it declares none. */
function parametersOf(
  { inputMapping, outputKey }: GraphTool,
  state: ReadonlyMap<string, StateKey>,
): JsonSchema {
  const argumentOf = new Map([...inputMapping].map(([argument, key]) => [key, argument]))
  const properties: Record<string, unknown> = {}
  for (const argument of inputMapping.keys()) properties[argument] = {}
  for (const [key, { type }] of state) {
    if (key !== outputKey && !isInfrastructure(key)) properties[argumentOf.get(key) ?? key] = schemaOf(type)
  }
  return Object.keys(properties).length === 0 ? { type: 'object' } : { type: 'object', properties }
}

const schemaTypes: Readonly<Record<string, string>> = {
  str: 'string',
  string: 'string',
  int: 'integer',
  integer: 'integer',
  float: 'number',
  bool: 'boolean',
  boolean: 'boolean',
  list: 'array',
  dict: 'object',
}

function schemaOf(type: string): JsonSchema {
  return Object.hasOwn(schemaTypes, type) ? { type: schemaTypes[type] } : {}
}
