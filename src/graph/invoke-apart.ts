import type { UntypedGraph } from './build-state-graph.js'

/**
 * A graph that runs inside a node of another would take that node's place in LangGraph's eyes: its interrupt
 * would be the parent's. So it runs apart from whatever called.
 */
export async function invokeApart(
  runner: UntypedGraph,
  begin: unknown,
  config: object,
): Promise<Record<string, unknown>> {
  const { AsyncLocalStorageProviderSingleton } = await import('@langchain/core/singletons')
  const invoke = () => runner.invoke(begin, config)
  // Where no node has run and nothing was given in, LangGraph answers nothing at all.
  return (await AsyncLocalStorageProviderSingleton.getInstance().run(undefined, invoke)) ?? {}
}
