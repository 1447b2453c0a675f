import type { EdgeDefinition, GraphDefinition } from './graph-definition.js'

/** Whether a node chooses among its edges: only there does a loop exit turn a run aside. */
export function choosesItsWay(edges: readonly EdgeDefinition[], node: string): boolean {
  return edges.some(({ from, condition, isRouted }) => from === node && (condition !== undefined || isRouted))
}

/** Every way along which a run can go: the edges, and the loop exits that can be taken. */
export function waysOf({
  edges,
  loopExits,
}: Pick<GraphDefinition, 'edges' | 'loopExits'>): { from: string; to: readonly string[] }[] {
  const exits = [...loopExits].filter(([from]) => choosesItsWay(edges, from))
  return [...edges, ...exits.map(([from, to]) => ({ from, to: [to] }))]
}
