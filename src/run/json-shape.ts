import type { RunEvent } from '../stream/event.js'
import { encodeFrame } from './frame.js'
import { eventId, type StreamShape } from './stream-shape.js'
import type { ExplainError } from './text-shapes.js'

/**
 * The json shape, for programs: every run event as one line of JSON under its own name, but that of `error`,
 * which is sent as `failed`: EventSource uses `error` itself. State, output and the provider's own words stay
 * inside.
 */
export function jsonShape(explain: ExplainError): StreamShape {
  const encode = (event: RunEvent, id: string) =>
    encodeFrame({
      id,
      event: event.type === 'error' ? 'failed' : event.type,
      data: JSON.stringify(publicEvent(event, explain)),
    })
  return {
    ping: ': ping\n\n',
    open: (view, start) =>
      start === 'restarted'
        ? encodeFrame({
            event: 'reset',
            data: JSON.stringify({ type: 'reset', attempt: view.run.attempt, seq: 0 }),
          })
        : '',
    encode: (events, { run }) => events.map((event) => encode(event, eventId(run, event))).join(''),
    end: (terminal, { run }) => encode(terminal, eventId(run, terminal)),
  }
}

function publicEvent(event: RunEvent, explain: ExplainError): unknown {
  if (event.type === 'done') return { type: event.type, seq: event.seq }
  if (event.type === 'node_complete') {
    const { output: _output, ...rest } = event
    return rest
  }
  if (event.type === 'error') return { ...event, error: { ...event.error, message: explain(event.error) } }
  return event
}
