import { isTerminal, type RunEvent, type RunEventBody, type TerminalEvent } from './event.js'

/** What one log may hold, in UTF-16 units of text and a flat charge per event and per entry of a partial value. */
export const MAX_LOG_SIZE = 1024 * 1024
const EVENT_CHARGE = 64
const ENTRY_CHARGE = 8

export interface RunLogOptions {
  /** Default 1 MiB (`MAX_LOG_SIZE`). */
  readonly maxSize?: number
  /**
   * Called once when the log is full. By then the log has ended with an `error` event of type `truncated`;
   * the producer should be aborted.
   */
  readonly onFull?: () => void
}

/**
 * The append-only list of the events of one attempt of a run. Written by one producer, synchronously; read by
 * any number of viewers, each through a position of its own, so that replay and live are the same loop.
 *
 * Nothing can follow a terminal event: a later append is dropped and answers `undefined`.
 */
export class RunLog {
  readonly #events: RunEvent[] = []
  readonly #maxSize: number
  readonly #onFull: (() => void) | undefined
  readonly #listeners = new Set<() => void>()
  #size = 0
  #terminal: TerminalEvent | undefined

  constructor(options: RunLogOptions = {}) {
    this.#maxSize = options.maxSize ?? MAX_LOG_SIZE
    this.#onFull = options.onFull
  }

  /** The events so far. A live view: read it by index, never change it. */
  get events(): readonly RunEvent[] {
    return this.#events
  }

  get terminal(): TerminalEvent | undefined {
    return this.#terminal
  }

  append(body: RunEventBody): RunEvent | undefined {
    if (this.#terminal !== undefined) return undefined
    const event = { ...body, seq: this.#events.length + 1 } as RunEvent
    this.#events.push(event)
    this.#size += EVENT_CHARGE + sizeOf(body)
    if (isTerminal(event)) this.#terminal = event as TerminalEvent
    for (const listener of this.#listeners) listener()
    if (this.#terminal === undefined && this.#size > this.#maxSize) this.#end()
    return event
  }

  /** Calls `listener` after every append, synchronously. It must be cheap and must not throw. */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #end(): void {
    this.append({
      type: 'error',
      error: {
        type: 'truncated',
        reason: 'log_full',
        message: `The run wrote more than its log holds (${this.#maxSize} characters).`,
        retryable: false,
      },
    })
    this.#onFull?.()
  }
}

/** What an event costs of a log's size, in characters. */
export function sizeOf(body: RunEventBody): number {
  if (body.type === 'token') return body.content.length
  if (body.type === 'partial') return ENTRY_CHARGE * openEntries(body.value)
  return 0
}

/**
 * What a partial value holds that the one before it does not. They share all that is complete, so that is the
 * lists and mappings that were still open: those on the way to the last entry.
 */
function openEntries(value: unknown): number {
  let count = 0
  let current = value
  while (typeof current === 'object' && current !== null) {
    const entries: unknown[] = Array.isArray(current) ? current : Object.values(current)
    count += entries.length
    current = entries.at(-1)
  }
  return count
}

/**
 * The events of a log from `from` (a count of events already seen) to its terminal event, waiting for what is
 * not there yet. Ends early, without an error, when `signal` aborts.
 */
export async function* readRunLog(
  log: RunLog,
  options: { readonly from?: number; readonly signal?: AbortSignal } = {},
): AsyncGenerator<RunEvent, void, undefined> {
  let position = options.from ?? 0
  while (!options.signal?.aborted) {
    for (let event = log.events[position]; event !== undefined; event = log.events[position]) {
      position++
      yield event
      if (options.signal?.aborted) return
    }
    if (log.terminal !== undefined) return
    await nextAppend(log, options.signal)
  }
}

function nextAppend(log: RunLog, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      unsubscribe()
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const unsubscribe = log.onAppend(finish)
    signal?.addEventListener('abort', finish, { once: true })
  })
}
