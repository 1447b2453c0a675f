import type { OutboxMessage, OutboxStore } from '../session/outbox-store.js'
import type { Sessions } from '../session/sessions.js'
import { type Clock, systemClock } from '../stream/clock.js'
import { type BodyOptions, messageBody } from './message-body.js'
import { signatureHeaders } from './sign-message.js'

/** Sends one message; rejects where nobody has answered. */
export type PostMessage = (
  url: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
) => Promise<{ readonly status: number; readonly retryAfter?: string | undefined }>

export interface WebhooksOptions extends BodyOptions {
  readonly sessions: Sessions
  readonly outbox: OutboxStore
  readonly post: PostMessage
  readonly url: string
  /** One, or two while one takes the place of the other: `whsec_` and base64. */
  readonly secrets: readonly string[]
  readonly now: () => Date
  readonly clock?: Clock
  /** Milliseconds between two tries, in order; after the last one a message is given up. */
  readonly delays?: readonly number[]
  readonly onError: (error: unknown) => void
  /** Hears of every try. */
  readonly onTry?: (result: 'delivered' | 'failed' | 'given_up') => void
}

export interface Webhooks {
  /** There may be something to send. */
  wake(): void
  /** Resolves when everything that is due has been tried. */
  idle(): Promise<void>
  /** Resolves when what is being sent has ended. Nothing is sent any more. */
  close(): Promise<void>
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Eleven tries in about three days. */
export const DELAYS = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]
/** Milliseconds between two looks, where nothing has called. */
const LOOK = 5 * SECOND
/** Milliseconds for which whoever has taken a message is waited for. */
const LEASE = MINUTE
const AT_A_TIME = 10
/** Milliseconds for which what was given up is kept, for somebody to look at. */
const KEPT = 7 * DAY

/** Tells a program outside what has happened: at least once, signed, and again until it has arrived. */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { sessions, outbox, post, url, secrets, now, onError, onTry } = options
  const clock = options.clock ?? systemClock
  const delays = options.delays ?? DELAYS
  let isClosed = false
  let working: Promise<void> | undefined
  let isWoken = false
  let cancel = () => {}

  /** From the sessions that they were written with to the outbox; what is there already is not added again. */
  async function collect(): Promise<void> {
    for (const session of await sessions.withOutgoing()) {
      const open = await sessions.open(session)
      const createdAt = now().toISOString()
      for (const event of session.outgoing) {
        const body = messageBody(event, open, options)
        await outbox.add({ id: event.id, sessionId: session.id, body, createdAt })
      }
      const isMoved = new Set(session.outgoing.map(({ id }) => id))
      await sessions.change(session.id, ({ session: later }) => ({
        outgoing: later.outgoing.filter(({ id }) => !isMoved.has(id)),
      }))
    }
  }

  async function sendDue(): Promise<void> {
    // What is taken and not sent would wait for its time to be over.
    while (!isClosed) {
      const at = now()
      const until = new Date(at.getTime() + LEASE).toISOString()
      const messages = await outbox.claim(at.toISOString(), until, AT_A_TIME)
      if (messages.length === 0) return
      await Promise.all(messages.map(send))
    }
  }

  async function send(message: OutboxMessage): Promise<void> {
    const { id, body } = message
    const timestamp = Math.floor(now().getTime() / 1000)
    const signature = await signatureHeaders({ id, timestamp, body }, secrets)
    const headers = { 'content-type': 'application/json', 'user-agent': 'recapflow', ...signature }
    const answer = await post(url, { headers, body }).catch((error: unknown) => error)
    if (!isAnswer(answer)) {
      const reason = answer instanceof Error ? answer.message : String(answer)
      return failed(message, reason)
    }
    const { status, retryAfter } = answer
    if (status < 200 || status > 299)
      return failed(message, `it answered ${status}`, status === 410, retryAfter)
    await outbox.remove(id)
    onTry?.('delivered')
  }

  async function failed(
    { id, attempt }: OutboxMessage,
    reason: string,
    isGone = false,
    retryAfter?: string,
  ): Promise<void> {
    const delay = isGone ? undefined : delays[attempt - 1]
    const dueAt =
      delay === undefined
        ? undefined
        : new Date(now().getTime() + Math.max(delay, secondsIn(retryAfter) * SECOND)).toISOString()
    await outbox.postpone(id, attempt, dueAt, reason)
    onTry?.(dueAt === undefined ? 'given_up' : 'failed')
    const end = dueAt === undefined ? 'It is given up.' : `It is tried again at ${dueAt}.`
    onError(new Error(`Webhook ${id}, try ${attempt}: ${reason}. ${end}`))
  }

  async function work(): Promise<void> {
    do {
      isWoken = false
      await collect()
      await sendDue()
    } while (isWoken && !isClosed)
    await outbox.removeBefore(new Date(now().getTime() - KEPT).toISOString())
  }

  function wake(): void {
    if (isClosed) return
    if (working !== undefined) {
      isWoken = true
      return
    }
    cancel()
    working = work()
      .catch(onError)
      .finally(() => {
        working = undefined
        if (!isClosed) cancel = clock.schedule(wake, isWoken ? 0 : LOOK)
      })
  }

  wake()
  return {
    wake,
    async idle() {
      while (working !== undefined) await working
    },
    async close() {
      isClosed = true
      cancel()
      await working
    },
  }
}

function isAnswer(value: unknown): value is Awaited<ReturnType<PostMessage>> {
  return typeof value === 'object' && value !== null && 'status' in value
}

/** Of a `Retry-After` in seconds, a day at most; a date is not read. */
function secondsIn(retryAfter: string | undefined): number {
  return /^\d{1,6}$/.test(retryAfter ?? '') ? Math.min(Number(retryAfter), DAY / SECOND) : 0
}
