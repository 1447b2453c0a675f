import type { Condition } from '../expression/condition.js'
import type { PromptModelOptions } from '../prompt/prompt.js'
import type { NodeDefinition } from './node-definition.js'
import type { ToolDefinition } from './tool-definition.js'

export const START = 'START'
export const END = 'END'

/** A graph file, checked, with its macros expanded. Names are the author's own. */
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
  readonly tools: ReadonlyMap<string, ToolDefinition>
  /** Most executions by node. */
  readonly loopLimits: ReadonlyMap<string, number>
  /** Where a node's condition edges lead once its limit is reached; else `END`. */
  readonly loopExits: ReadonlyMap<string, string>
  /** State key to a path or flat glob, relative to the graph's folder. */
  readonly dataFiles: ReadonlyMap<string, string>
  readonly checkpointer: CheckpointerDefinition | undefined
  readonly config: GraphConfig
  /** Published as a conversation page. */
  readonly web: boolean
  /** What a finished run leaves as files, by state key. */
  readonly exports: ReadonlyMap<string, ExportDefinition>
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
  /** Most branches of a map node that says nothing else. Default 100. */
  readonly maxMapItems: number
  /** Milliseconds for a whole run. */
  readonly timeout: number | undefined
  readonly maxConcurrency: number | undefined
  /** What a function tool that nobody has bound is: an error when the file is loaded, or when it is called. */
  readonly toolLoadMode: 'strict' | 'warn'
}

/** `${NAME}` in `path` and `url` stands for a variable of the environment. */
export type CheckpointerDefinition =
  | { readonly type: 'memory' }
  | { readonly type: 'sqlite'; readonly path: string }
  | { readonly type: 'postgres'; readonly url: string }
  | {
      readonly type: 'redis' | 'redis-simple'
      readonly url: string | undefined
      /** Minutes. */
      readonly ttl: number | undefined
      readonly keyPrefix: string | undefined
    }

export interface ExportDefinition {
  readonly format: 'markdown' | 'json' | 'text'
  /** Inside the folder that exports go to. */
  readonly filename: string
}

/**
 * `to` has several targets where all of them run, or with `isRouted` the one that the node's route names.
 * With several targets there is no `condition`.
 */
export interface EdgeDefinition {
  readonly from: string
  readonly to: readonly string[]
  readonly condition: Condition | undefined
  readonly isRouted: boolean
}
