import { type Condition, printCondition } from '../../expression/condition.js'
import { type EdgeDefinition, END, type GraphDefinition, START } from '../../graph/graph-definition.js'
import type { NodeDefinition, RouterNode } from '../../graph/node-definition.js'

/** What a picture of a graph shows: nodes and ways, without places. */
export interface Outline {
  readonly name: string
  readonly description: string
  readonly nodes: readonly OutlineNode[]
  readonly edges: readonly OutlineEdge[]
}

export interface OutlineNode {
  /** The author's name, or `START` or `END`. */
  readonly name: string
  readonly type: NodeDefinition['type'] | 'start' | 'end'
  /** The type and what matters most of the rest; empty for `START` and `END`. */
  readonly detail: string
}

export interface OutlineEdge {
  readonly from: string
  readonly to: string
  /** A condition, or the routes of a router; empty where the way is always taken. */
  readonly label: string
  /** `exit`: taken once the node's loop limit is reached. */
  readonly type: 'plain' | 'condition' | 'route' | 'exit'
  /** Leads back to where a run has been. */
  readonly isBack: boolean
}

/** Nodes stand in the order of the file, between `START` and `END`. */
export function outlineOf(graph: GraphDefinition): Outline {
  const edges = [...graph.edges.flatMap((edge) => edgesOf(edge, graph)), ...exitsOf(graph)]
  const back = backEdges(edges)
  const nodes = [...graph.nodes.values()].map((node) => ({
    name: node.name,
    type: node.type,
    detail: detailOf(node, graph.loopLimits.get(node.name)),
  }))
  const hasEnd = edges.some(({ to }) => to === END)
  return {
    name: graph.name,
    description: graph.description.trim(),
    nodes: [
      { name: START, type: 'start', detail: '' },
      ...nodes,
      ...(hasEnd ? [{ name: END, type: 'end' as const, detail: '' }] : []),
    ],
    edges: edges.map((edge) => ({ ...edge, isBack: back.has(edge) })),
  }
}

type Way = Omit<OutlineEdge, 'isBack'>

function edgesOf({ from, to, condition, isRouted }: EdgeDefinition, graph: GraphDefinition): Way[] {
  if (condition !== undefined) {
    return to.map((target) => ({
      from,
      to: target,
      label: labelOf(condition),
      type: 'condition' as const,
    }))
  }
  if (!isRouted) return to.map((target) => ({ from, to: target, label: '', type: 'plain' as const }))
  const router = graph.nodes.get(from)
  const routes = router?.type === 'router' ? router.routes : new Map<string, string>()
  const chosen = router?.type === 'router' ? defaultOf(router) : undefined
  // A route to a node that the edge does not list goes to the first one.
  const otherwise = chosen !== undefined && to.includes(chosen) ? chosen : to[0]
  return to.map((target) => {
    const keys = [...routes].filter(([, next]) => next === target).map(([key]) => key)
    const label = [...keys, ...(target === otherwise ? ['otherwise'] : [])].join(', ')
    return { from, to: target, label, type: 'route' as const }
  })
}

/** A condition as its author wrote it; the count that ends an interactive tool in words. */
function labelOf(condition: Condition): string {
  return printCondition(condition).replace(/_loop_counts\.(\S+) >= (\d+)/, '$1 ran $2 times')
}

function defaultOf({ defaultRoute, routes }: RouterNode): string | undefined {
  return defaultRoute ?? routes.values().next().value
}

/** Ways that a node chooses among give way to its exit once its limit is reached. */
function exitsOf(graph: GraphDefinition): Way[] {
  return [...graph.loopLimits].flatMap(([from, limit]) => {
    const isChoosing = graph.edges.some(
      (edge) => edge.from === from && (edge.condition !== undefined || edge.isRouted),
    )
    if (!isChoosing) return []
    const to = graph.loopExits.get(from) ?? END
    return [{ from, to, label: `after ${limit} ${limit === 1 ? 'run' : 'runs'}`, type: 'exit' as const }]
  })
}

function detailOf(node: NodeDefinition, limit: number | undefined): string {
  const times = limit === undefined ? [] : [`at most ${limit}×`]
  return [node.type, ...particulars(node), ...times].join(' · ')
}

function particulars(node: NodeDefinition): string[] {
  switch (node.type) {
    case 'llm':
    case 'router':
      return [node.prompt]
    case 'race':
      return [node.prompt, `${node.candidates.length} models`]
    case 'agent':
      return [node.prompt, ...(node.tools.length === 0 ? [] : [node.tools.join(', ')])]
    case 'interrupt':
      return [`answer in ${node.resumeKey}`]
    case 'map':
      return [`for each ${node.as}: ${[node.node.type, ...particulars(node.node)].join(' ')}`]
    case 'subgraph':
      return [node.graph]
    case 'tool':
    case 'js':
    case 'tool_call':
      return [node.tool]
    case 'passthrough':
      return []
  }
}

/** The edges that close a circle, as a walk from the beginning meets them. */
function backEdges(edges: readonly Way[]): Set<Way> {
  const found = new Set<Way>()
  const state = new Map<string, 'open' | 'done'>()
  const visit = (node: string): void => {
    state.set(node, 'open')
    for (const edge of edges) {
      if (edge.from !== node) continue
      if (state.get(edge.to) === 'open') found.add(edge)
      else if (!state.has(edge.to)) visit(edge.to)
    }
    state.set(node, 'done')
  }
  for (const { from } of [{ from: START }, ...edges]) if (!state.has(from)) visit(from)
  return found
}
