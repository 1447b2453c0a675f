/**
 * One event of a `text/event-stream` (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 * `data` is split at CRLF, CR and LF, a `data:` line each, with exactly one space after the colon, since a
 * reader takes one away. Throws where `id` or `event` holds a line break, or `id` a NUL.
 */
export function encodeFrame(frame: {
  readonly id?: string
  readonly event?: string
  readonly data: string
}): string {
  let text = ''
  if (frame.id !== undefined) text += `id: ${oneLine('id', frame.id)}\n`
  if (frame.event !== undefined) text += `event: ${oneLine('event', frame.event)}\n`
  if (!/[\r\n]/.test(frame.data)) return `${text}data: ${frame.data}\n\n`
  for (const line of frame.data.split(/\r\n|\r|\n/)) text += `data: ${line}\n`
  return `${text}\n`
}

function oneLine(name: string, value: string): string {
  if (/[\r\n\0]/.test(value)) {
    throw new TypeError(`An SSE ${name} must be one line without NUL, received ${JSON.stringify(value)}.`)
  }
  return value
}
