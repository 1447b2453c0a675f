import type { RunErrorReason } from '../errors.js'
import { type Clock, systemClock } from '../stream/clock.js'
import { RunLog } from '../stream/run-log.js'
import { textOf } from '../stream/run-text.js'
import type { RunJob, RunOutcome, RunRecord } from './run-store.js'

export interface RunOptions {
  readonly job: RunJob
  /** Counts from 1. */
  readonly attempt: number
  /** ISO 8601. */
  readonly startedAt: string
  /** Milliseconds without a viewer after which the run is aborted; `Infinity` for never. */
  readonly abandonAfter: number
  readonly clock?: Clock
}

/**
 * One attempt of a run: its log, its end, and who is looking. It belongs to the server and has no response;
 * viewers come and go. It is aborted by `abort` alone, or when nobody has looked for `abandonAfter`. Whoever
 * executes it writes to its log; on other nodes the log is a copy that is kept up to date.
 */
export class Run {
  readonly job: RunJob
  readonly attempt: number
  readonly startedAt: string
  readonly log: RunLog
  /** Names the log in SSE ids. A log that was made from stored text has a name of its own. */
  readonly logName: string
  /** Resolves when the outcome has been stored. A viewer shows the end of a run only then. */
  readonly settled: Promise<void>
  readonly #controller = new AbortController()
  readonly #clock: Clock
  readonly #abandonAfter: number
  readonly #lookers = new Set<() => void>()
  #isContinued = false
  #settle: () => void = () => {}
  #viewers = 0
  #cancelAbandonment: (() => void) | undefined
  #isWanted = false

  constructor(options: RunOptions, replay?: RunOutcome) {
    this.job = options.job
    this.attempt = options.attempt
    this.startedAt = options.startedAt
    this.#clock = options.clock ?? systemClock
    this.#abandonAfter = options.abandonAfter
    this.log = new RunLog({ onFull: () => this.#controller.abort('log_full') })
    // An attempt of another run is another log: the last part of a run's id is the hash of its content.
    const content = options.job.id.split('-').at(-1)?.slice(0, 8) ?? ''
    this.logName = `${content}-${options.attempt}${replay === undefined ? '' : 's'}`
    this.settled = new Promise((resolve) => {
      this.#settle = resolve
    })
    if (replay === undefined) this.#waitForViewers()
    else this.#fill(replay)
  }

  /** A run that has ended, from what was stored of it. */
  static fromRecord(record: RunRecord, outcome: RunOutcome): Run {
    return new Run(
      {
        job: record,
        attempt: record.attempt,
        startedAt: record.startedAt,
        abandonAfter: Number.POSITIVE_INFINITY,
      },
      outcome,
    )
  }

  get id(): string {
    return this.job.id
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Waiting runs are running, too: nothing has ended them. */
  get isRunning(): boolean {
    return this.log.terminal === undefined
  }

  /** This attempt goes no further here, and another one takes its place: viewers are shown that one. */
  get isContinued(): boolean {
    return this.#isContinued
  }

  /** How many streams show it. */
  get viewers(): number {
    return this.#viewers
  }

  /** `undefined` while the run goes on, in this attempt or in the one that takes its place. */
  get outcome(): RunOutcome | undefined {
    const terminal = this.log.terminal
    if (terminal === undefined || this.#isContinued) return undefined
    const text = textOf(this.log.events)
    return terminal.type === 'error'
      ? { status: 'failed', text, error: terminal.error }
      : {
          status: 'done',
          text,
          error: undefined,
          interrupts: terminal.type === 'interrupt' ? terminal.interrupts : undefined,
        }
  }

  abort(reason: RunErrorReason): void {
    this.#controller.abort(reason)
  }

  /** Calls `listener` whenever somebody begins to look. */
  onLook(listener: () => void): () => void {
    this.#lookers.add(listener)
    return () => this.#lookers.delete(listener)
  }

  /** Somebody looks: the run is not abandoned before the returned function was called. */
  addViewer(): () => void {
    this.#viewers++
    this.#cancelAbandonment?.()
    for (const listener of this.#lookers) listener()
    let isHere = true
    return () => {
      if (!isHere) return
      isHere = false
      this.#viewers--
      this.#waitForViewers()
    }
  }

  /** Somebody has just looked, without staying: a page load counts as a viewer for `abandonAfter`. */
  touch(): void {
    for (const listener of this.#lookers) listener()
    this.#waitForViewers()
  }

  #waitForViewers(): void {
    this.#cancelAbandonment?.()
    if (this.#viewers > 0 || this.#isWanted || !this.isRunning) return
    if (this.#abandonAfter === Number.POSITIVE_INFINITY) return
    this.#cancelAbandonment = this.#clock.schedule(() => this.abort('abandoned'), this.#abandonAfter)
  }

  /** The run goes on to its end whoever looks. */
  keep(): void {
    this.#isWanted = true
    this.#cancelAbandonment?.()
  }

  /** Another attempt takes the place of this one, whatever this one has come to. */
  handOver(reason: 'shutdown' | 'taken_over'): void {
    this.#isContinued = true
    const message = reason === 'shutdown' ? 'The server stops.' : 'Another server has taken the run over.'
    this.log.append({ type: 'error', error: { type: 'aborted', reason, message, retryable: true } })
    this.settle()
  }

  /** The outcome has been stored. */
  settle(): void {
    this.#cancelAbandonment?.()
    this.#settle()
  }

  #fill(outcome: RunOutcome): void {
    const node = this.job.node ?? this.job.graph
    this.log.append({ type: 'run_start', run_id: this.id })
    if (outcome.text !== '') {
      const stream = `${node}#1`
      this.log.append({
        type: 'token',
        node,
        stream,
        key: node,
        try: 1,
        content: outcome.text,
        format: 'text',
      })
    }
    const { interrupts = [] } = outcome
    if (interrupts.length > 0) this.log.append({ type: 'interrupt', interrupts })
    else if (outcome.error === undefined) this.log.append({ type: 'done', state: {} })
    else this.log.append({ type: 'error', error: outcome.error })
    this.settle()
  }
}
