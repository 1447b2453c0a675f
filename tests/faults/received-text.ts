import { STARTED_AGAIN } from '../../src/run/text-shapes.js'
import { findAll, parseHtml, textOf } from '../views/html.js'
import type { StreamEvent } from './event-stream.js'
import { numberedWords, withLineFeeds } from './numbered-text.js'

export type ReadShape = 'plain' | 'panel' | 'json' | 'text'

export type Ending = 'done' | 'failed'

/** What a viewer has of a run: the text that it has put together by the rules of its shape. */
export interface ReceivedText {
  /** Since the beginning, or since the last declared restart. */
  readonly text: string
  /** The text was declared to begin again. */
  readonly restarts: number
  /** How the run ended, once the viewer has been told so. */
  readonly ending: Ending | undefined
  /** The run's terminal event and what belongs to it have all arrived: there is nothing to connect to again. */
  readonly isComplete: boolean
  /** What a failed run is said to have failed by, in the shape that says it: its type, and the reason if there is one. */
  readonly failure: string | undefined
  /** The recap on the finished sheet, in the shape that has one; without what the sheet says of it. */
  readonly finished: string | undefined
  /** Takes an event; answers what was wrong with it. */
  take(event: StreamEvent): string | undefined
  /** Forgets everything, as somebody does who begins anew. */
  clear(): void
  /** The text of the provider as this shape shows it. */
  expected(text: string): string
}

export function createReceivedText(shape: ReadShape): ReceivedText {
  switch (shape) {
    case 'plain':
      return new PlainText()
    case 'panel':
      return new PanelText()
    case 'json':
      return new JsonText()
    case 'text':
      return new ScriptText()
  }
}

abstract class Received implements ReceivedText {
  text = ''
  restarts = 0
  ending: Ending | undefined
  isComplete = false
  failure: string | undefined
  finished: string | undefined

  take(event: StreamEvent): string | undefined {
    if (event.name === 'ping') return undefined
    if (this.isComplete) return `${event.name} came after the end`
    return this.read(event)
  }

  protected abstract read(event: StreamEvent): string | undefined

  clear(): void {
    this.text = ''
    this.ending = undefined
  }

  protected restart(): undefined {
    this.restarts++
    this.text = ''
    return undefined
  }

  protected end(ending: Ending): string | undefined {
    if (this.ending !== undefined) return `a second end: ${ending} after ${this.ending}`
    this.ending = ending
    return undefined
  }

  expected(text: string): string {
    return withLineFeeds(text)
  }
}

class PanelText extends Received {
  /** The model call whose text was taken away by a snapshot: it must not come again. */
  #goneCall: number | undefined

  protected read({ name, data }: StreamEvent): string | undefined {
    switch (name) {
      case 'snapshot': {
        const text = decoded(/^<span [^>]*>(.*)<\/span>$/s.exec(data)?.[1] ?? data)
        if (!text.startsWith(this.text)) {
          this.#goneCall = callOf(this.text)
          this.restart()
        }
        return this.#show(text)
      }
      case 'message':
        return this.#show(this.text + decoded(data))
      case 'status':
        return undefined
      case 'final':
        this.finished = findAll(parseHtml(data), '.rf-letter-text').map(textOf).join('\n')
        return this.end(data.includes('role="alert"') ? 'failed' : 'done')
      case 'done':
        this.isComplete = true
        return this.ending === undefined ? 'done came without a final' : undefined
      default:
        return `an event of the name ${name}`
    }
  }

  /** Nothing but another attempt takes text away. */
  #show(text: string): string | undefined {
    this.text = text
    const call = callOf(text)
    const isGone = call !== undefined && call === this.#goneCall
    return isGone ? `text of the model call ${call} went away and came again` : undefined
  }
}

class PlainText extends Received {
  protected read({ name, data }: StreamEvent): string | undefined {
    if (name === 'done') {
      this.isComplete = true
      return this.end('done')
    }
    if (name !== 'message') return `an event of the name ${name}`
    if (data === STARTED_AGAIN) return this.restart()
    this.text += decoded(data)
    return undefined
  }
}

class ScriptText extends Received {
  protected read({ name, data }: StreamEvent): string | undefined {
    if (name === 'failed') return this.end('failed')
    if (name !== 'message') return `an event of the name ${name}`
    if (data === STARTED_AGAIN) return this.restart()
    if (data !== '[DONE]') {
      this.text += data
      return this.ending === undefined ? undefined : 'text came after the end'
    }
    this.isComplete = true
    return this.ending === undefined ? this.end('done') : undefined
  }
}

interface JsonEvent {
  readonly type: string
  readonly seq: number
  readonly content?: string
  readonly attempt?: number
  readonly error?: { readonly type: string; readonly reason?: string }
}

class JsonText extends Received {
  /** The number of the last event, where the events must follow each other. */
  #seq = 0

  protected read({ name, data, id }: StreamEvent): string | undefined {
    const event = JSON.parse(data) as JsonEvent
    if (event.type === 'reset' && event.attempt !== undefined) {
      this.#seq = 0
      return this.restart()
    }
    if (!id.endsWith(`.${event.seq}`)) return `the event ${event.seq} has the id ${id}`
    if (event.seq !== this.#seq + 1) {
      return `the event ${event.seq} came after the event ${this.#seq}`
    }
    this.#seq = event.seq
    if (event.type === 'token') this.text += event.content ?? ''
    if (event.type === 'reset') this.restart()
    if (event.type !== 'done' && event.type !== 'error') return undefined
    if (name !== (event.type === 'done' ? 'done' : 'failed')) return `${event.type} has the name ${name}`
    this.isComplete = true
    if (event.error !== undefined)
      this.failure = [event.error.type, event.error.reason].filter(Boolean).join(' ')
    return this.end(event.type === 'done' ? 'done' : 'failed')
  }

  override clear(): void {
    super.clear()
    this.#seq = 0
  }

  override expected(text: string): string {
    return text
  }
}

function callOf(text: string): number | undefined {
  return numberedWords(text)[0]?.call
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** Escaped text as a browser reads it. */
function decoded(html: string): string {
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
}
