import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { evaluateGraphCondition } from '../expression/condition.js'
import { EXHAUSTED, initialValue, type Reducer, type State } from './channels.js'
import { type EdgeDefinition, END, type GraphDefinition, START } from './graph-definition.js'
import type { NodeFunction } from './node-sink.js'
import { nodesInReach } from './read-edges.js'

type LangGraph = typeof import('@langchain/langgraph')

/** The functions behind one node: an interrupt has two. */
export interface NodeFunctions {
  readonly run: NodeFunction
  readonly pause?: NodeFunction
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

/** The author's name of a compiled node. */
export function authorName(id: string): string {
  return id.replace(/^(?:node|pause)\./, '')
}

/** Puts a checked graph together as a LangGraph graph. */
export function buildStateGraph(graph: GraphDefinition, options: BuildOptions): UntypedGraph {
  const { langgraph, channels, functions, checkpointer, onWarning } = options
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
  const reached = nodesInReach([
    ...graph.edges,
    ...[...graph.loopExits].map(([from, to]) => ({ from, to: [to] })),
  ])
  for (const [name, { run, pause }] of functions) {
    // LangGraph refuses a node to which no way leads; such a node is one to run by name.
    if (!reached.has(name)) continue
    builder.addNode(nodeId(name), run)
    if (pause === undefined) continue
    builder.addNode(pauseId(name), pause)
    builder.addEdge(nodeId(name), pauseId(name))
  }
  const enter = (name: string) => (name === END ? langgraph.END : nodeId(name))
  const leave = (name: string) => {
    if (name === START) return langgraph.START
    return functions.get(name)?.pause === undefined ? nodeId(name) : pauseId(name)
  }
  for (const source of new Set(graph.edges.map(({ from }) => from))) {
    if (!reached.has(source)) continue
    const own = graph.edges.filter(({ from }) => from === source)
    for (const { to, condition } of own) {
      if (condition === undefined) for (const target of to) builder.addEdge(leave(source), enter(target))
    }
    const conditional = own.filter(({ condition }) => condition !== undefined)
    if (conditional.length === 0) continue
    const exit = graph.loopLimits.has(source) ? (graph.loopExits.get(source) ?? END) : undefined
    const targets = [END, ...conditional.flatMap(({ to }) => to), ...(exit === undefined ? [] : [exit])]
    builder.addConditionalEdges(
      leave(source),
      (state: State) => enter(chooseTarget(source, conditional, exit, state, onWarning)),
      [...new Set(targets.map(enter))],
    )
  }
  return builder.compile(checkpointer === undefined ? {} : { checkpointer })
}

function chooseTarget(
  source: string,
  edges: readonly EdgeDefinition[],
  exit: string | undefined,
  state: State,
  onWarning: (message: string) => void,
): string {
  const exhausted = state[EXHAUSTED] as Record<string, boolean> | undefined
  if (exit !== undefined && exhausted?.[source] === true) return exit
  for (const { to, condition } of edges) {
    if (condition !== undefined && evaluateGraphCondition(condition, state)) return to[0] ?? END
  }
  onWarning(`No condition of the edges from "${source}" holds, so the run ends there.`)
  return END
}

/** LangGraph types node names and state literally; here both come from a file. */
interface UntypedBuilder {
  addNode(name: string, run: NodeFunction): void
  addEdge(from: string, to: string): void
  addConditionalEdges(from: string, choose: (state: State) => string, targets: string[]): void
  compile(options: { checkpointer?: BaseCheckpointSaver }): UntypedGraph
}

/** What is used of a compiled LangGraph graph. */
export interface UntypedGraph {
  invoke(input: unknown, config: object): Promise<Record<string, unknown>>
  getState(config: object): Promise<{
    readonly values: Record<string, unknown>
    readonly tasks: readonly {
      readonly name: string
      readonly result?: unknown
      readonly interrupts: readonly { readonly id?: string; readonly value?: unknown }[]
    }[]
  }>
}
