import type { PromptModelOptions } from '../prompt/prompt.js'
import type { StreamOptions } from '../stream/token-buffer.js'

/** An entry of a graph file's `nodes`. */
export type NodeDefinition =
  | LlmNode
  | RouterNode
  | RaceNode
  | AgentNode
  | PassthroughNode
  | MapNode
  | InterruptNode
  | SubgraphNode
  | ToolNode
  | JsNode
  | ToolCallNode

interface CommonNode {
  readonly name: string
  /** State keys without which the node does nothing. */
  readonly requires: readonly string[]
  /** Value expressions by the name that the node's prompt or tool knows. */
  readonly variables: Readonly<Record<string, unknown>>
  /** Keeps results in this process, for executions that see the same state. */
  readonly cache: NodeCacheOptions | undefined
}

export interface NodeCacheOptions {
  /** Milliseconds; `undefined` for as long as the process lives. */
  readonly ttl: number | undefined
}

/** A node that keeps what it makes under one key. */
interface KeyedNode extends CommonNode {
  readonly stateKey: string
  readonly skipIfExists: boolean
  /** Milliseconds: for each call of a model, else for the node's work. */
  readonly timeout: number | undefined
}

/** What all nodes that ask a model have. */
interface AskingNode extends KeyedNode {
  readonly prompt: string
  readonly onError: OnError | undefined
  /** Further calls with `on_error: retry`. Default 3. */
  readonly maxRetries: number
  /** The other model of `on_error: fallback`. */
  readonly fallback: PromptModelOptions | undefined
  readonly options: PromptModelOptions
  readonly parseJson: boolean
  readonly stream: boolean
  readonly streamKey: string
  readonly streamOptions: StreamOptions
}

export type OnError = 'skip' | 'fail' | 'retry' | 'fallback'

export interface LlmNode extends AskingNode {
  readonly type: 'llm'
}

export interface RouterNode extends AskingNode {
  readonly type: 'router'
  /** The value of the answer's field to the node that is next, in file order. */
  readonly routes: ReadonlyMap<string, string>
  /** Default: `tone`, else `intent`, whichever is not empty. */
  readonly routeField: string | undefined
  /** Default: the first route. */
  readonly defaultRoute: string | undefined
  /** Asked all at once where there are any; the first to succeed decides. */
  readonly candidates: readonly PromptModelOptions[]
}

/** Asks several models at once and keeps the first answer that succeeds. */
export interface RaceNode extends AskingNode {
  readonly type: 'race'
  /** Two or more. */
  readonly candidates: readonly PromptModelOptions[]
}

/** Lets a model call tools until it answers. */
export interface AgentNode extends AskingNode {
  readonly type: 'agent'
  /** Names of tools. */
  readonly tools: readonly string[]
  /** Calls of the model. Default 10. */
  readonly maxIterations: number
  /** Where the list of tool calls goes. */
  readonly toolResultsKey: string | undefined
}

export interface PassthroughNode extends CommonNode {
  readonly type: 'passthrough'
  readonly output: Readonly<Record<string, unknown>>
}

/** Runs a node of its own for each item of a list, and joins once. */
export interface MapNode extends CommonNode {
  readonly type: 'map'
  /** A value expression, `{path}` without `state.`, or a literal list. */
  readonly over: unknown
  /** The variable that holds the item. */
  readonly as: string
  /** Has the map's name. */
  readonly node: BranchNode
  /** Whether the branch's node names a `state_key`; without, its value is kept as `_map_<name>_sub`. */
  readonly hasStateKey: boolean
  readonly collect: string
  /** Default `config.max_map_items`. */
  readonly maxItems: number | undefined
  /** Milliseconds for each branch. */
  readonly timeout: number | undefined
  /** Keeps the value itself instead of `_map_<name>_sub`. */
  readonly flattenOutput: boolean
  /** What a failed branch is: unset a record in the list, `skip` left out of it, `fail` the end of the run after the join. */
  readonly onError: 'skip' | 'fail' | undefined
}

export type BranchNode = Exclude<NodeDefinition, MapNode | InterruptNode | RaceNode>

export interface InterruptNode extends CommonNode {
  readonly type: 'interrupt'
  /** Unset together with `prompt`: what `stateKey` holds. */
  readonly message: unknown
  readonly prompt: string | undefined
  readonly options: PromptModelOptions
  readonly stateKey: string
  readonly resumeKey: string
  /** Keeps a question that is there already. */
  readonly idempotent: boolean
}

/** Runs another graph: with state of its own (`invoke`), or with this graph's (`direct`). */
export interface SubgraphNode extends CommonNode {
  readonly type: 'subgraph'
  /** Path relative to the graph's folder. */
  readonly graph: string
  readonly mode: 'invoke' | 'direct'
  readonly inputMapping: StateMapping
  readonly outputMapping: StateMapping
  /** What the parent gets to see while the child waits. */
  readonly interruptOutputMapping: StateMapping
}

/** Parent key to child key, in all three mappings; `auto` copies everything under its own name. */
export type StateMapping = 'auto' | ReadonlyMap<string, string>

/** Runs a shell tool. */
export interface ToolNode extends KeyedNode {
  readonly type: 'tool'
  readonly tool: string
  readonly onError: 'skip' | 'fail'
}

/** Calls a function tool with the state; `python` is read as this type, too. */
export interface JsNode extends KeyedNode {
  readonly type: 'js'
  readonly tool: string
  readonly onError: 'skip' | 'fail'
}

/** Calls the tool that the state names, and keeps an envelope around its result. */
export interface ToolCallNode extends KeyedNode {
  readonly type: 'tool_call'
  /** A value expression. */
  readonly tool: string
  /** A value expression for the whole, or one for each argument. */
  readonly args: unknown
  /** `skip` (the default): a failure is an envelope. */
  readonly onError: 'skip' | 'fail'
}
