import { channelsOf } from '../../graph/channels.js'
import { END, START } from '../../graph/graph-definition.js'
import type { Problem } from '../../yaml/problem.js'
import { type GraphRule, type LintedGraph, warnAtKey } from '../linted-graph.js'
import { keysWrittenBy } from '../state-writes.js'

/** Nodes that run in the same step and write the same key, which fails unless the key has a reducer. */
export const parallelWrites: GraphRule = (linted) => {
  const { graph } = linted
  const channels = channelsOf(graph)
  return pairsInStep(linted).flatMap(([first, second]) => {
    const [one, other] = [graph.nodes.get(first), graph.nodes.get(second)]
    if (one === undefined || other === undefined) return []
    const theirs = keysWrittenBy(graph, other)
    return [...new Set(keysWrittenBy(graph, one))]
      .filter((key) => theirs.includes(key) && channels.get(key) === undefined)
      .map((key) => problemOf(linted, { first, second, key }))
  })
}

type Pair = readonly [string, string]

/**
 * Pairs of nodes that may run in the same step, in file order: those to which one node leads side by side, and
 * those that come as many steps after such a pair.
 */
function pairsInStep({ graph }: LintedGraph): Pair[] {
  const names = [...graph.nodes.keys()]
  const found = new Map<string, Pair>()
  const open: Pair[] = []
  const add = (a: string, b: string) => {
    if (a === b || a === END || b === END) return
    const pair: Pair = names.indexOf(a) < names.indexOf(b) ? [a, b] : [b, a]
    const id = pair.join('\n')
    if (found.has(id)) return
    found.set(id, pair)
    open.push(pair)
  }
  for (const name of [START, ...names]) {
    for (const [a, b] of sideBySide(graph.edges, name)) add(a, b)
  }
  const nextOf = (name: string) => graph.edges.filter(({ from }) => from === name).flatMap(({ to }) => to)
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [a, b] = pair
    if (!takesOneStep(graph.nodes.get(a)?.type) || !takesOneStep(graph.nodes.get(b)?.type)) continue
    for (const one of nextOf(a)) for (const other of nextOf(b)) add(one, other)
  }
  return [...found.values()].sort(
    (x, y) => names.indexOf(x[0]) - names.indexOf(y[0]) || names.indexOf(x[1]) - names.indexOf(y[1]),
  )
}

/** Plain edges all fire; of those with a condition, and of the targets of a route, one. */
function sideBySide(edges: LintedGraph['graph']['edges'], source: string): Pair[] {
  const own = edges.filter(({ from }) => from === source)
  const always = own.filter(({ condition, isRouted }) => condition === undefined && !isRouted)
  const plain = [...new Set(always.flatMap(({ to }) => to))]
  const chosen = own.filter((edge) => !always.includes(edge)).flatMap(({ to }) => to)
  return plain.flatMap((a, index) => [...plain.slice(index + 1), ...chosen].map((b): Pair => [a, b]))
}

function takesOneStep(type: string | undefined): boolean {
  return type !== 'map' && type !== 'interrupt' && type !== 'subgraph'
}

function problemOf(
  linted: LintedGraph,
  { first, second, key }: { first: string; second: string; key: string },
): Problem {
  return warnAtKey(linted, linted.read.placeOf(second), 'state_key', {
    message: `"${first}" and "${second}" can run in the same step and both write "${key}", which fails. Give one of them another key, or declare ${key}: {type: list, reducer: add} under "state".`,
    rule: 'parallel-write',
  })
}
