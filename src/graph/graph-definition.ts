import type { Condition } from '../expression/condition.js'
import type { PromptModelOptions } from '../prompt/prompt.js'
import type { StreamOptions } from '../stream/token-buffer.js'

export const START = 'START'
export const END = 'END'

/** A graph file, checked. Names are the author's own. */
export interface GraphDefinition {
  readonly version: string
  readonly name: string
  readonly description: string
  readonly nodes: ReadonlyMap<string, NodeDefinition>
  readonly edges: readonly EdgeDefinition[]
  readonly state: ReadonlyMap<string, StateKey>
  readonly defaults: PromptModelOptions
  readonly promptsRelative: boolean
  readonly promptsDir: string | undefined
  readonly tools: ReadonlyMap<string, JsToolDefinition>
  /** Most executions by node. */
  readonly loopLimits: ReadonlyMap<string, number>
  /** Where a node's condition edges lead once its limit is reached; else `END`. */
  readonly loopExits: ReadonlyMap<string, string>
  /** State key to a path or flat glob, relative to the graph's folder. */
  readonly dataFiles: ReadonlyMap<string, string>
  readonly checkpointer: CheckpointerDefinition | undefined
  readonly config: GraphConfig
}

export interface StateKey {
  /** Advisory. */
  readonly type: string
  readonly reducer: ReducerName | undefined
}

export type ReducerName = 'last_value' | 'add' | 'sorted_add'

export interface GraphConfig {
  /** Most steps of a run. Default 50. */
  readonly recursionLimit: number
  /** Milliseconds for a whole run. */
  readonly timeout: number | undefined
  readonly maxConcurrency: number | undefined
}

export type CheckpointerDefinition =
  | { readonly type: 'memory' }
  | { readonly type: 'sqlite'; readonly path: string }

export interface JsToolDefinition {
  readonly name: string
  /** Inside the graph's folder, or a package. */
  readonly source: { readonly path: string } | { readonly module: string }
  readonly function: string
}

/** `to` has several targets where all of them run; `condition` then is absent. */
export interface EdgeDefinition {
  readonly from: string
  readonly to: readonly string[]
  readonly condition: Condition | undefined
}

export type NodeDefinition = LlmNode | PassthroughNode | InterruptNode | JsNode

interface CommonNode {
  readonly name: string
  /** State keys without which the node does nothing. */
  readonly requires: readonly string[]
  readonly variables: Readonly<Record<string, unknown>>
}

export interface LlmNode extends CommonNode {
  readonly type: 'llm'
  readonly prompt: string
  readonly stateKey: string
  readonly skipIfExists: boolean
  readonly onError: OnError | undefined
  /** Further calls with `on_error: retry`. Default 3. */
  readonly maxRetries: number
  /** The other model of `on_error: fallback`. */
  readonly fallback: PromptModelOptions | undefined
  /** Milliseconds for each call. */
  readonly timeout: number | undefined
  readonly options: PromptModelOptions
  readonly parseJson: boolean
  readonly stream: boolean
  readonly streamKey: string
  readonly streamOptions: StreamOptions
}

export type OnError = 'skip' | 'fail' | 'retry' | 'fallback'

export interface PassthroughNode extends CommonNode {
  readonly type: 'passthrough'
  readonly output: Readonly<Record<string, unknown>>
}

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

export interface JsNode extends CommonNode {
  readonly type: 'js'
  readonly tool: string
  readonly stateKey: string
  readonly skipIfExists: boolean
  readonly onError: 'skip' | 'fail'
  /** Milliseconds. */
  readonly timeout: number | undefined
}
