import type { RunEvent } from '../stream/event.js'
import { escapeHtml } from './escape-html.js'
import { encodeFrame } from './frame.js'
import { eventId, type RunView, type StreamShape } from './stream-shape.js'

/** What a viewer that cannot take text back reads before everything begins again. */
export const STARTED_AGAIN = '\n\n[started again]\n\n'

/** How a run that failed is explained to a reader. */
export type ExplainError = (error: { readonly type: string; readonly reason?: string }) => string

/**
 * The plain shape, for any page with `sse-swap="message"`: escaped text, and `done` at the end. A failed run
 * ends with its explanation as one more message.
 */
export function plainShape(explain: ExplainError): StreamShape {
  return {
    ping: encodeFrame({ event: 'ping', data: '1' }),
    open: (_view, start) => (start === 'restarted' ? encodeFrame({ data: STARTED_AGAIN }) : ''),
    encode: (events, view) => encodeText(events, view, escapeHtml),
    end(terminal, { run }) {
      const id = eventId(run, terminal)
      const explanation =
        terminal.type === 'error'
          ? encodeFrame({ id, data: escapeHtml(`\n\n[${explain(terminal.error)}]`) })
          : ''
      return explanation + encodeFrame({ id, event: 'done', data: '1' })
    },
  }
}

/**
 * The text shape, for scripts and curl: the text as it is and `[DONE]` at the end. A failed run says so in an
 * event named `failed` before that.
 */
export function textShape(explain: ExplainError): StreamShape {
  return {
    ping: ': ping\n\n',
    open: (_view, start) => (start === 'restarted' ? encodeFrame({ data: STARTED_AGAIN }) : ''),
    encode: (events, view) => encodeText(events, view, (text) => text),
    end(terminal, { run }) {
      const id = eventId(run, terminal)
      const failure =
        terminal.type === 'error' ? encodeFrame({ id, event: 'failed', data: explain(terminal.error) }) : ''
      return failure + encodeFrame({ id, data: '[DONE]' })
    },
  }
}

/** Neighbouring tokens travel as one message; its id is that of the last. */
function encodeText(events: readonly RunEvent[], view: RunView, write: (text: string) => string): string {
  let frames = ''
  let text = ''
  let last: RunEvent | undefined
  const send = () => {
    const joined = view.joinLines(text)
    if (last !== undefined && joined !== '') {
      frames += encodeFrame({ id: eventId(view.run, last), data: write(joined) })
    }
    text = ''
  }
  for (const event of events) {
    if (event.type === 'reset') {
      send()
      // What follows goes on from nothing that was there before.
      const data = view.joinLines(STARTED_AGAIN, true)
      frames += encodeFrame({ id: eventId(view.run, event), data })
    } else if (event.type === 'token') {
      text += event.content
      last = event
    }
  }
  send()
  return frames
}
