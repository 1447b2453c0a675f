import { UnavailableError } from '../errors.js'
import { type Clock, systemClock } from '../stream/clock.js'
import type { RunEvent } from '../stream/event.js'
import type { RunLog } from '../stream/run-log.js'
import type { AppendResult, SharedLogs } from './shared-logs.js'

/** Least milliseconds between two appends: events of one window travel together. The first does not wait. */
const WINDOW = 20
/** Milliseconds after which a failed append is tried again, doubled up to the second figure. */
const RETRY = [50, 1000] as const
/** Events of one append at most, so that a log that has to be sent again does not go as one message. */
const MOST_EVENTS = 500

export interface LogPublisher {
  /** Lets the terminal event out, once the outcome is stored. Resolves when everything is published, or will never be. */
  finish(): Promise<void>
  /** Publishes nothing more. */
  stop(): void
}

export interface LogPublisherOptions {
  readonly logs: SharedLogs
  readonly id: string
  readonly attempt: number
  readonly log: RunLog
  /** A later attempt has begun: nothing that this one writes is taken any more. Called once. */
  readonly onFenced: () => void
  readonly onError: (error: unknown) => void
  readonly clock?: Clock
}

/**
 * Copies a log, while it is written, to where every node can read it. The writer never waits: what cannot be
 * published yet stays in the log, and is sent when the server behind `logs` is there again.
 */
export function publishLog(options: LogPublisherOptions): LogPublisher {
  const { logs, id, attempt, log, onFenced } = options
  const clock = options.clock ?? systemClock
  let isOpen = false
  /** How many events are known to be there. */
  let published = 0
  let isOver = false
  let isFinishing = false
  let isSending = false
  let failures = 0
  let cancelTimer: (() => void) | undefined
  let sentAt = Number.NEGATIVE_INFINITY
  let resolveFinished: () => void = () => {}
  const finished = new Promise<void>((resolve) => {
    resolveFinished = resolve
  })

  function end(): void {
    isOver = true
    cancelTimer?.()
    stopListening()
    resolveFinished()
  }

  function ready(): number {
    return log.terminal === undefined || isFinishing ? log.events.length : log.events.length - 1
  }

  function schedule(): void {
    if (isOver || isSending || cancelTimer !== undefined) return
    if (isOpen && published >= ready()) {
      if (isFinishing) end()
      return
    }
    const pause = failures === 0 ? WINDOW : Math.min(RETRY[0] * 2 ** failures, RETRY[1])
    const wait = sentAt + pause - clock.now()
    if (wait <= 0) void send()
    else {
      cancelTimer = clock.schedule(() => {
        cancelTimer = undefined
        void send()
      }, wait)
    }
  }

  async function send(): Promise<void> {
    isSending = true
    sentAt = clock.now()
    try {
      take(await exchange())
      failures = 0
    } catch (error) {
      // That a server is away is told once by its client, and not for every run.
      if (failures === 0 && !(error instanceof UnavailableError)) options.onError(error)
      failures++
    }
    isSending = false
    schedule()
  }

  async function exchange(): Promise<AppendResult | undefined> {
    if (!isOpen) {
      isOpen = await logs.open(id, attempt)
      if (!isOpen) return { kind: 'fenced' }
    }
    const end = Math.min(ready(), published + MOST_EVENTS)
    if (published >= end) return undefined
    const result = await logs.append(id, attempt, log.events.slice(published, end).map(withoutState))
    if (result.kind === 'appended') published = end
    return result
  }

  function take(result: AppendResult | undefined): void {
    if (isOver || result === undefined) return
    if (result.kind === 'gap') published = result.length
    if (result.kind !== 'fenced') return
    end()
    onFenced()
  }

  const stopListening = log.onAppend(schedule)
  schedule()

  return {
    finish() {
      isFinishing = true
      schedule()
      return finished
    },
    stop: end,
  }
}

/** What nodes work with is nobody's business but that of the node that executes them. */
function withoutState(event: RunEvent): RunEvent {
  if (event.type === 'done') return { ...event, state: {} }
  return event.type === 'node_complete' ? { ...event, output: null } : event
}
