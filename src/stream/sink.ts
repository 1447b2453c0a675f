import { type Clock, systemClock } from './clock.js'
import type { ResetReason, RunEventBody, TokenMeta } from './event.js'
import { addPiece, addUsage, type Ledger } from './ledger.js'
import { type RunLog, sizeOf } from './run-log.js'
import { type StreamOptions, TokenBuffer } from './token-buffer.js'

/** What one execution of a streaming node writes to. */
export interface StreamTarget {
  readonly node: string
  /** `node#visit`, with `[index]` for a branch. */
  readonly stream: string
  /** The node's `stream_key`. */
  readonly key: string
  readonly format: 'text' | 'json'
  readonly options: StreamOptions
  /** With `format: json`: makes the tolerant parser of one try, whose value is sent as `partial` after each emission. */
  readonly createPartialParser?: () => { write(piece: string): unknown }
  /** Called for each emission when `options.include_metadata` is set. */
  readonly describe?: () => Pick<TokenMeta, 'provider' | 'model' | 'message_id'>
}

/**
 * What the partial values of a stream may cost beside its text, in characters of a log. An open list is held anew
 * by each of them, so that those of a long one come less often: the log would end the run otherwise.
 */
const PARTIAL_ALLOWANCE = 64 * 1024

/** Takes the text of one node execution, synchronously, from whoever reads the model. */
export interface TokenWriter {
  write(text: string): void
  /** The try ended: everything held back goes out now. With metadata, `usage` goes on the last emission. */
  end(usage?: TokenMeta['usage']): void
  /** Withdraws the try's text and begins the next try. */
  reset(reason: ResetReason): void
}

/** Where a node puts what it says. The run hands it over as `config.configurable.__run`. */
export interface RunSink {
  append(event: RunEventBody): void
  openStream(target: StreamTarget): TokenWriter
}

export interface RunSinkOptions {
  readonly clock?: Clock
  /** Counts what comes in. */
  readonly ledger?: Ledger | undefined
}

export function createRunSink(
  log: Pick<RunLog, 'append'>,
  { clock = systemClock, ledger }: RunSinkOptions = {},
): RunSink {
  return {
    append: (event) => void log.append(event),
    openStream: (target) => createTokenWriter(log, target, clock, ledger),
  }
}

function createTokenWriter(
  log: Pick<RunLog, 'append'>,
  target: StreamTarget,
  clock: Clock,
  ledger: Ledger | undefined,
): TokenWriter {
  const { node, stream, key, format, options, createPartialParser } = target
  let currentTry = 1
  let partial = createPartialParser?.()
  let index = 0
  let startedAt = clock.now()
  /** With metadata, the newest emission waits for the next one or for the end, which may bring the usage. */
  let held: string | undefined
  let isEnding = false
  let written = 0
  let spentOnPartials = 0
  /** The newest partial value, where it was too dear to be told at once. */
  let untold: RunEventBody | undefined

  function emit(text: string, usage?: TokenMeta['usage']): void {
    const content = showable(text)
    const meta: TokenMeta | undefined = options.include_metadata
      ? {
          ...(target.describe?.() ?? { provider: '', model: '' }),
          index: index++,
          elapsed_ms: Math.round(clock.now() - startedAt),
          ...(usage === undefined ? {} : { usage }),
        }
      : undefined
    log.append(
      meta === undefined
        ? { type: 'token', node, stream, key, try: currentTry, content, format }
        : { type: 'token', node, stream, key, try: currentTry, content, format, meta },
    )
    written += content.length
    const value = partial?.write(content)
    if (value === undefined) return
    const body: RunEventBody = { type: 'partial', node, stream, key, try: currentTry, value }
    const cost = sizeOf(body)
    const isTooDear = spentOnPartials + cost > PARTIAL_ALLOWANCE + written
    untold = isTooDear ? body : undefined
    if (isTooDear) return
    spentOnPartials += cost
    log.append(body)
  }

  function hold(content: string): void {
    if (held !== undefined) emit(held)
    if (index === 0 && !isEnding) emit(content)
    else held = content
  }

  const buffer = new TokenBuffer(options, options.include_metadata ? hold : emit, clock)

  return {
    write(text) {
      if (ledger !== undefined) addPiece(ledger, text)
      buffer.write(text)
    },
    end(usage) {
      if (ledger !== undefined && usage !== undefined) addUsage(ledger, usage)
      isEnding = true
      buffer.flush()
      isEnding = false
      if (held !== undefined) emit(held, usage)
      held = undefined
      if (untold !== undefined) log.append(untold)
      untold = undefined
    },
    reset(reason) {
      buffer.discard()
      held = undefined
      untold = undefined
      log.append({ type: 'reset', node, stream, try: currentTry, reason })
      currentTry++
      partial = createPartialParser?.()
      index = 0
      startedAt = clock.now()
    },
  }
}

/**
 * No page shows NUL or half a surrogate pair as it was sent: the replacement character stands for them already in
 * the log, so that log and page hold the same text.
 */
function showable(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed()
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\uFFFD') : wellFormed
}
