import type { Child } from 'hono/jsx'
import { RecapSnapshot, sseEvents } from '../../views/index.js'
import { escapeHtml } from '../run/escape-html.js'
import { encodeFrame } from '../run/frame.js'
import type { Run } from '../run/run.js'
import type { RunView, StreamShape } from '../run/stream-shape.js'
import type { RunEvent } from '../stream/event.js'
import { textOf } from '../stream/run-text.js'

/** What a panel shows beside the text of a run. */
export interface PanelParts {
  /** What takes its place once the run has ended. */
  readonly finished: (run: Run) => Child | Promise<Child>
  /** What changes while a run waits; `undefined` once it does not any more. */
  readonly status: (place: number | undefined) => Child
  /** What is shown of the text while it is written. Default all of it. */
  readonly shown?: ((text: string) => string) | undefined
  /** Nothing of the text is shown before its end. Default false. */
  readonly isWhole?: boolean
}

/**
 * The shape of our own panel: the whole text first, then what is added to it, and at the end the finished
 * sheet in place of the one that was written on.
 */
export function panelShape({ finished, status, shown }: PanelParts): StreamShape {
  const snapshot = (view: RunView) => {
    const text = view.joinLines(textOf(view.run.log.events), true)
    const data = shown === undefined ? String(<RecapSnapshot text={text} />) : escapeHtml(shown(text))
    return encodeFrame({ event: sseEvents.snapshot, data })
  }
  return {
    ping: encodeFrame({ event: sseEvents.ping, data: '1' }),
    open: () => '',
    snapshot,
    // What is not shown as it stands is short, and sent as a whole.
    encode: (events, view) => (shown === undefined ? encodeDeltas(events, view, snapshot) : snapshot(view)),
    end: async (_terminal, { run }) => endedPanel(await finished(run)),
    status: (place) => encodeFrame({ event: sseEvents.status, data: String(status(place)) }),
  }
}

/** The last frames of a panel: what it is from now on, and that nothing more comes. */
export function endedPanel(panel: Child): string {
  return (
    encodeFrame({ event: sseEvents.final, data: String(panel) }) +
    encodeFrame({ event: sseEvents.done, data: '1' })
  )
}

function encodeDeltas(
  events: readonly RunEvent[],
  view: RunView,
  snapshot: (view: RunView) => string,
): string {
  // What was withdrawn is replaced by what there is now, later deltas included.
  if (events.some((event) => event.type === 'reset')) return snapshot(view)
  const text = view.joinLines(events.map((event) => (event.type === 'token' ? event.content : '')).join(''))
  return text === '' ? '' : encodeFrame({ event: sseEvents.delta, data: escapeHtml(text) })
}
