import type { GraphDefinition } from './graph-definition.js'
import type { AgentNode, LlmNode, NodeDefinition, RaceNode, RouterNode } from './node-definition.js'

export interface NodeOrBranch {
  readonly node: NodeDefinition
  /** From the node's own entry in the file: empty, or `node` for the node inside a map. */
  readonly path: readonly string[]
}

/** Every node of a graph, and the nodes inside its maps. */
export function nodesAndBranches(graph: Pick<GraphDefinition, 'nodes'>): NodeOrBranch[] {
  return [...graph.nodes.values()].flatMap((node) => [
    { node, path: [] },
    ...(node.type === 'map' ? [{ node: node.node, path: ['node'] }] : []),
  ])
}

/** Whether a node writes text of a model. */
export function asksModel(node: NodeDefinition): node is LlmNode | RouterNode | RaceNode | AgentNode {
  return ['llm', 'router', 'race', 'agent'].includes(node.type)
}
