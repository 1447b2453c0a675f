import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { evaluateGraphCondition } from '../expression/condition.js'
import { EXHAUSTED, initialValue, type Reducer, ROUTES, type State } from './channels.js'
import { type EdgeDefinition, END, type GraphDefinition, START } from './graph-definition.js'
import type { NodeFunction } from './node-sink.js'
import { nodesInReach } from './read-edges.js'
import { waysOf } from './ways.js'

type LangGraph = typeof import('@langchain/langgraph')

/** The functions behind one node. */
export interface NodeFunctions {
  readonly run: NodeFunction
  /** The second half of an interrupt, which follows the first. */
  readonly pause?: NodeFunction
  /** A subgraph goes to its second half once for each of these states, while its child waits, and comes back. */
  readonly relay?: {
    readonly states: (state: State) => readonly State[]
    readonly pause: NodeFunction
  }
  /** A map goes on with one branch for each of these states, and joins once. */
  readonly fanOut?: {
    readonly states: (state: State) => readonly State[]
    readonly branch: NodeFunction
    readonly join: NodeFunction
  }
}

export interface BuildOptions {
  readonly langgraph: LangGraph
  readonly channels: ReadonlyMap<string, Reducer>
  readonly functions: ReadonlyMap<string, NodeFunctions>
  readonly checkpointer: BaseCheckpointSaver | undefined
  readonly onWarning: (message: string) => void
}

/** LangGraph refuses nodes that are named like a channel, so they have names of their own inside. */
const nodeId = (name: string) => `node.${name}`
const pauseId = (name: string) => `pause.${name}`
const branchId = (name: string) => `branch.${name}`
const joinId = (name: string) => `join.${name}`

/** The author's name of a compiled node. */
export function authorName(id: string): string {
  return id.replace(/^(?:node|pause|branch|join)\./, '')
}

/** Puts a checked graph together as a LangGraph graph. */
export function buildStateGraph(graph: GraphDefinition, options: BuildOptions): UntypedGraph {
  const { langgraph, channels, functions, checkpointer } = options
  const { Annotation, StateGraph } = langgraph
  const fields = Object.fromEntries(
    [...channels].map(([key, reducer]) => [
      key,
      reducer === undefined
        ? Annotation<unknown>()
        : Annotation<unknown>({ reducer, default: () => initialValue(reducer) }),
    ]),
  )
  const builder = new StateGraph(Annotation.Root(fields)) as unknown as UntypedBuilder
  const reached = nodesInReach(waysOf(graph))
  // LangGraph refuses a node to which no way leads; such a node is one to run by name.
  const isReached = (name: string) => name === START || reached.has(name)
  for (const [name, node] of functions) if (isReached(name)) addNode(builder, name, node, options)
  for (const source of new Set([START, ...functions.keys()])) {
    if (isReached(source)) addEdges(builder, graph, source, options)
  }
  return builder.compile(checkpointer === undefined ? {} : { checkpointer })
}

function addNode(
  builder: UntypedBuilder,
  name: string,
  { run, pause, relay, fanOut }: NodeFunctions,
  { langgraph }: BuildOptions,
): void {
  builder.addNode(nodeId(name), run)
  if (pause !== undefined) {
    builder.addNode(pauseId(name), pause)
    builder.addEdge(nodeId(name), pauseId(name))
  }
  if (relay !== undefined) {
    builder.addNode(pauseId(name), relay.pause)
    builder.addEdge(pauseId(name), nodeId(name))
  }
  if (fanOut === undefined) return
  builder.addNode(branchId(name), fanOut.branch)
  builder.addNode(joinId(name), fanOut.join)
  builder.addConditionalEdges(
    nodeId(name),
    (state) => {
      const sends = fanOut.states(state).map((branch) => new langgraph.Send(branchId(name), branch))
      return sends.length === 0 ? [joinId(name)] : sends
    },
    [branchId(name), joinId(name)],
  )
  builder.addEdge(branchId(name), joinId(name))
}

