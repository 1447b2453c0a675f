/** One event as an EventSource would hand it on. */
export interface ReadEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** Reads a `text/event-stream` by the rules of the standard; comments are given as events named `:`. */
export async function* readEvents(response: Response): AsyncGenerator<ReadEvent> {
  if (response.body === null) throw new Error('The response has no body.')
  const decoder = new TextDecoder()
  let rest = ''
  let id = ''
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk, { stream: true })
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const block = rest.slice(0, end)
      rest = rest.slice(end + 2)
      let event = 'message'
      const data: string[] = []
      for (const line of block.split('\n')) {
        const colon = line.indexOf(':')
        const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
        if (name === 'id') id = value
        else if (name === 'event') event = value
        else if (name === 'data') data.push(value)
        else if (name === '') yield { id, event: ':', data: value }
      }
      if (data.length > 0) yield { id, event, data: data.join('\n') }
    }
  }
  if (rest !== '') throw new Error(`The stream ended inside an event: ${JSON.stringify(rest)}`)
}

export async function allEvents(response: Response): Promise<ReadEvent[]> {
  const events: ReadEvent[] = []
  for await (const event of readEvents(response)) events.push(event)
  return events
}
