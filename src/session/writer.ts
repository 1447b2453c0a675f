import type { LoadedGraph } from '../graph/load-graph.js'
import { nodeRecipe } from '../graph/node-recipe.js'
import { chooseModel, type ModelChoice } from '../prompt/model-choice.js'
import type { ModelSettings } from '../settings.js'

/** Whom a page names as the writer of a graph's text: the model of the first node that streams, else the default. */
export function writerOf(
  graph: LoadedGraph,
  settings: ModelSettings,
): Pick<ModelChoice, 'provider' | 'model'> {
  const models = [...graph.nodes.values()].filter((node) => node.type === 'llm')
  const writer = models.find(({ stream }) => stream) ?? models[0]
  return writer === undefined
    ? chooseModel([graph.defaults], settings)
    : nodeRecipe(graph, writer.name, settings).model
}
