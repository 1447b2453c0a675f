import type { LoadedGraph } from '../graph/load-graph.js'
import { waysOf } from '../graph/ways.js'

/** Where a run can go from each node, or from START. */
export type Ways = ReadonlyMap<string, readonly string[]>

/** The ways along the edges and the exits of loops, as far as both ends are wanted. */
export function wayMap(graph: LoadedGraph, isWanted: (name: string) => boolean = () => true): Ways {
  const ways = new Map<string, string[]>()
  for (const { from, to } of waysOf(graph)) {
    if (isWanted(from)) ways.set(from, [...(ways.get(from) ?? []), ...to.filter(isWanted)])
  }
  return ways
}

/** Whether a way of one step or more leads from one node to another, or back to itself. */
export function leadsTo(ways: Ways, from: string, to: string): boolean {
  const seen = new Set<string>()
  const open = [...(ways.get(from) ?? [])]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === to) return true
    if (!seen.has(name)) open.push(...(ways.get(name) ?? []))
    seen.add(name)
  }
  return false
}

/** The shortest way from a node to itself, without its end. */
export function circleThrough(ways: Ways, start: string): string[] | undefined {
  const seen = new Set<string>()
  let reached: string[][] = [[start]]
  while (reached.length > 0) {
    const further: string[][] = []
    for (const way of reached) {
      for (const target of ways.get(way.at(-1) ?? start) ?? []) {
        if (target === start) return way
        if (!seen.has(target)) further.push([...way, target])
        seen.add(target)
      }
    }
    reached = further
  }
  return undefined
}
