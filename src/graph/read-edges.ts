import { parseCondition } from '../expression/condition.js'
import { describe } from '../yaml/describe.js'
import { didYouMean } from '../yaml/nearest-name.js'
import { YamlMapping } from '../yaml/yaml-mapping.js'
import { type EdgeDefinition, END, START } from './graph-definition.js'

const CONDITIONAL =
  '"type: conditional" is known, but not built yet: give each target an edge with a condition.'

/** Reads `edges` and checks every end of them. */
export function readEdges(graph: YamlMapping, nodeNames: readonly string[]): EdgeDefinition[] {
  const list = graph.list('edges') ?? []
  if (list.length === 0 && !(graph.has('edges') && !Array.isArray(graph.get('edges')))) {
    graph.error(`The graph has no "edges". Add at least - {from: START, to: ${nodeNames[0] ?? 'a_node'}}.`)
    return []
  }
  const edges = list.flatMap((item, index) => readEdge(graph, item, index, nodeNames))
  if (!edges.some(({ from }) => from === START)) {
    graph.error(
      `No edge begins at START, so nothing would ever run. Add - {from: START, to: ${nodeNames[0] ?? 'a_node'}}.`,
      'edges',
      'key',
    )
  }
  warnOfMixedEdges(graph, edges)
  return edges
}

function readEdge(
  graph: YamlMapping,
  item: unknown,
  index: number,
  nodeNames: readonly string[],
): EdgeDefinition[] {
  const path = [...graph.path, 'edges', index]
  const mapping = new YamlMapping(graph.file, graph.problems, path, item, 'edge')
  mapping.expectKeys(['from', 'to', 'condition', 'type', 'description'])
  const type = mapping.text('type')
  if (type === 'conditional') mapping.error(CONDITIONAL, 'type')
  else if (type !== undefined) {
    mapping.error(`"type" of an edge may be "conditional" or left out, found "${type}".`, 'type')
  }
  const from = mapping.requiredText('from', 'from: START')
  const to = readTargets(mapping)
  const condition = readCondition(mapping, from)
  let isSound = to.length > 0 && type === undefined
  if (from !== undefined && from !== START && !nodeNames.includes(from)) {
    mapping.error(unknownNode(from, [START, ...nodeNames]), 'from')
    isSound = false
  }
  for (const [position, target] of to.entries()) {
    if (target === END || nodeNames.includes(target)) continue
    const message = unknownNode(target, [...nodeNames, END])
    if (Array.isArray(mapping.get('to'))) mapping.errorAt(['to', position], message)
    else mapping.error(message, 'to')
    isSound = false
  }
  if (to.length > 1 && condition !== undefined) {
    mapping.error('An edge with a condition has one target. Write an edge for each target.', 'condition')
    isSound = false
  }
  return from !== undefined && isSound ? [{ from, to, condition }] : []
}

function readTargets(mapping: YamlMapping): string[] {
  const to = mapping.get('to')
  if (Array.isArray(to)) {
    if (to.length === 0) mapping.error('"to" names no node.', 'to')
    return mapping.texts('to') ?? []
  }
  const single = mapping.requiredText('to', 'to: END')
  return single === undefined ? [] : [single]
}

function readCondition(mapping: YamlMapping, from: string | undefined): EdgeDefinition['condition'] {
  const value = mapping.get('condition')
  if (value === undefined) return undefined
  if (typeof value !== 'string') {
    mapping.error(`"condition" has to be text, found ${describe(value)}. Put it in quotes.`, 'condition')
    return undefined
  }
  const parsed = parseCondition(value)
  if (parsed.condition !== undefined) return parsed.condition
  const edge = `${from ?? '?'} -> ${String(mapping.get('to') ?? '?')}`
  mapping.error(
    `The condition of the edge ${edge} cannot be read, at character ${parsed.offset + 1} of "${value}": ${parsed.error}`,
    'condition',
  )
  return undefined
}

/** Beside condition edges a plain one always fires, which is seldom meant. */
function warnOfMixedEdges(graph: YamlMapping, edges: readonly EdgeDefinition[]): void {
  for (const source of new Set(edges.map(({ from }) => from))) {
    const own = edges.filter(({ from }) => from === source)
    if (own.every(({ condition }) => condition === undefined)) continue
    if (own.every(({ condition }) => condition !== undefined)) continue
    graph.warn(
      `"${source}" has edges with and without a condition: those without are always taken, besides.`,
      'edges',
    )
  }
}

export function unknownNode(name: string, known: readonly string[]): string {
  return `There is no node "${name}".${didYouMean(name, known) || ` Known: ${known.join(', ')}.`}`
}

/** The nodes to which a way leads from START. */
export function nodesInReach(
  edges: readonly { readonly from: string; readonly to: readonly string[] }[],
): Set<string> {
  const reached = new Set<string>()
  const open = [START]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (reached.has(node)) continue
    reached.add(node)
    open.push(...edges.filter(({ from }) => from === node).flatMap(({ to }) => to))
  }
  return reached
}

/** The nodes from which a way along the edges leads back to themselves. */
export function nodesOnCycles(
  edges: readonly { readonly from: string; readonly to: readonly string[] }[],
): Set<string> {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), ...to])
  const reaches = (start: string): boolean => {
    const seen = new Set<string>()
    const open = [...(next.get(start) ?? [])]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === start) return true
      if (seen.has(node)) continue
      seen.add(node)
      open.push(...(next.get(node) ?? []))
    }
    return false
  }
  return new Set([...next.keys()].filter(reaches))
}
