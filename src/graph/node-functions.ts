import type { NodeFunctions } from './build-state-graph.js'
import type { Reducer } from './channels.js'
import type { NodeDefinition } from './graph-definition.js'
import type { LoadedGraph } from './load-graph.js'
import { loadTool } from './load-tool.js'
import { frameNode } from './node-frame.js'
import type { NodeServices } from './node-services.js'
import { prepareWork } from './nodes/interrupt-node.js'
import { jsWork } from './nodes/js-node.js'
import { llmWork } from './nodes/llm-node.js'
import { passthroughWork } from './nodes/passthrough-node.js'

/** The function of a node; of an interrupt, the half that prepares. */
export function nodeFunction(
  graph: LoadedGraph,
  node: NodeDefinition,
  services: NodeServices,
  options: { readonly channels: ReadonlyMap<string, Reducer>; readonly isAlone?: boolean },
): NodeFunctions['run'] {
  const { channels, isAlone = false } = options
  return frameNode({
    node,
    isAlone,
    loopLimit: graph.loopLimits.get(node.name),
    work: workOf(graph, node, services, (key) => channels.has(key)),
  })
}

function workOf(
  graph: LoadedGraph,
  node: NodeDefinition,
  services: NodeServices,
  isDeclared: (key: string) => boolean,
) {
  switch (node.type) {
    case 'llm': {
      const prompt = graph.prompts.get(node.prompt)
      if (prompt === undefined) throw new Error(`The prompt "${node.prompt}" is not loaded.`)
      return llmWork(node, prompt, services)
    }
    case 'passthrough':
      return passthroughWork(node)
    case 'js':
      return jsWork(node, () => loadTool(graph, node.tool), isDeclared)
    case 'interrupt':
      return prepareWork(
        node,
        node.prompt === undefined ? undefined : graph.prompts.get(node.prompt),
        services,
      )
  }
}
