/** One event as an EventSource hands it on; comments are left out. */
export interface StreamEvent {
  /** The latest id, which may be that of an earlier event. */
  readonly id: string
  readonly name: string
  readonly data: string
}

/**
 * Reads a `text/event-stream` piece by piece, however it is cut, by the rules of the standard
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream). What stands there
 * when the stream ends inside an event is dropped, as the standard says.
 */
export class EventStreamReader {
  readonly #decoder = new TextDecoder()
  #rest = ''
  #id: string
  #name = ''
  #data: string[] = []

  /** @param lastId Of the connection before. */
  constructor(lastId = '') {
    this.#id = lastId
  }

  write(bytes: Uint8Array): StreamEvent[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true })
    const events: StreamEvent[] = []
    for (;;) {
      // A carriage return at the very end may be half of a line break.
      const [found, line] = /^([^\r\n]*)(?:\r\n|\n|\r(?!$))/.exec(this.#rest) ?? []
      if (found === undefined || line === undefined) return events
      this.#rest = this.#rest.slice(found.length)
      const event = this.#take(line)
      if (event !== undefined) events.push(event)
    }
  }

  #take(line: string): StreamEvent | undefined {
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    if (colon === 0) return undefined
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') this.#name = value
    else if (field === 'data') this.#data.push(value)
    else if (field === 'id' && !value.includes('\0')) this.#id = value
    return undefined
  }

  #dispatch(): StreamEvent | undefined {
    const [name, data] = [this.#name, this.#data]
    this.#name = ''
    this.#data = []
    if (data.length === 0) return undefined
    return { id: this.#id, name: name || 'message', data: data.join('\n') }
  }
}
