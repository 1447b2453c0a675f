import { END } from '../../graph/graph-definition.js'
import { canPause } from '../../graph/load-graph.js'
import type { Problem } from '../../yaml/problem.js'
import type { GraphRule, LintedGraph } from '../linted-graph.js'
import { circleThrough, leadsTo, type Ways, wayMap } from '../ways.js'

/** Ways that lead back to where they began, past no loop limit and no person who is asked. */
export const unlimitedLoops: GraphRule = (linted) => {
  const { graph } = linted
  const ways = wayMap(graph, (name) => graph.nodes.has(name) && !isBounded(linted, name))
  const reported = new Set<string>()
  return [...graph.nodes.keys()].flatMap((start): Problem[] => {
    const circle = reported.has(start) ? undefined : circleThrough(ways, start)
    if (circle === undefined) return []
    // Circles that meet are one problem.
    for (const name of ways.keys()) if (areOnOneCircle(ways, start, name)) reported.add(name)
    return [problemOf(linted, circle)]
  })
}

function isBounded({ graph }: LintedGraph, name: string): boolean {
  const node = graph.nodes.get(name)
  if (graph.loopLimits.has(name) || node?.type === 'interrupt') return true
  const child = node?.type === 'subgraph' ? graph.children.get(node.graph) : undefined
  return child !== undefined && canPause(child)
}

function areOnOneCircle(ways: Ways, a: string, b: string): boolean {
  return a === b || (leadsTo(ways, a, b) && leadsTo(ways, b, a))
}

function problemOf({ graph, read }: LintedGraph, circle: readonly string[]): Problem {
  const [first = '', last = first] = [circle[0], circle.at(-1)]
  const decider = circle.find((name) =>
    graph.edges.some(
      ({ from, condition, isRouted }) => from === name && (condition !== undefined || isRouted),
    ),
  )
  const loop = [...circle, first].join(' > ')
  const message =
    decider === undefined
      ? `This loop has no way out, so a run fails after ${graph.config.recursionLimit} steps: ${loop}. Give its edges conditions, such as {from: ${last}, to: ${END}, condition: finished == true}, and "${last}" a limit under loop_limits.`
      : `Nothing limits how often a run goes round this loop: ${loop}. Add a limit, such as loop_limits: {${decider}: 5}.`
  return read.yaml.problem(read.placeOf(first), message, {
    rule: 'unlimited-loop',
    severity: 'warning',
    part: 'key',
  })
}
