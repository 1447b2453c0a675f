import { Agent, type ClientRequest, get } from 'node:http'
import { EventStreamReader } from './event-stream.js'
import { numberedWords } from './numbered-text.js'
import type { Random } from './random.js'
import { createReceivedText, type ReadShape, type ReceivedText } from './received-text.js'

/**
 * How a client goes on after its connection is gone: as an EventSource does, with the id of the last event, or as
 * the SSE extension of htmx does after a refusal, with a new EventSource that knows nothing.
 */
export type ReconnectManner = 'by_id' | 'anew'

/**
 * Milliseconds between two connections at least. Both the extension and an EventSource wait so long or longer; who
 * says where it was can be faster, and reads on from there also where a node is behind.
 */
const leastPause = (shape: ReadShape, manner: ReconnectManner) =>
  manner === 'anew' || shape === 'panel' ? 500 : 0

export interface StreamClientOptions {
  readonly shape: ReadShape
  /** Asked before every connection: another proxy or node can take the place of one. */
  readonly url: () => string
  readonly cookie: string
  readonly manner: ReconnectManner
  /** Every text that the provider has begun for this session, in the order of its calls. */
  readonly texts: readonly string[]
  readonly random: Random
  /** Milliseconds without a byte after which the connection is given up, as the page's own watchdog does. */
  readonly silence: number
  /** Milliseconds that are added between two connections at most. Default 200. */
  readonly pause?: number

  readonly signal: AbortSignal
}

/** What a client has lived through. */
export interface StreamClient {
  readonly shape: ReadShape
  readonly manner: ReconnectManner
  readonly received: ReceivedText
  /** What was wrong, step by step. At most 10. */
  readonly wrongs: readonly string[]
  readonly connections: number
  /** Answers other than 200. */
  readonly refusals: number
  /** Numbered words in everything that came, also a second time. */
  readonly wordsReceived: number
  /** Steps after which the text was compared with the provider's. */
  readonly checks: number
  /** Resolves at the end of the run, or when the signal aborts. */
  readonly ended: Promise<void>
}

/** A program that reads a run to its end, whatever becomes of its connections, and checks every step. */
export function startStreamClient(options: StreamClientOptions): StreamClient {
  const { shape, manner, texts, random, silence, signal } = options
  const received = createReceivedText(shape)
  const expected = new Map<string, string>()
  const wrongs: string[] = []
  const state = { connections: 0, refusals: 0, wordsReceived: 0, checks: 0 }
  let lastId = ''
  let isWrong = false

  function note(wrong: string | undefined): void {
    if (wrong === undefined || wrongs.length >= 10) return
    wrongs.push(`${shape}, ${manner}, connection ${state.connections}: ${wrong}`)
  }

  /** The text of the provider as this shape shows it, worked out once. */
  function shown(text: string): string {
    const known = expected.get(text)
    if (known !== undefined) return known
    const made = received.expected(text)
    expected.set(text, made)
    return made
  }

  function check(): void {
    state.checks++
    const { text } = received
    if (text === '' || texts.some((whole) => shown(whole).startsWith(text))) return
    // What was wrong once is wrong ever after.
    if (isWrong) return
    isWrong = true
    const at = firstDifference(text)
    note(
      `not the beginning of a text of the provider: …${JSON.stringify(text.slice(Math.max(0, at - 30), at + 30))}`,
    )
  }

  function firstDifference(text: string): number {
    const lengths = texts.map((whole) => {
      const wanted = shown(whole)
      let index = 0
      while (index < text.length && text[index] === wanted[index]) index++
      return index
    })
    return Math.max(0, ...lengths)
  }

  function connectOnce(): Promise<void> {
    state.connections++
    return new Promise((resolve) => {
      const reader = new EventStreamReader(lastId)
      const agent = new Agent({ keepAlive: false })
      let request: ClientRequest | undefined
      let watchdog: NodeJS.Timeout | undefined
      const leave = () => {
        clearTimeout(watchdog)
        signal.removeEventListener('abort', leave)
        request?.destroy()
        resolve()
      }
      const hear = () => {
        clearTimeout(watchdog)
        watchdog = setTimeout(leave, silence)
      }
      const headers = { cookie: options.cookie, ...(lastId === '' ? {} : { 'last-event-id': lastId }) }
      request = get(options.url(), { agent, headers }, (response) => {
        hear()
        if (response.statusCode !== 200) {
          refused(response.statusCode ?? 0)
          leave()
          return
        }
        response.on('data', (bytes: Buffer) => {
          hear()
          read(reader, bytes)
        })
        response.on('end', leave)
        response.on('error', leave)
      })
      request.on('error', leave)
      signal.addEventListener('abort', leave, { once: true })
      hear()
    })
  }

  function read(reader: EventStreamReader, bytes: Uint8Array): void {
    let wasChanged = false
    for (const event of reader.write(bytes)) {
      lastId = event.id
      state.wordsReceived += numberedWords(event.data).length
      note(received.take(event))
      wasChanged ||= event.name !== 'ping'
    }
    if (wasChanged) check()
  }

  function refused(status: number): void {
    state.refusals++
    if (status < 500) note(`the answer was ${status}`)
    if (manner === 'by_id') return
    lastId = ''
    received.clear()
  }

  async function follow(): Promise<void> {
    while (!signal.aborted && !received.isComplete) {
      await connectOnce()
      if (manner === 'anew' && !received.isComplete) {
        // A panel is told everything anew; whoever reads a shape by ids has to forget what it has.
        lastId = ''
        if (shape !== 'panel') received.clear()
      }
      if (!received.isComplete)
        await sleep(leastPause(shape, manner) + random.between(0, options.pause ?? 200))
    }
  }

  const ended = follow()
  return {
    shape,
    manner,
    received,
    wrongs,
    get connections() {
      return state.connections
    },
    get refusals() {
      return state.refusals
    },
    get wordsReceived() {
      return state.wordsReceived
    },
    get checks() {
      return state.checks
    },
    ended,
  }
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
