import { nodesAndBranches } from '../../graph/nodes-and-branches.js'
import type { GraphRule } from '../linted-graph.js'

/** Tools that no node names. */
export const unusedTools: GraphRule = ({ graph, read }) => {
  const nodes = nodesAndBranches(graph).map(({ node }) => node)
  // Which tool such a node calls is known only when it runs.
  if (nodes.some((node) => node.type === 'tool_call' && node.tool.includes('{'))) return []
  const named = new Set(
    nodes.flatMap((node) => ('tool' in node ? [node.tool] : node.type === 'agent' ? node.tools : [])),
  )
  return [...graph.tools.keys()]
    .filter((name) => !named.has(name))
    .map((name) =>
      read.yaml.problem(['tools', name], `No node names the tool "${name}". Name it, or remove it.`, {
        rule: 'unused-tool',
        severity: 'warning',
        part: 'key',
      }),
    )
}
