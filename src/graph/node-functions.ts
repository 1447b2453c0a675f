import type { Prompt } from '../prompt/prompt.js'
import type { NodeFunctions } from './build-state-graph.js'
import type { Reducer } from './channels.js'
import type { LoadedGraph } from './load-graph.js'
import { loadTool } from './load-tool.js'
import type { BranchNode, MapNode, NodeDefinition, SubgraphNode } from './node-definition.js'
import { frameNode, frameWork, type NodeWork } from './node-frame.js'
import type { GraphServices } from './node-services.js'
import { type NodeFunction, sinkOf } from './node-sink.js'
import { agentWork } from './nodes/agent-node.js'
import { cachedWork } from './nodes/cached-work.js'
import { pauseWork, prepareWork } from './nodes/interrupt-node.js'
import { jsWork } from './nodes/js-node.js'
import { llmWork } from './nodes/llm-node.js'
import { branchFunction, branchStates, joinFunction, mapWork } from './nodes/map-node.js'
import { passthroughWork } from './nodes/passthrough-node.js'
import { routerWork, routeUpdate } from './nodes/router-node.js'
import { isAnswered, relayStates, subgraphPause, subgraphWork } from './nodes/subgraph-node.js'
import { toolCallWork } from './nodes/tool-call-node.js'
import { toolWork } from './nodes/tool-node.js'
import { findTool } from './tools/tool.js'

export interface NodeFunctionOptions {
  readonly channels: ReadonlyMap<string, Reducer>
  readonly onWarning: (message: string) => void
  /** Runs by name, outside LangGraph: no loop limit, and no skipping. */
  readonly isAlone?: boolean
  /** LangGraph's, which a node that pauses needs. */
  readonly interrupt?: (payload: unknown) => unknown
}

/** The functions behind a node of a graph. */
export function nodeFunctions(
  graph: LoadedGraph,
  node: NodeDefinition,
  services: GraphServices,
  options: NodeFunctionOptions,
): NodeFunctions {
  if (node.type === 'map') return mapFunctions(graph, node, services, options)
  if (node.type === 'subgraph') return subgraphFunctions(node, services, options)
  const { channels, isAlone = false, interrupt = neverPauses } = options
  const run = frameNode({
    node,
    isAlone,
    loopLimit: graph.loopLimits.get(node.name),
    work: workOf(graph, node, services, channels),
    ...(node.type === 'router' ? { whenSkipped: (state) => routeUpdate(node, state[node.stateKey]) } : {}),
  })
  return node.type === 'interrupt' ? { run, pause: pauseWork(node, interrupt) } : { run }
}

function neverPauses(): never {
  throw new Error('A node that runs alone cannot pause.')
}

function workOf(
  graph: LoadedGraph,
  node: Exclude<NodeDefinition, MapNode>,
  services: GraphServices,
  channels: ReadonlyMap<string, Reducer> | undefined,
): NodeWork {
  const prompt = 'prompt' in node && node.prompt !== undefined ? graph.prompts.get(node.prompt) : undefined
  const work = uncachedWork(graph, node, services, channels)
  return cachedWork(node, work, services.cache, prompt?.text ?? '')
}

/** @param channels `undefined` in a branch, whose value is collected and not written. */
function uncachedWork(
  graph: LoadedGraph,
  node: Exclude<NodeDefinition, MapNode>,
  services: GraphServices,
  channels: ReadonlyMap<string, Reducer> | undefined,
): NodeWork {
  switch (node.type) {
    case 'llm':
    case 'race':
      return llmWork(node, promptOf(graph, node.prompt), services)
    case 'router':
      return routerWork(node, promptOf(graph, node.prompt), services)
    case 'agent':
      return agentWork(node, promptOf(graph, node.prompt), services, (name) =>
        findTool(graph, services, name),
      )
    case 'passthrough':
      return passthroughWork(node)
    case 'js':
      return jsWork(
        node,
        () => loadTool(graph, node.tool),
        (key) => channels === undefined || channels.has(key),
      )
    case 'tool':
      return toolWork(node, graph, services)
    case 'tool_call':
      return toolCallWork(node, graph, services)
    case 'subgraph':
      return subgraphWork(node, {
        child: services.child(node.graph),
        channels: channels ?? new Map(),
        remembers: services.remembers,
      })
    case 'interrupt':
      return prepareWork(node, node.prompt === undefined ? undefined : promptOf(graph, node.prompt), services)
  }
}

function promptOf(graph: LoadedGraph, name: string): Prompt {
  const prompt = graph.prompts.get(name)
  if (prompt === undefined) throw new Error(`The prompt "${name}" is not loaded.`)
  return prompt
}

function mapFunctions(
  graph: LoadedGraph,
  node: MapNode,
  services: GraphServices,
  { isAlone = false, onWarning }: NodeFunctionOptions,
): NodeFunctions {
  const options = { maxItems: graph.config.maxMapItems, onWarning }
  const begin = frameWork({ node, isAlone, work: mapWork(node, options) })
  // What a branch writes of its own frame stays in the branch: only its value is collected.
  const work = frameWork({
    node: node.node,
    isAlone,
    work: workOf(graph, node.node as BranchNode, services, undefined),
  })
  return {
    run: async (state, config) => (await begin(state, config)).update,
    fanOut: {
      states: (state) => branchStates(node, options, state),
      branch: branchFunction(node, work),
      join: joinFunction(node),
    },
  }
}

function subgraphFunctions(
  node: SubgraphNode,
  services: GraphServices,
  { channels, isAlone = false, interrupt }: NodeFunctionOptions,
): NodeFunctions {
  const child = isAlone ? services.childApart(node.graph) : services.child(node.graph)
  const work = subgraphWork(node, { child, channels, remembers: services.remembers && !isAlone })
  const framed = frameWork({ node, isAlone, work })
  const run: NodeFunction = async (state, config) => {
    // An answered child goes on with the visit that is counted already.
    const { update, output } = await (isAnswered(node, state) ? work : framed)(state, config)
    if (relayStates(node, update).length === 0) {
      sinkOf(config)?.append({ type: 'node_complete', node: node.name, output })
    }
    return update
  }
  if (!child.pauses || interrupt === undefined) return { run }
  return {
    run,
    relay: { states: (state) => relayStates(node, state), pause: subgraphPause(node, interrupt) },
  }
}
