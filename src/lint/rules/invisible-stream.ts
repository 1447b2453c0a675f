import { asksModel, nodesAndBranches } from '../../graph/nodes-and-branches.js'
import type { GraphRule } from '../linted-graph.js'
import { unreachedNodes } from './unreachable-node.js'

/** Nodes that stream where nobody can see it. */
export const invisibleStreams: GraphRule = (linted) => {
  const { graph, read, uses } = linted
  const unreached = unreachedNodes(linted)
  const reasonFor = (type: string, name: string): string | undefined => {
    if (type === 'router') {
      return 'A router streams only where a program names it: what it answers is for the graph. Leave out "stream".'
    }
    if (unreached.includes(name)) {
      return `"${name}" is never reached, so nobody sees it stream. Add an edge to it, or leave out "stream".`
    }
    if (uses.isTool && !uses.isSubgraph && !graph.web) {
      return 'This graph is used as a tool, of which only the result is seen. Leave out "stream".'
    }
    return undefined
  }
  return nodesAndBranches(graph).flatMap(({ node, path }) => {
    const reason = asksModel(node) && node.stream ? reasonFor(node.type, node.name) : undefined
    if (reason === undefined) return []
    return [
      read.yaml.problem([...read.placeOf(node.name), ...path, 'stream'], reason, {
        rule: 'invisible-stream',
        severity: 'warning',
        part: 'key',
      }),
    ]
  })
}
