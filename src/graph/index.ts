export type { State } from './channels.js'
export {
  type CompiledGraph,
  type CompileOptions,
  compileGraph,
  type ExecuteInput,
  type ExecuteResult,
} from './compile-graph.js'
export { type ExecuteToLogOptions, executeToLog } from './execute-to-log.js'
export {
  type LoadedGraph,
  type LoadGraphOptions,
  loadGraph,
  type ToolContext,
  type ToolFunction,
} from './load-graph.js'
export { type NodeRecipe, nodeRecipe } from './node-recipe.js'
export type { NodeConfig, NodeFunction, NodeSink } from './node-sink.js'
export {
  type GraphSource,
  type RunConfig,
  type RunGraphOptions,
  type RunGraphResult,
  resumeGraph,
  runGraph,
  runUntilInterrupt,
} from './run-graph.js'
export { type StreamGraphOptions, streamGraphWithTokens } from './stream-graph-with-tokens.js'
export { type StreamNodeOptions, streamNodeOutput } from './stream-node-output.js'
export { createStreamingLlmNode, type StreamingLlmNodeOptions } from './streaming-llm-node.js'
