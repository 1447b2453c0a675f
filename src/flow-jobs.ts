import type { LoadedGraph } from './graph/load-graph.js'
import { nodeRecipe } from './graph/node-recipe.js'
import type { RecapInput } from './questionnaire/recap-input.js'
import { recapInput } from './questionnaire/recap-input.js'
import { recapSentences } from './recap/review-recap.js'
import type { FlowJobs } from './routes/app-services.js'
import type { RunJob } from './run/run-store.js'
import {
  CORRECTIONS_NODE,
  type FlowNode,
  flowRun,
  PROBE_NODE,
  RECAP_NODE,
  TRACE_NODE,
} from './session/flow-run.js'
import type { ModelSettings } from './settings.js'

export interface FlowJobsOptions {
  /** The flow that serves a questionnaire. */
  readonly flowOf: (questionnaire: string) => LoadedGraph
  readonly settings: ModelSettings
}

/** What the nodes of a flow are asked, as runs that may or may not exist yet. */
export function createFlowJobs({ flowOf, settings }: FlowJobsOptions): FlowJobs {
  async function jobOf(
    sessionId: string,
    graph: string,
    node: FlowNode,
    input: Readonly<Record<string, unknown>> & { readonly language: string },
  ): Promise<RunJob | undefined> {
    const flow = flowOf(graph)
    if (!flow.nodes.has(node)) return undefined
    return flowRun({ sessionId, graph, node, input, recipe: nodeRecipe(flow, node, settings) })
  }

  return {
    async recapJob({ session, questionnaire, answers, probes, context }) {
      const input = recapInput(questionnaire, answers, context, probes)
      const job = await jobOf(session.id, session.questionnaire, RECAP_NODE, { ...input })
      if (job === undefined) throw new Error(`The flow of ${session.questionnaire} writes no recap.`)
      return job
    },
    async traceJob({ sessionId, graph, node, input }, text) {
      if (node !== RECAP_NODE) return undefined
      const recap = input as unknown as RecapInput
      const sentences = recapSentences(text, recap.language).map(({ number, text }) => ({ number, text }))
      if (sentences.length === 0 || recap.answers.length === 0) return undefined
      return jobOf(sessionId, graph, TRACE_NODE, { ...recap, recap_summary: text, sentences })
    },
    probeJob: ({ session, questionnaire, answers, probes, context }, field) =>
      jobOf(session.id, session.questionnaire, PROBE_NODE, {
        ...recapInput(questionnaire, answers, context, probes),
        field: { ...field },
      }),
    takesReplies: (questionnaire) => flowOf(questionnaire).nodes.has(CORRECTIONS_NODE),
    correctionsJob: ({ session, questionnaire, answers, probes, context }, message, questions) =>
      jobOf(session.id, session.questionnaire, CORRECTIONS_NODE, {
        ...recapInput(questionnaire, answers, context, probes),
        message,
        questions,
      }),
  }
}
