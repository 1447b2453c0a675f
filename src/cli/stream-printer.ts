import type { RunEvent } from '../stream/event.js'
import { say, type Terminal } from './terminal.js'

export interface StreamPrinter {
  /** Takes every event of a run, in order. */
  print(event: RunEvent): void
  /** Whether this is what was printed last, so that it need not be said again. */
  hasJustSaid(text: string): boolean
}

interface Speech {
  readonly node: string
  readonly stream: string
  /** What was said while another stream had the floor. */
  held: string
  isDone: boolean
}

/** Most text of one stream that waits, in UTF-16 units: with more it takes the floor. */
const MAX_HELD = 256 * 1024

const STARTED_AGAIN = '\n\n[started again]\n\n'

/**
 * Writes the text of a run's nodes to the output as it comes. Streams that run side by side take turns: one has
 * the floor until its node is done, and the text of the others waits. Between two texts stands an empty line;
 * with `isNamed`, and as soon as a second node speaks, the messages say which node it is.
 */
export function createStreamPrinter(
  terminal: Terminal,
  { isNamed }: { readonly isNamed: boolean },
): StreamPrinter {
  let current: Speech | undefined
  const waiting: Speech[] = []
  const nodes = new Set<string>()
  let hasText = false
  /** What the node that spoke last has said. */
  let lastSpeech = ''
  let isAtLineStart = true

  function write(text: string): void {
    if (text === '') return
    terminal.output.write(text)
    hasText = true
    if (lastSpeech.length < MAX_HELD) lastSpeech += text
    isAtLineStart = text.endsWith('\n')
  }

  function endLine(): void {
    if (!isAtLineStart) write('\n')
  }

  function begin(speech: Speech): void {
    current = speech
    endLine()
    if (hasText) write('\n')
    nodes.add(speech.node)
    lastSpeech = ''
    if (isNamed || nodes.size > 1) say(terminal, `[${speech.node}]`)
    write(speech.held)
    speech.held = ''
    if (speech.isDone) goOn()
  }

  function goOn(): void {
    current = undefined
    const next = waiting.shift()
    if (next !== undefined) begin(next)
  }

  function find(stream: string): Speech | undefined {
    return current?.stream === stream ? current : waiting.find((speech) => speech.stream === stream)
  }

  function speak(stream: string, node: string, text: string): void {
    let speech = find(stream)
    if (speech === undefined) {
      speech = { node, stream, held: '', isDone: false }
      if (current === undefined) begin(speech)
      else waiting.push(speech)
    }
    if (speech === current) {
      write(text)
      return
    }
    speech.held += text
    if (speech.held.length <= MAX_HELD) return
    waiting.splice(waiting.indexOf(speech), 1)
    if (current !== undefined) waiting.unshift(current)
    begin(speech)
  }

  function withdraw(stream: string): void {
    const speech = find(stream)
    if (speech === undefined) return
    if (speech === current) {
      write(STARTED_AGAIN)
      lastSpeech = ''
    } else speech.held = ''
  }

  function finish(stream: string | undefined): void {
    const speech = stream === undefined ? undefined : find(stream)
    if (speech === undefined) return
    speech.isDone = true
    if (speech === current) goOn()
  }

  return {
    print(event) {
      if (event.type === 'token') speak(event.stream, event.node, event.content)
      else if (event.type === 'reset') withdraw(event.stream)
      else if (event.type === 'node_complete') finish(event.stream)
      else if (event.type === 'done' || event.type === 'error' || event.type === 'interrupt') {
        while (current !== undefined) finish(current.stream)
        endLine()
      }
    },
    hasJustSaid: (text) => text.trim() === lastSpeech.trim(),
  }
}
