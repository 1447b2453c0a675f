import type { NodeFunctions } from './build-state-graph.js'
import { applyUpdate, type Reducer, type State } from './channels.js'
import type { NodeConfig } from './node-sink.js'

/** Runs one node outside LangGraph, a map with all its branches, and gives the state after it. */
export async function runAlone(
  { run, fanOut }: NodeFunctions,
  channels: ReadonlyMap<string, Reducer>,
  before: State,
  config: NodeConfig,
): Promise<Record<string, unknown>> {
  let state = applyUpdate(channels, before, await run(before, config))
  if (fanOut === undefined) return state
  const updates = await Promise.all(fanOut.states(state).map((branch) => fanOut.branch(branch, config)))
  for (const update of updates) state = applyUpdate(channels, state, update)
  return applyUpdate(channels, state, await fanOut.join(state, config))
}
