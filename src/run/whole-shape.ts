import type { RunEvent } from '../stream/event.js'
import type { StreamShape } from './stream-shape.js'

/**
 * A shape, for one viewer, in which not a word goes out before the run has ended; then all of them do, without those
 * that were withdrawn, and the end.
 */
export function wholeShape(shape: StreamShape): StreamShape {
  const { snapshot: _snapshot, ...parts } = shape
  let held: RunEvent[] = []
  let isOpen = false
  return {
    ...parts,
    open(view, start) {
      held = []
      // An attempt that takes the place of another here: nothing was shown that could be started again.
      const shown = isOpen ? 'beginning' : start
      isOpen = true
      return shape.open(view, shown)
    },
    encode(events) {
      for (const event of events) {
        if (event.type === 'reset') held = held.filter((earlier) => !isWithdrawn(earlier, event))
        else held.push(event)
      }
      return ''
    },
    async end(terminal, view) {
      return shape.encode(held, view) + (await shape.end(terminal, view))
    },
  }
}

function isWithdrawn(event: RunEvent, reset: RunEvent & { readonly type: 'reset' }): boolean {
  const isText = event.type === 'token' || event.type === 'partial'
  return isText && event.stream === reset.stream
}
