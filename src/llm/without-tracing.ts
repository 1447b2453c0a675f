import { BaseCallbackHandler } from '@langchain/core/callbacks/base'

/**
 * Keeps LangChain from sending prompts and answers to LangSmith, which environment variables alone would turn
 * on: wherever LangChain gathers the handlers of a call it adds its tracer, unless a handler of the tracer's
 * name is there already. This one has the name and does nothing.
 */
class TracerInNameOnly extends BaseCallbackHandler {
  readonly name = 'langchain_tracer'
  override ignoreLLM = true
  override ignoreChain = true
  override ignoreAgent = true
  override ignoreRetriever = true
  override ignoreCustomEvent = true
  override awaitHandlers = true

  /** LangChain asks its tracer for this before it enters a node; an answer without tracing keeps it off inside. */
  getRunTreeWithTracingConfig(): object {
    return { tracingEnabled: false, extra: {} }
  }

  updateFromRunTree(): void {}
}

/** For `callbacks` of a model or graph call; the calls inside inherit it. */
export const withoutTracing: BaseCallbackHandler = new TracerInNameOnly()
