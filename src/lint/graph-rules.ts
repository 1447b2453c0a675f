import type { GraphRule } from './linted-graph.js'
import { invisibleStreams } from './rules/invisible-stream.js'
import { missingCheckpointer } from './rules/no-checkpointer.js'
import { parallelWrites } from './rules/parallel-write.js'
import { promptVariables } from './rules/prompt-variables.js'
import { routerEdges } from './rules/router-edges.js'
import { skipsAfterFirst } from './rules/skips-after-first.js'
import { undeclaredState } from './rules/undeclared-state.js'
import { unlimitedLoops } from './rules/unlimited-loop.js'
import { unreachableNodes } from './rules/unreachable-node.js'
import { unusedTools } from './rules/unused-tool.js'

/** What is allowed in a graph and seldom meant. */
export const graphRules: readonly GraphRule[] = [
  unreachableNodes,
  routerEdges,
  unlimitedLoops,
  undeclaredState,
  promptVariables,
  parallelWrites,
  skipsAfterFirst,
  missingCheckpointer,
  unusedTools,
  invisibleStreams,
]
