import { createInterface } from 'node:readline/promises'
import type { PendingInterrupt } from '../stream/event.js'
import { say, type Terminal } from './terminal.js'
import { valueText } from './value-text.js'

/** Where the answers to interrupts come from. */
export interface AnswerSource {
  /** Answers by interrupt id: of all pending ones, or of the first few where no more come. */
  answer(interrupts: readonly PendingInterrupt[], signal: AbortSignal): Promise<Record<string, unknown>>
  close(): void
}

export interface AnswerOptions {
  /** What the command line answers, in order. */
  readonly prepared: readonly string[]
  /** Asks nobody. */
  readonly isSilent: boolean
  /** Whether a question stands on the terminal already, as the text of a node. */
  readonly hasJustSaid: (text: string) => boolean
}

/**
 * Takes the prepared answers first. Then, unless `isSilent`, asks on the terminal's messages and reads a line of
 * its input for each interrupt, until the input ends.
 */
export function createAnswerSource(
  terminal: Terminal,
  { prepared, isSilent, hasJustSaid }: AnswerOptions,
): AnswerSource {
  const waiting = [...prepared]
  let lines: LineReader | undefined

  async function next(interrupt: PendingInterrupt, signal: AbortSignal): Promise<string | undefined> {
    if (waiting.length > 0) return waiting.shift()
    if (isSilent) return undefined
    const question = questionText(interrupt)
    if (!hasJustSaid(question)) say(terminal, `\n${question}`)
    lines ??= createLineReader(terminal)
    return await lines.next(signal)
  }

  return {
    async answer(interrupts, signal) {
      const answers = new Map<string, unknown>()
      for (const interrupt of interrupts) {
        const text = await next(interrupt, signal)
        if (text === undefined) break
        answers.set(interrupt.id, readAnswer(text))
      }
      return Object.fromEntries(answers)
    },
    close: () => lines?.close(),
  }
}

/** A JSON object is taken as one, anything else as text. */
export function readAnswer(text: string): unknown {
  if (!/^\s*\{/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What an interrupt asks, for people: its text, or its mapping in lines. */
export function questionText({ value, node }: PendingInterrupt): string {
  const text = valueText(value)
  return text === '' ? node : text
}

interface LineReader {
  /** `undefined` once the input has ended, and when `signal` aborts. */
  next(signal: AbortSignal): Promise<string | undefined>
  close(): void
}

function createLineReader(terminal: Terminal): LineReader {
  const isTyped = terminal.input.isTTY === true
  const reader = createInterface({
    input: terminal.input,
    ...(isTyped ? { output: terminal.messages, terminal: true } : { terminal: false }),
    prompt: '> ',
    historySize: 0,
  })
  // While a line is typed, the terminal hands Ctrl+C to the reader instead of the process.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const lines = reader[Symbol.asyncIterator]()
  return {
    async next(signal) {
      if (signal.aborted) return undefined
      if (isTyped) reader.prompt()
      const stop = () => reader.close()
      signal.addEventListener('abort', stop, { once: true })
      const line = await lines.next()
      signal.removeEventListener('abort', stop)
      if (line.done !== true) return line.value
      if (isTyped) terminal.messages.write('\n')
      return undefined
    },
    close: () => reader.close(),
  }
}
