import type { RunEvent, TerminalEvent } from '../stream/event.js'
import type { Run } from './run.js'

/** What one viewer knows of the run it looks at. */
export interface RunView {
  readonly run: Run
  /**
   * Cuts a line feed that completes a CRLF split between two chunks: SSE turns each half into a line break.
   * `isFresh` text follows nothing.
   */
  joinLines(text: string, isFresh?: boolean): string
}

/**
 * A way to put a run on the wire. Pure: events in, frames out. The viewer decides when; it never passes the
 * terminal event to `encode` and calls `end` once the outcome is stored.
 */
export interface StreamShape {
  /** What a viewer gets first: it is new, goes on exactly after what it has, or has text of another log. */
  open(view: RunView, start: 'beginning' | 'resumed' | 'restarted'): string
  /** Frames for events in order. */
  encode(events: readonly RunEvent[], view: RunView): string
  end(terminal: TerminalEvent, view: RunView): string | Promise<string>
  /** Keeps the connection alive. */
  readonly ping: string
  /**
   * The whole text so far, in place of everything before. A shape that has it begins every connection with
   * it, and falls back to it where a viewer is too slow; one that has not is closed then and resumes by id.
   */
  snapshot?(view: RunView): string
  /** The place of a run that waits, counted from 1; `undefined` once it does not wait any more. */
  status?(place: number | undefined): string
}

/** The id of an event on the wire. */
export function eventId(run: Run, event: RunEvent): string {
  return `${run.logName}.${event.seq}`
}

/**
 * How many events of this log the sender of a `Last-Event-ID` has seen; `undefined` for another log's id. They can
 * be more than there are: the copy of another node was ahead of the one here.
 */
export function eventsSeen(run: Run, lastEventId: string): number | undefined {
  const [, logName, digits] = /^(.+)\.(\d+)$/.exec(lastEventId) ?? []
  const seq = Number(digits)
  const isKnown = logName === run.logName && (seq <= run.log.events.length || run.log.terminal === undefined)
  return isKnown ? seq : undefined
}
