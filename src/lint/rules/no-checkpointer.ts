import { canPause } from '../../graph/load-graph.js'
import type { GraphRule } from '../linted-graph.js'

/** A run that stops to ask has to be kept somewhere until the answer comes. */
export const missingCheckpointer: GraphRule = ({ graph, read, uses }) => {
  const isKept = graph.checkpointer !== undefined || graph.web || uses.isSubgraph
  if (isKept || !canPause(graph)) return []
  const asking = [...graph.nodes.values()].find((node) => {
    const child = node.type === 'subgraph' ? graph.children.get(node.graph) : undefined
    return node.type === 'interrupt' || (child !== undefined && canPause(child))
  })
  if (asking === undefined) return []
  const message = `The run stops at "${asking.name}" for an answer, but nothing keeps it until then. Add a checkpointer, such as checkpointer: {type: memory}, or web: true.`
  return [
    read.yaml.problem(read.placeOf(asking.name), message, {
      rule: 'no-checkpointer',
      severity: 'warning',
      part: 'key',
    }),
  ]
}