function addEdges(
  builder: UntypedBuilder,
  graph: GraphDefinition,
  source: string,
  { langgraph, functions, onWarning }: BuildOptions,
): void {
  const own = graph.edges.filter(({ from }) => from === source)
  const { pause, relay, fanOut } = functions.get(source) ?? {}
  const enter = (name: string) => (name === END ? langgraph.END : nodeId(name))
  const leave = () => {
    if (source === START) return langgraph.START
    if (fanOut !== undefined) return joinId(source)
    return pause === undefined ? nodeId(source) : pauseId(source)
  }
  const plain = own.filter(({ condition, isRouted }) => condition === undefined && !isRouted)
  const conditional = own.filter(({ condition }) => condition !== undefined)
  const routed = own.filter(({ isRouted }) => isRouted)
  const always = plain.flatMap(({ to }) => to)
  if (conditional.length === 0 && routed.length === 0 && relay === undefined) {
    for (const target of new Set(always)) builder.addEdge(leave(), enter(target))
    return
  }
  const exit = graph.loopLimits.has(source) ? (graph.loopExits.get(source) ?? END) : undefined

  function targetsFrom(state: State): string[] {
    const exhausted = state[EXHAUSTED] as Record<string, boolean> | undefined
    const isExhausted = exit !== undefined && exhausted?.[source] === true
    const chosen: string[] = [...always]
    if (conditional.length > 0 || routed.length > 0) {
      if (isExhausted) chosen.push(exit)
      else {
        if (conditional.length > 0) chosen.push(firstThatHolds(source, conditional, state, onWarning))
        for (const edge of routed) chosen.push(routedTarget(edge, state))
      }
    }
    const going = chosen.filter((target) => target !== END)
    return [...new Set(going.length === 0 ? [END] : going)]
  }

  const targets = [END, ...own.flatMap(({ to }) => to), ...(exit === undefined ? [] : [exit])]
  builder.addConditionalEdges(
    leave(),
    (state) => {
      const pausing = relay?.states(state) ?? []
      return pausing.length === 0
        ? targetsFrom(state).map(enter)
        : pausing.map((own) => new langgraph.Send(pauseId(source), own))
    },
    [...new Set(targets.map(enter)), ...(relay === undefined ? [] : [pauseId(source)])],
  )
}

function firstThatHolds(
  source: string,
  edges: readonly EdgeDefinition[],
  state: State,
  onWarning: (message: string) => void,
): string {
  for (const { to, condition } of edges) {
    if (condition !== undefined && evaluateGraphCondition(condition, state)) return to[0] ?? END
  }
  onWarning(`No condition of the edges from "${source}" holds, so the run ends there.`)
  return END
}

/** A router's own record first: `_route` may be that of a router beside it. */
function routedTarget({ from, to }: EdgeDefinition, state: State): string {
  const routes = state[ROUTES] as Record<string, string> | undefined
  const route = routes !== undefined && Object.hasOwn(routes, from) ? routes[from] : state._route
  return to.find((target) => target === route) ?? to[0] ?? END
}

/** LangGraph types node names and state literally; here both come from a file. */
interface UntypedBuilder {
  addNode(name: string, run: NodeFunction): void
  addEdge(from: string, to: string): void
  addConditionalEdges(from: string, choose: (state: State) => readonly unknown[], targets: string[]): void
  compile(options: { checkpointer?: BaseCheckpointSaver }): UntypedGraph
}

/** What is used of a compiled LangGraph graph. */
export interface UntypedGraph {
  invoke(input: unknown, config: object): Promise<Record<string, unknown>>
  getState(config: object): Promise<ThreadState>
}

/** Where a thread stands. */
export interface ThreadState {
  readonly values: Record<string, unknown>
  readonly config?: { readonly configurable?: Readonly<Record<string, unknown>> }
  readonly tasks: readonly {
    readonly name: string
    readonly result?: unknown
    readonly interrupts: readonly { readonly id?: string; readonly value?: unknown }[]
  }[]
}
