import type { NodeDefinition } from '../../graph/node-definition.js'
import { type GraphRule, type LintedGraph, valueAt, warnAtKey } from '../linted-graph.js'
import { keysWrittenBy } from '../state-writes.js'
import { leadsTo, wayMap } from '../ways.js'

/** Nodes that always find their result there already, written by a node before them, and so do nothing. */
export const skipsAfterFirst: GraphRule = (linted) => {
  const { graph, read } = linted
  return [...graph.nodes.values()].flatMap((node) => {
    if (!('skipIfExists' in node) || !node.skipIfExists) return []
    const place = read.placeOf(node.name)
    if (valueAt(linted, [...place, 'skip_if_exists']) !== undefined) return []
    const first = writerBefore(linted, node.name, node.stateKey)
    if (first === undefined) return []
    const reducer = graph.state.get(node.stateKey)?.reducer
    const wish = reducer === undefined || reducer === 'last_value' ? 'to replace it' : 'to add to it'
    return [
      warnAtKey(linted, place, 'state_key', {
        message: `"${node.name}" does nothing once "${node.stateKey}" has a value, and ${first} writes it before. Add skip_if_exists: false ${wish}, or skip_if_exists: true where that is meant.`,
        rule: 'skips-after-first',
      }),
    ]
  })
}

function writerBefore({ graph }: LintedGraph, name: string, key: string): string | undefined {
  if (graph.dataFiles.has(key)) return 'data_files'
  const ways = wayMap(graph)
  const writer = [...graph.nodes.values()].find(
    (node) =>
      node.name !== name &&
      keysWrittenBy(graph, node).includes(key) &&
      !clears(node, key) &&
      leadsTo(ways, node.name, name),
  )
  return writer === undefined ? undefined : `"${writer.name}"`
}

/** A node that sets an empty value makes way for the next. */
function clears(node: NodeDefinition, key: string): boolean {
  if (node.type !== 'passthrough') return false
  const value = node.output[key]
  return !value || (typeof value === 'object' && Object.keys(value).length === 0)
}
