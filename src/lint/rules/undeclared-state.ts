import { channelsOf } from '../../graph/channels.js'
import type { LoadedGraph } from '../../graph/load-graph.js'
import { nodesAndBranches } from '../../graph/nodes-and-branches.js'
import { didYouMean } from '../../yaml/nearest-name.js'
import type { Problem } from '../../yaml/problem.js'
import type { YamlPath } from '../../yaml/read-yaml.js'
import { type GraphRule, knownKeys, type LintedGraph } from '../linted-graph.js'
import { stateReads } from '../state-reads.js'

/** State keys that are read, but that nothing declares or writes. */
export const undeclaredState: GraphRule = (linted) => {
  const known = knownKeys(linted)
  const undeclared = stateReads(linted).filter(({ key, item }) => !known.has(key) && key !== item)
  const own = undeclared.map(({ key, place, isKey = false, item }) => {
    const names = item === undefined ? known : [...known, item]
    return linted.read.yaml.problem(
      place,
      `Nothing declares or writes the state key "${key}".${didYouMean(key, names)} Declare what a run begins with under "state", such as ${key}: any.`,
      { rule: 'undeclared-state', severity: 'warning', part: isKey ? 'key' : 'value' },
    )
  })
  return [...own, ...undeclaredInChildren(linted)]
}

/** Mappings name keys of another graph, too. */
function undeclaredInChildren(linted: LintedGraph): Problem[] {
  const { graph, read } = linted
  const ofNodes = nodesAndBranches(graph).flatMap(({ node, path }) => {
    const child = node.type === 'subgraph' ? graph.children.get(node.graph) : undefined
    if (node.type !== 'subgraph' || child === undefined) return []
    const mappings = {
      input_mapping: node.inputMapping,
      output_mapping: node.outputMapping,
      interrupt_output_mapping: node.interruptOutputMapping,
    }
    return Object.entries(mappings).flatMap(([name, mapping]) =>
      mapping === 'auto'
        ? []
        : [...mapping].flatMap(([own, key]) =>
            missingIn(linted, child, key, [...read.placeOf(node.name), ...path, name, own]),
          ),
    )
  })
  const ofTools = [...graph.tools.values()].flatMap((tool) => {
    const child = tool.type === 'graph' ? graph.children.get(tool.path) : undefined
    if (tool.type !== 'graph' || child === undefined) return []
    const place = ['tools', tool.name]
    return [
      ...[...tool.inputMapping].flatMap(([argument, key]) =>
        missingIn(linted, child, key, [...place, 'input_mapping', argument]),
      ),
      ...(tool.outputKey === undefined
        ? []
        : missingIn(linted, child, tool.outputKey, [...place, 'output_key'])),
    ]
  })
  return [...ofNodes, ...ofTools]
}

function missingIn({ read }: LintedGraph, child: LoadedGraph, key: string, place: YamlPath): Problem[] {
  const known = [...channelsOf(child).keys()]
  if (known.includes(key)) return []
  const message = `Nothing in the graph "${child.name}" declares or writes the state key "${key}".${didYouMean(key, known)} Declare it there under "state".`
  return [read.yaml.problem(place, message, { rule: 'undeclared-state', severity: 'warning' })]
}
