import type { State } from './channels.js'
import { countOf } from './node-frame.js'

/**
 * Names this execution of a node, on its thread and in every attempt alike: `<node>#<visit>`, with `[index]` in
 * a branch of a map. `undefined` for a state that no compiled graph keeps.
 */
export function executionOf(node: string, state: State): string | undefined {
  const { _map_index: index, _loop_counts: counts } = state
  // A branch runs when its map has been counted already.
  if (typeof index === 'number') return `${node}#${countOf(state, node)}[${index}]`
  return counts === undefined ? undefined : `${node}#${countOf(state, node) + 1}`
}
