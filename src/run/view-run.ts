import { type Clock, systemClock } from '../stream/clock.js'
import type { RunEvent } from '../stream/event.js'
import type { Run } from './run.js'
import { type SseConnection, type SseHandlers, sse } from './sse.js'
import { eventsSeen, type RunView, type StreamShape } from './stream-shape.js'

/** Characters by which a viewer may be behind before it is closed or gets a snapshot. */
const MAX_BEHIND = 256 * 1024
/** Milliseconds that a viewer with something to read may go without reading. */
const MAX_STALL = 30_000
/** Milliseconds between two looks at a viewer that does not read. */
const STALL_CHECK = 100
/** Milliseconds between two looks at the place of a run that waits. */
const PLACE_CHECK = 1000

export interface ViewOptions {
  /** The `Last-Event-ID` header of the request. Shapes with a snapshot do not need it. */
  readonly lastEventId?: string | undefined
  /** Least milliseconds between two sendings; the first is not delayed. Default 50. */
  readonly coalesce?: number
  /** Milliseconds between two pings. Default 15,000. */
  readonly pingInterval?: number
  readonly clock?: Clock
  /** The attempt that takes the place of one that goes no further here; without it viewers have to connect again. */
  readonly next?: (run: Run) => Promise<Run | undefined>
  /** The place of a run that waits, from 1; asked while nothing has been written, for shapes that show it. */
  readonly place?: (run: Run) => Promise<number | undefined>
  /** Gets what closes the viewer, which can then connect again, and answers what to call once it has closed. */
  readonly onOpen?: (close: () => void) => () => void
  /** Hears of how many events were sent at once. */
  readonly onDelivered?: ((events: number) => void) | undefined
  /** Hears of a shape that threw; the viewer is closed then. */
  readonly onError?: (error: unknown) => void
  readonly headers?: Record<string, string>
}

/**
 * A response that shows a run in a shape: what has been written so far, what is being written, and the end.
 * A viewer is a position in the run's log and queues nothing. It never slows the run and never ends it.
 */
export function viewRun(run: Run, shape: StreamShape, options: ViewOptions = {}): Response {
  return sse((connection) => createViewer(run, shape, options, connection), options.headers)
}

