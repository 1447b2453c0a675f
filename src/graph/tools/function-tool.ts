import { plainJson } from '../channels.js'
import type { ToolFunction } from '../load-graph.js'
import { toRunError } from '../node-sink.js'
import type { JsonSchema, ToolDefinition } from '../tool-definition.js'
import { withTimeout } from '../with-timeout.js'
import type { Tool } from './tool.js'

const searchParameters: JsonSchema = {
  type: 'object',
  properties: { query: { type: 'string', description: 'What to search for.' } },
  required: ['query'],
}

/** A function of the host, or of a file, as a tool. It gets its arguments, not the state. */
export function functionTool(
  name: string,
  definition: ToolDefinition | undefined,
  loadFunction: () => Promise<ToolFunction>,
): Tool {
  return {
    name,
    description: definition?.description ?? '',
    parameters: parametersOf(definition),
    async call(args, { signal }) {
      try {
        const run = await loadFunction()
        // A copy: what the function does to it must not reach the state.
        const argument = structuredClone(args) as Record<string, unknown>
        const result = await withTimeout(
          { signal, milliseconds: undefined, what: `tool "${name}"` },
          (limited) => run(argument, { signal: limited }),
        )
        return plainJson(result, `The result of "${name}"`)
      } catch (error) {
        throw toRunError(error)
      }
    },
  }
}

function parametersOf(definition: ToolDefinition | undefined): JsonSchema {
  if (definition?.type === 'websearch') return searchParameters
  const own = definition !== undefined && 'parameters' in definition ? definition.parameters : undefined
  return own ?? { type: 'object' }
}
