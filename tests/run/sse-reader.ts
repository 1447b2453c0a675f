/** One event as an EventSource would hand it on. */
export interface ReadEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** Takes the text of a `text/event-stream` in pieces and answers the events that are complete, by the rules of the standard. */
export function createEventParser(): { read(text: string): ReadEvent[]; readonly rest: string } {
  let rest = ''
  let id = ''

  function readBlock(block: string): ReadEvent[] {
    const events: ReadEvent[] = []
    let event = 'message'
    const data: string[] = []
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':')
      const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
      if (name === 'id') id = value
      else if (name === 'event') event = value
      else if (name === 'data') data.push(value)
      else if (name === '') events.push({ id, event: ':', data: value })
    }
    return data.length > 0 ? [...events, { id, event, data: data.join('\n') }] : events
  }

  return {
    read(text) {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      return blocks.flatMap(readBlock)
    },
    get rest() {
      return rest
    },
  }
}

/** Comments are given as events named `:`. */
export async function* readEvents(response: Response): AsyncGenerator<ReadEvent> {
  if (response.body === null) throw new Error('The response has no body.')
  const decoder = new TextDecoder()
  const parser = createEventParser()
  for await (const chunk of response.body) yield* parser.read(decoder.decode(chunk, { stream: true }))
  if (parser.rest !== '') throw new Error(`The stream ended inside an event: ${JSON.stringify(parser.rest)}`)
}

export async function allEvents(response: Response): Promise<ReadEvent[]> {
  const events: ReadEvent[] = []
  for await (const event of readEvents(response)) events.push(event)
  return events
}
