import { allEvents, type ReadEvent, readEvents } from '../run/sse-reader.js'
import * as answers from './answers.js'
import { answerAll, sessionId, type Visitor } from './page.js'

export type Shape = 'plain' | 'panel' | 'json' | 'text'

export function streamUrl(session: string, shape: Shape): string {
  return `/stream/${sessionId(session)}${shape === 'plain' ? '' : `?as=${shape}`}`
}

/** A feature request with all its answers, whose recap has been asked for. */
export async function askForRecap(visitor: Visitor): Promise<string> {
  const session = await answerAll(visitor, 'feature-request', answers.request)
  const asked = await visitor.post(`${session}/recap`)
  if (asked.status !== 303) throw new Error(`The recap answered ${asked.status}`)
  return session
}

/** Every event of a stream, to its end. */
export async function watch(
  visitor: Visitor,
  session: string,
  shape: Shape,
  lastEventId?: string,
): Promise<ReadEvent[]> {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  return allEvents(await visitor.send(streamUrl(session, shape), { headers }))
}

/** A stream to be read event by event. */
export async function look(visitor: Visitor, session: string, shape: Shape) {
  const events = readEvents(await visitor.send(streamUrl(session, shape)))
  const seen: ReadEvent[] = []
  return {
    seen,
    /** Reads on until an event is as wanted. */
    async until(isWanted: (event: ReadEvent) => boolean): Promise<ReadEvent> {
      for (;;) {
        const { value, done } = await events.next()
        if (done) throw new Error('The stream ended before.')
        seen.push(value)
        if (isWanted(value)) return value
      }
    },
    async rest(): Promise<ReadEvent[]> {
      for await (const event of events) seen.push(event)
      return seen
    },
    leave: () => events.return(undefined),
  }
}

export function dataOf(events: readonly ReadEvent[], name: string): string[] {
  return events.filter(({ event }) => event === name).map(({ data }) => data)
}

/** What a script has read of the text shape, without the mark of its end. */
export function scriptText(events: readonly ReadEvent[]): string {
  const said = dataOf(events, 'message')
  if (said.pop() !== '[DONE]') throw new Error('The text shape did not end in [DONE].')
  return said.join('')
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** Escaped text as a browser reads it. */
export function decoded(html: string): string {
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
}

/** The text that a panel's viewer has before the end: the last snapshot with what came after it. */
export function panelText(events: readonly ReadEvent[]): string {
  let text = ''
  for (const { event, data } of events) {
    if (event === 'snapshot') text = decoded(/^<span [^>]*>(.*)<\/span>$/s.exec(data)?.[1] ?? '')
    else if (event === 'message') text += decoded(data)
  }
  return text
}