function createViewer(
  firstRun: Run,
  shape: StreamShape,
  options: ViewOptions,
  connection: SseConnection,
): SseHandlers {
  const clock = options.clock ?? systemClock
  const coalesce = options.coalesce ?? 50
  const pingInterval = options.pingInterval ?? 15_000
  let run = firstRun
  let { log } = run
  let view: RunView = { run, joinLines: createLineJoiner() }
  let leave = look()

  let position = 0
  let sentAt = Number.NEGATIVE_INFINITY
  let stalledSince: number | undefined
  let mustSnapshot = shape.snapshot !== undefined
  /** A line break can be cut in two by the place at which the last connection ended. */
  let mustJoin = false
  let isEnding = false
  let cancelTimer: (() => void) | undefined
  let cancelPing: (() => void) | undefined
  let cancelPlace: (() => void) | undefined
  let shownPlace: number | undefined
  let isPlaceCleared = false

  /** Counts as a viewer of the run, and hears of what is written. */
  function look(): () => void {
    const removeViewer = run.addViewer()
    const unsubscribe = log.onAppend(onAppend)
    return () => {
      unsubscribe()
      removeViewer()
    }
  }

  function open(): void {
    const seen = options.lastEventId ? eventsSeen(run, options.lastEventId) : 0
    position = mustSnapshot ? 0 : (seen ?? 0)
    mustJoin = position > 0
    connection.send(shape.ping)
    connection.send(shape.open(view, seen === undefined ? 'restarted' : seen > 0 ? 'resumed' : 'beginning'))
    cancelPing = clock.schedule(ping, pingInterval)
    flush()
    showPlace().catch(fail)
  }

  async function showPlace(): Promise<void> {
    if (shape.status === undefined || options.place === undefined) return
    if (connection.isClosed || log.events.length > 0) return
    const place = await options.place(run).catch(() => shownPlace)
    if (connection.isClosed || log.events.length > 0) return
    if (place !== shownPlace && connection.isReady) {
      shownPlace = place
      connection.send(shape.status(place))
    }
    cancelPlace = clock.schedule(() => void showPlace().catch(fail), PLACE_CHECK)
  }

  function ping(): void {
    if (connection.isReady) connection.send(shape.ping)
    else if (isTooSlow()) connection.close()
    if (!connection.isClosed) cancelPing = clock.schedule(ping, pingInterval)
  }

  function isTooSlow(): boolean {
    return stalledSince !== undefined && clock.now() - stalledSince > MAX_STALL
  }

  function onAppend(): void {
    if (cancelTimer !== undefined || connection.isClosed) return
    const wait = sentAt + coalesce - clock.now()
    // One that does not read is looked after by a timer, not by whoever writes.
    if (stalledSince !== undefined) cancelTimer = clock.schedule(tryToFlush, Math.max(coalesce, STALL_CHECK))
    else if (wait <= 0) tryToFlush()
    else cancelTimer = clock.schedule(tryToFlush, wait)
  }

  /** A shape that throws ends this viewer, not the run that is being written. */
  function tryToFlush(): void {
    try {
      flush()
    } catch (error) {
      fail(error)
    }
  }

  function fail(error: unknown): void {
    options.onError?.(error)
    connection.close()
  }

  function flush(): void {
    cancelTimer?.()
    cancelTimer = undefined
    if (connection.isClosed || isEnding) return
    if (!connection.isReady) {
      wait()
      return
    }
    if (stalledSince !== undefined) checkDistance()
    if (connection.isClosed) return
    stalledSince = undefined
    const end = log.terminal === undefined ? log.events.length : log.events.length - 1
    // The page may have been made while the run waited.
    if (!isPlaceCleared && end > 0) {
      isPlaceCleared = true
      if (options.place !== undefined && log.terminal === undefined)
        connection.send(shape.status?.(undefined) ?? '')
    }
    // Sending can call back for more at once, so the position moves first.
    if (mustSnapshot && shape.snapshot !== undefined) {
      mustSnapshot = false
      position = end
      sentAt = clock.now()
      connection.send(shape.snapshot(view))
      options.onDelivered?.(end)
    } else if (position < end) {
      if (mustJoin) view = { run, joinLines: createLineJoiner(lastText(log.events, position)) }
      mustJoin = false
      const frames = shape.encode(log.events.slice(position, end), view)
      options.onDelivered?.(end - position)
      position = end
      // Events that say nothing in this shape must not delay the first that does.
      if (frames !== '') sentAt = clock.now()
      connection.send(frames)
    }
    if (log.terminal !== undefined && !isEnding) finish().catch(fail)
  }

  function wait(): void {
    stalledSince ??= clock.now()
    checkDistance()
  }

  function checkDistance(): void {
    if (mustSnapshot || behind() <= MAX_BEHIND) return
    if (shape.snapshot === undefined) connection.close()
    else mustSnapshot = true
  }

  function behind(): number {
    let size = 0
    for (let index = position; index < log.events.length && size <= MAX_BEHIND; index++) {
      const event = log.events[index]
      if (event?.type === 'token') size += event.content.length
    }
    return size
  }

  async function finish(): Promise<void> {
    isEnding = true
    await run.settled
    if (run.isContinued) return goOn()
    const { terminal } = log
    if (terminal !== undefined) connection.send(await shape.end(terminal, view))
    connection.close()
  }

  /** Shows the attempt that takes the place of this one, here or after the viewer has connected again. */
  async function goOn(): Promise<void> {
    const next = await options.next?.(run).catch(() => undefined)
    if (next === undefined || next === run || connection.isClosed) {
      connection.close()
      return
    }
    // The same attempt can come from elsewhere: then nothing has to be shown again.
    const isSameLog = next.logName === run.logName
    leave()
    run = next
    log = run.log
    mustJoin &&= isSameLog
    view = { run, joinLines: isSameLog ? view.joinLines : createLineJoiner() }
    leave = look()
    isEnding = false
    if (!isSameLog) {
      position = 0
      mustSnapshot = shape.snapshot !== undefined
      connection.send(shape.open(view, 'restarted'))
    }
    flush()
  }

  const onClosed = options.onOpen?.(() => connection.close())
  try {
    open()
  } catch (error) {
    fail(error)
  }
  return {
    // Only who had to wait goes on here; everybody else keeps to the interval.
    onReady: () => void (stalledSince !== undefined && tryToFlush()),
    onClose() {
      cancelTimer?.()
      cancelPing?.()
      cancelPlace?.()
      leave()
      onClosed?.()
    },
  }
}

/** The newest text among the first so many events; none where it was withdrawn. */
function lastText(events: readonly RunEvent[], count: number): string {
  for (let index = count - 1; index >= 0; index--) {
    const event = events[index]
    if (event?.type === 'token') return event.content
    if (event?.type === 'reset') return ''
  }
  return ''
}

function createLineJoiner(before = ''): RunView['joinLines'] {
  let endsInCarriageReturn = before.endsWith('\r')
  return (text, isFresh = false) => {
    if (text === '') return text
    const joined = !isFresh && endsInCarriageReturn && text.startsWith('\n') ? text.slice(1) : text
    endsInCarriageReturn = text.endsWith('\r')
    return joined
  }
}
