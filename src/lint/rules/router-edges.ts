import { END } from '../../graph/graph-definition.js'
import type { RouterNode } from '../../graph/node-definition.js'
import { didYouMean } from '../../yaml/nearest-name.js'
import type { Problem, Rule } from '../../yaml/problem.js'
import type { GraphRule, LintedGraph } from '../linted-graph.js'

/** Routes that lead nowhere because no edge lists them, and edges that no route names. */
export const routerEdges: GraphRule = (linted) =>
  [...linted.graph.nodes.values()].flatMap((node) =>
    node.type === 'router' ? problemsOfRouter(linted, node) : [],
  )

function problemsOfRouter(linted: LintedGraph, router: RouterNode): Problem[] {
  const own = linted.graph.edges.filter(({ from }) => from === router.name)
  const routed = own.filter(({ isRouted }) => isRouted)
  if (routed.length === 0) return routesWithoutEdge(linted, router, own)
  const listed = new Set(routed.flatMap(({ to }) => to))
  const named = new Set([...router.routes.values(), router.defaultRoute ?? END, END])
  return [
    ...unlistedRoutes(linted, router, { listed, first: routed[0]?.to[0] ?? END }),
    ...[...listed].filter((target) => !named.has(target)).map((target) => unrouted(linted, router, target)),
  ]
}

/** Conditions may look at what the router answered; plain edges cannot. */
function routesWithoutEdge(
  linted: LintedGraph,
  router: RouterNode,
  own: LintedGraph['graph']['edges'],
): Problem[] {
  if (own.length === 0 || own.some(({ condition }) => condition !== undefined)) return []
  const targets = [...new Set(router.routes.values())].join(', ')
  const message = `The routes of "${router.name}" decide nothing: none of its edges has type: conditional. Write {from: ${router.name}, to: [${targets}], type: conditional}.`
  return [warn(linted, router, ['routes'], 'unlisted-route', message)]
}

function unlistedRoutes(
  linted: LintedGraph,
  router: RouterNode,
  { listed, first }: { listed: ReadonlySet<string>; first: string },
): Problem[] {
  const report = (path: string[], target: string) =>
    warn(
      linted,
      router,
      path,
      'unlisted-route',
      `No edge from "${router.name}" lists "${target}", so this route leads to "${first}" instead. Add "${target}" to the edge with type: conditional.`,
    )
  const isMissing = (target: string) => !listed.has(target)
  const routes = [...router.routes].filter(([, target]) => isMissing(target))
  const byDefault = router.defaultRoute
  return [
    ...routes.map(([value, target]) => report(['routes', value], target)),
    ...(byDefault !== undefined && isMissing(byDefault) ? [report(['default_route'], byDefault)] : []),
  ]
}

function unrouted({ graph, read }: LintedGraph, router: RouterNode, target: string): Problem {
  const index = graph.edges.findIndex(
    ({ from, to, isRouted }) => isRouted && from === router.name && to.includes(target),
  )
  const position = graph.edges[index]?.to.indexOf(target) ?? 0
  const list = [...router.routes.values()]
  return read.yaml.problem(
    ['edges', index, 'to', position],
    `No route of "${router.name}" leads to "${target}", so a run never goes this way.${didYouMean(target, list)} Add a route to it, or leave it out.`,
    { rule: 'unrouted-target', severity: 'warning' },
  )
}

function warn(
  { read }: LintedGraph,
  router: RouterNode,
  path: string[],
  rule: Rule,
  message: string,
): Problem {
  const part = path.length === 1 && path[0] === 'routes' ? 'key' : 'value'
  return read.yaml.problem([...read.placeOf(router.name), ...path], message, {
    rule,
    severity: 'warning',
    part,
  })
}
