import { channelsOf, isInfrastructure } from '../graph/channels.js'
import type { LoadedGraph } from '../graph/load-graph.js'
import type { NodeDefinition, StateMapping } from '../graph/node-definition.js'

/** The state keys that a node writes, as far as the file tells: functions may write others. */
export function keysWrittenBy(graph: LoadedGraph, node: NodeDefinition): string[] {
  switch (node.type) {
    case 'passthrough':
      return Object.keys(node.output)
    case 'interrupt':
      return [node.stateKey, node.resumeKey]
    case 'map':
      return [node.collect]
    case 'agent':
      return [node.stateKey, ...(node.toolResultsKey === undefined ? [] : [node.toolResultsKey])]
    case 'subgraph': {
      const child = graph.children.get(node.graph)
      const own =
        child === undefined ? [] : [...channelsOf(child).keys()].filter((key) => !isInfrastructure(key))
      const keysOf = (mapping: StateMapping) => (mapping === 'auto' ? own : [...mapping.keys()])
      return node.mode === 'direct' ? [] : keysOf(node.outputMapping)
    }
    default:
      return [node.stateKey]
  }
}
