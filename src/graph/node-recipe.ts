import { chooseModel, type ModelChoice } from '../prompt/model-choice.js'
import type { ModelSettings } from '../settings.js'
import type { LoadedGraph } from './load-graph.js'
import { checkNodeNames } from './node-names.js'

/** What makes two runs of an `llm` node with the same input the same run. Plain JSON. */
export interface NodeRecipe {
  readonly model: ModelChoice
  /** The text of the prompt file. */
  readonly prompt: string
  /** The node, as its file has it after defaults. */
  readonly node: object
}

/**
 * How an `llm` node asks, and whom.
 *
 * @throws UsageError for a name that is no such node.
 */
export function nodeRecipe(graph: LoadedGraph, name: string, settings: ModelSettings): NodeRecipe {
  const [node] = checkNodeNames(graph, [name])
  const prompt = node === undefined ? undefined : graph.prompts.get(node.prompt)
  if (node === undefined || prompt === undefined) throw new Error(`The node "${name}" is not loaded.`)
  const { stream: _stream, streamKey: _streamKey, streamOptions: _streamOptions, ...rest } = node
  return {
    model: chooseModel([node.options, graph.defaults, prompt.options], settings),
    prompt: prompt.text,
    node: rest,
  }
}
