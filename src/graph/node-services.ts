import type { CreateModel } from '../llm/chat-model-options.js'
import type { PromptModelOptions } from '../prompt/prompt.js'
import type { ModelSettings } from '../settings.js'
import type { CompiledGraph } from './compile-graph.js'
import type { NodeCache } from './node-cache.js'

/** What the nodes of a graph need from outside. */
export interface NodeServices {
  /** Of the graph. */
  readonly defaults: PromptModelOptions
  /** Wins over whatever the files say. */
  readonly override?: PromptModelOptions
  /** Read when a model is first asked. */
  readonly settings: () => ModelSettings
  /** Default `createChatModel`. */
  readonly createModel: CreateModel | undefined
}

/** What only the nodes of a whole graph need. */
export interface GraphServices extends NodeServices {
  /** A subgraph, by the path that the file gives. It remembers what the graph around it does. */
  child(path: string): CompiledGraph
  /** As `child`, for one call that nothing goes on from: it remembers only by a checkpointer of its own. */
  childApart(path: string): CompiledGraph
  /** Whether runs have a checkpointer. */
  readonly remembers: boolean
  readonly cache: NodeCache
}

/** The model options of one call, from the strongest to the weakest. */
export function modelLayers(
  { override, defaults }: NodeServices,
  ...own: readonly PromptModelOptions[]
): readonly PromptModelOptions[] {
  return [...(override === undefined ? [] : [otherModel(override)]), ...own, defaults]
}

/** A model that takes another's place: what names a provider alone must not keep the other's model. */
export function otherModel(options: PromptModelOptions): PromptModelOptions {
  const { provider, model } = options
  if (provider === undefined || model !== undefined) return options
  return { ...options, model: undefined } as unknown as PromptModelOptions
}
