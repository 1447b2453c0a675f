import { UsageError } from '../errors.js'
import { didYouMean } from '../yaml/nearest-name.js'
import type { GraphDefinition, LlmNode } from './graph-definition.js'

/** @throws UsageError for a name that is no node, or a node that asks no model and so has no text. */
export function checkNodeNames(graph: GraphDefinition, names: readonly string[]): LlmNode[] {
  return names.map((name) => {
    const node = graph.nodes.get(name)
    const known = [...graph.nodes.keys()]
    if (node === undefined) {
      throw new UsageError(
        `The graph has no node "${name}".${didYouMean(name, known) || ` It has: ${known.join(', ')}.`}`,
      )
    }
    if (node.type === 'llm') return node
    throw new UsageError(
      `The node "${name}" is of type ${node.type}: it writes no text that could be streamed.`,
    )
  })
}
