import { UsageError } from '../errors.js'
import { didYouMean } from '../yaml/nearest-name.js'
import type { LoadedGraph } from './load-graph.js'
import type { AgentNode, LlmNode, RaceNode, RouterNode } from './node-definition.js'
import { asksModel } from './nodes-and-branches.js'

export type AskingNode = LlmNode | RouterNode | RaceNode | AgentNode

/**
 * Every node whose text could be streamed, by the name that its events carry: a map has that of the node inside
 * it, and the nodes of a subgraph are `<subgraph>/<node>`.
 */
export function askingNodes(graph: LoadedGraph): Map<string, AskingNode> {
  const found = new Map<string, AskingNode>()
  for (const node of graph.nodes.values()) {
    const inner = node.type === 'map' ? node.node : node
    if (asksModel(inner)) found.set(node.name, inner)
    const child = inner.type === 'subgraph' ? graph.children.get(inner.graph) : undefined
    if (child === undefined) continue
    for (const [name, asking] of askingNodes(child)) found.set(`${node.name}/${name}`, asking)
  }
  return found
}

/** @throws UsageError for a name that is no node, or a node that asks no model and so has no text. */
export function checkNodeNames(graph: LoadedGraph, names: readonly string[]): AskingNode[] {
  const asking = askingNodes(graph)
  return names.map((name) => {
    const node = asking.get(name)
    if (node !== undefined) return node
    const known = [...new Set([...graph.nodes.keys(), ...asking.keys()])]
    const other = graph.nodes.get(name)
    throw new UsageError(
      other === undefined
        ? `The graph has no node "${name}".${didYouMean(name, known) || ` It has: ${known.join(', ')}.`}`
        : `The node "${name}" is of type ${other.type}: it writes no text that could be streamed.`,
    )
  })
}
