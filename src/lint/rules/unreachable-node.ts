import { nodesInReach } from '../../graph/read-edges.js'
import { waysOf } from '../../graph/ways.js'
import type { GraphRule, LintedGraph } from '../linted-graph.js'

/** Nodes to which no way leads from START. */
export const unreachableNodes: GraphRule = (linted) =>
  unreachedNodes(linted).map((name) =>
    linted.read.yaml.problem(
      linted.read.placeOf(name),
      `No way leads from START to "${name}", so a run never comes to it. ${mendingOf(linted, name)}`,
      { rule: 'unreachable-node', severity: 'warning', part: 'key' },
    ),
  )

/** In file order. */
export function unreachedNodes({ graph }: LintedGraph): string[] {
  const reached = nodesInReach(waysOf(graph))
  return [...graph.nodes.keys()].filter((name) => !reached.has(name))
}

function mendingOf(linted: LintedGraph, name: string): string {
  const { nodes, edges } = linted.graph
  const router = [...nodes.values()].find(
    (node) => node.type === 'router' && [...node.routes.values(), node.defaultRoute].includes(name),
  )
  if (router !== undefined) {
    return `The router "${router.name}" has a route to it that none of its edges lists: add it to their "to".`
  }
  const before = edges.find(({ from, to }) => from !== name && to.includes(name))?.from
  if (before !== undefined) {
    return `It comes after "${before}", to which no way leads either: add an edge to "${before}".`
  }
  const unreached = unreachedNodes(linted)
  const last = [...nodes.keys()].filter((other) => !unreached.includes(other)).at(-1) ?? 'START'
  return `Add an edge to it, such as {from: ${last}, to: ${name}}.`
}
