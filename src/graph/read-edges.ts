import { parseCondition } from '../expression/condition.js'
import { describe } from '../yaml/describe.js'
import { didYouMean } from '../yaml/nearest-name.js'
import { YamlMapping } from '../yaml/yaml-mapping.js'
import { edgeKeys } from './format-keys.js'
import { type EdgeDefinition, END, START } from './graph-definition.js'
import type { NodeDefinition } from './node-definition.js'

/** What edges may name, and what names of macros stand for. */
export interface EdgeNames {
  /** Nodes, macros among them. */
  readonly known: readonly string[]
  readonly entries: ReadonlyMap<string, string>
  readonly exits: ReadonlyMap<string, string>
}

/** Reads `edges` and checks every end of them. */
export function readEdges(graph: YamlMapping, names: EdgeNames): EdgeDefinition[] {
  const list = graph.list('edges') ?? []
  const example = `- {from: START, to: ${names.known[0] ?? 'a_node'}}`
  if (list.length === 0 && !(graph.has('edges') && !Array.isArray(graph.get('edges')))) {
    graph.error(`The graph has no "edges". Add at least ${example}.`, undefined, { rule: 'missing-key' })
    return []
  }
  const edges = list.flatMap((item, index) => readEdge(graph, item, index, names))
  if (!edges.some(({ from }) => from === START)) {
    graph.error(`No edge begins at START, so nothing would ever run. Add ${example}.`, 'edges', {
      rule: 'no-start',
      part: 'key',
    })
  }
  return edges
}

function readEdge(
  graph: YamlMapping,
  item: unknown,
  index: number,
  { known, entries, exits }: EdgeNames,
): EdgeDefinition[] {
  const path = [...graph.path, 'edges', index]
  const mapping = new YamlMapping(graph.file, graph.problems, path, item, 'edge')
  mapping.expectKeys(edgeKeys)
  const type = mapping.text('type')
  const isRouted = type === 'conditional'
  if (type !== undefined && !isRouted) {
    mapping.error(`"type" of an edge may be "conditional" or left out, found "${type}".`, 'type')
  }
  const from = mapping.requiredText('from', 'from: START')
  const to = readTargets(mapping)
  const condition = readCondition(mapping, from)
  let isSound = to.length > 0
  if (from !== undefined && from !== START && !known.includes(from)) {
    mapping.error(unknownNode(from, [START, ...known]), 'from', { rule: 'unknown-node' })
    isSound = false
  }
  for (const [position, target] of to.entries()) {
    if (target === END || known.includes(target)) continue
    const place = Array.isArray(mapping.get('to')) ? ['to', position] : ['to']
    mapping.errorAt(place, unknownNode(target, [...known, END]), { rule: 'unknown-node' })
    isSound = false
  }
  if (condition !== undefined && (to.length > 1 || isRouted)) {
    mapping.error(
      isRouted
        ? 'An edge with type: conditional goes by the route that the node chose. Leave out "condition", or the type.'
        : 'An edge with a condition has one target. Write an edge for each target.',
      'condition',
    )
    isSound = false
  }
  if (from === undefined || !isSound) return []
  return [
    {
      from: exits.get(from) ?? from,
      to: to.map((target) => entries.get(target) ?? target),
      condition,
      isRouted,
    },
  ]
}

function readTargets(mapping: YamlMapping): string[] {
  const to = mapping.get('to')
  if (Array.isArray(to)) {
    if (to.length === 0) mapping.error('"to" names no node.', 'to', { rule: 'missing-key' })
    return mapping.texts('to') ?? []
  }
  const single = mapping.requiredText('to', 'to: END')
  return single === undefined ? [] : [single]
}

function readCondition(mapping: YamlMapping, from: string | undefined): EdgeDefinition['condition'] {
  const value = mapping.get('condition')
  if (value === undefined) return undefined
  if (typeof value !== 'string') {
    mapping.error(`"condition" has to be text, found ${describe(value)}. Put it in quotes.`, 'condition', {
      rule: 'wrong-type',
    })
    return undefined
  }
  const parsed = parseCondition(value)
  if (parsed.condition !== undefined) return parsed.condition
  const edge = `${from ?? '?'} -> ${String(mapping.get('to') ?? '?')}`
  mapping.error(
    `The condition of the edge ${edge} cannot be read, at character ${parsed.offset + 1} of "${value}": ${parsed.error}`,
    'condition',
    { rule: 'invalid-condition' },
  )
  return undefined
}

/** Beside condition edges a plain one always fires, which is seldom meant; into a map it never is. */
export function checkMixedEdges(
  graph: YamlMapping,
  edges: readonly EdgeDefinition[],
  nodes: ReadonlyMap<string, NodeDefinition>,
): void {
  for (const source of new Set(edges.map(({ from }) => from))) {
    const own = edges.filter(({ from }) => from === source)
    const plain = own.filter(({ condition, isRouted }) => condition === undefined && !isRouted)
    if (plain.length === 0 || plain.length === own.length) continue
    const map = plain.flatMap(({ to }) => to).find((target) => nodes.get(target)?.type === 'map')
    if (map !== undefined) {
      graph.error(
        `The edge from "${source}" to the map "${map}" has no condition, but others from "${source}" have. Give it one.`,
        'edges',
        { rule: 'mixed-edges' },
      )
    } else {
      graph.warn(
        `"${source}" has edges with and without a condition: those without are always taken, besides.`,
        'edges',
        'mixed-edges',
      )
    }
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
