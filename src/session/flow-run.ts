import type { NodeRecipe } from '../graph/node-recipe.js'
import { runId } from '../run/run-id.js'
import type { RunJob } from '../run/run-store.js'

/** The node of a flow that writes the recap. Every flow has it. */
export const RECAP_NODE = 'generate_summary'
/** Says which answers each sentence of a recap comes from. */
export const TRACE_NODE = 'trace_summary'
/** Asks about an answer that is too thin. */
export const PROBE_NODE = 'generate_probe'
/** Makes changes to answers of what a person says is wrong. */
export const CORRECTIONS_NODE = 'propose_corrections'

/** The nodes that the app runs by name, each alone. */
export const FLOW_NODES = [RECAP_NODE, TRACE_NODE, PROBE_NODE, CORRECTIONS_NODE] as const
export type FlowNode = (typeof FLOW_NODES)[number]

export interface FlowRun {
  readonly sessionId: string
  /** Whose flow runs: the questionnaire's folder. */
  readonly graph: string
  readonly node: FlowNode
  /** The node's state, plain JSON. */
  readonly input: Readonly<Record<string, unknown>> & { readonly language: string }
  readonly recipe: NodeRecipe
}

/** A node of a flow as a run: the same input, prompt and model make the same run. */
export async function flowRun({ sessionId, graph, node, input, recipe }: FlowRun): Promise<RunJob> {
  const { provider, model } = recipe.model
  const id = await runId({ session: sessionId, node, input, recipe, language: input.language })
  return { id, sessionId, graph, node, input: { ...input }, provider, model }
}
