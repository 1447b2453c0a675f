/** What one viewer may have waiting before it gets nothing more until it has read: bytes. */
const WINDOW = 16 * 1024

export interface SseConnection {
  /** Sends frames made by `encodeFrame`. Ignored once the connection has ended. */
  send(frames: string): void
  /** Ends the response after what was sent. */
  close(): void
  /** False while the viewer has not read what it was sent; `onReady` says when to go on. */
  readonly isReady: boolean
  readonly isClosed: boolean
}

export interface SseHandlers {
  /** The viewer has room again. */
  onReady?(): void
  /** The connection ended, by `close` or because the viewer went away. Called once. */
  onClose?(): void
}

const encoder = new TextEncoder()

/**
 * A `text/event-stream` response. `open` is called with the connection, sends at once or later, and answers
 * what it wants to be told. Reconnecting after a second is asked of the browser in the first frame.
 *
 * Written out instead of taken from a framework so that every write sees `desiredSize`, nothing is awaited
 * per frame and no event is invented when something throws.
 */
export function sse(
  open: (connection: SseConnection) => SseHandlers,
  headers: Record<string, string> = {},
): Response {
  let handlers: SseHandlers = {}
  let isClosed = false

  function end(): void {
    if (isClosed) return
    isClosed = true
    handlers.onClose?.()
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const connection: SseConnection = {
          send(frames) {
            if (!isClosed && frames !== '') controller.enqueue(encoder.encode(frames))
          },
          close() {
            if (isClosed) return
            end()
            controller.close()
          },
          get isReady() {
            return !isClosed && (controller.desiredSize ?? 0) > 0
          },
          get isClosed() {
            return isClosed
          },
        }
        connection.send('retry: 1000\n\n')
        handlers = open(connection)
        if (isClosed) handlers.onClose?.()
      },
      pull() {
        if (!isClosed) handlers.onReady?.()
      },
      cancel: end,
    },
    { highWaterMark: WINDOW, size: (chunk) => chunk?.byteLength ?? 0 },
  )

  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      ...headers,
    },
  })
}
