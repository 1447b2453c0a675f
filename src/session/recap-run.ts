import type { NodeRecipe } from '../graph/node-recipe.js'
import type { RecapInput } from '../questionnaire/recap-input.js'
import { runId } from '../run/run-id.js'
import type { RunJob } from '../run/run-store.js'

/** The node of a flow that writes the recap. */
export const RECAP_NODE = 'generate_summary'

export interface RecapRun {
  readonly sessionId: string
  /** Whose flow runs: the questionnaire's folder. */
  readonly graph: string
  readonly input: RecapInput
  readonly recipe: NodeRecipe
}

/** A recap as a run: the same answers, prompt and model make the same run. */
export async function recapRun({ sessionId, graph, input, recipe }: RecapRun): Promise<RunJob> {
  const { provider, model } = recipe.model
  const id = await runId({ session: sessionId, node: RECAP_NODE, input, recipe, language: input.language })
  return { id, sessionId, graph, node: RECAP_NODE, input: { ...input }, provider, model }
}
