import type { Child } from 'hono/jsx'
import { AskedText, type AskedView, TurnItem, type TurnView } from './conversation-turn.js'
import { domIds, sseEvents } from './dom-contract.js'
import { type Messages, messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'
import { type RecapFailure, RecapSnapshot, StatusEvents } from './recap-panel.js'
import { ReplyForm, type ReplyFormView } from './reply-form.js'

/** Where a conversation stands: the last item of what has been said. */
export type ConversationNow =
  | {
      readonly kind: 'writing'
      readonly text: string
      readonly streamUrl: string
      /** In the queue, from 1; absent once it is being written. */
      readonly place?: number | undefined
    }
  | { readonly kind: 'asking'; readonly questions: readonly PendingQuestion[] }
  | { readonly kind: 'failed'; readonly text: string; readonly failure: RecapFailure }
  | { readonly kind: 'ended' }

export interface PendingQuestion {
  /** Absent where the text before has asked it already. */
  readonly asked: AskedView | undefined
  readonly reply: ReplyFormView
}

export interface ConversationProps {
  readonly prefix: string
  readonly language: string
  /** Who asks and writes. */
  readonly speaker: string
  /** What has been said before. */
  readonly turns: readonly TurnView[]
  readonly now: ConversationNow
  /** Of the person's next words; counts from 1. */
  readonly nextTurn: number
  /** The page; POST answers. */
  readonly url: string
  /** The page once more, for browsers without JavaScript. */
  readonly lookUrl: string
  readonly stopUrl: string
  /** POST writes an answer that failed once more. */
  readonly againUrl: string
  /** POST begins another conversation. */
  readonly startUrl: string
}

/** What has been said, and where it stands. */
export function ConversationTurns(props: ConversationProps) {
  return (
    <>
      {props.turns.map((turn) => (
        <TurnItem prefix={props.prefix} language={props.language} speaker={props.speaker} turn={turn} />
      ))}
      <NowItem {...props} />
    </>
  )
}

/**
 * What takes the place of the last item when something was said or written. Status and stop button travel with
 * it, out of band; the status region itself stays, so that the change in it is announced.
 */
export function ConversationChange(props: ConversationProps) {
  const ids = domIds(props.prefix)
  return (
    <>
      <ConversationTurns {...props} />
      <p id={ids.talkStatus} hx-swap-oob="innerHTML">
        <ConversationStatus {...props} />
      </p>
      <div id={ids.talkControls} hx-swap-oob="innerHTML">
        <ConversationControls {...props} />
      </div>
    </>
  )
}

export function ConversationStatus({ now, language }: Pick<ConversationProps, 'now' | 'language'>) {
  const text = statusText(now, messagesFor(language))
  // Whoever sees the reply box needs no telling.
  return <span {...(now.kind === 'asking' ? { class: 'rf-vh' } : {})}>{text}</span>
}

/** What the status region says while an answer waits; `undefined` once it is being written. */
export function ConversationQueueStatus({
  prefix,
  language,
  place,
}: Pick<ConversationProps, 'prefix' | 'language'> & { readonly place: number | undefined }) {
  const words = messagesFor(language)
  return (
    <p id={domIds(prefix).talkStatus} hx-swap-oob="innerHTML">
      {place === undefined ? words.talkWriting : words.queued(place)}
    </p>
  )
}

export function ConversationControls({ now, language, stopUrl, lookUrl }: ConversationProps) {
  if (now.kind !== 'writing') return null
  const words = messagesFor(language)
  return (
    <>
      <noscript>
        <a href={lookUrl}>{words.talkLook}</a>
      </noscript>
      <form method="post" action={stopUrl} hx-post={stopUrl} hx-swap="none">
        <button type="submit" class="rf-button rf-quiet">
          {words.stop}
        </button>
      </form>
    </>
  )
}

function NowItem(props: ConversationProps) {
  const { prefix, speaker, now } = props
  switch (now.kind) {
    case 'writing':
      return (
        <Item
          {...props}
          attributes={{
            'hx-ext': 'sse',
            'sse-connect': now.streamUrl,
            'sse-close': sseEvents.done,
            'sse-swap': sseEvents.final,
            'hx-target': 'this',
            'hx-swap': 'outerHTML settle:0ms',
            'hx-history': 'false',
          }}
        >
          <p class="rf-who" tabindex={-1}>
            {speaker}
          </p>
          <div
            class="rf-letter-text"
            aria-busy="true"
            sse-swap={sseEvents.snapshot}
            hx-target="this"
            hx-swap="innerHTML settle:0ms"
          >
            <RecapSnapshot text={now.text} />
          </div>
          <StatusEvents />
        </Item>
      )
    case 'asking':
      return (
        <Item {...props}>
          {now.questions.map(({ asked, reply }, index) => (
            <>
              {asked !== undefined && (
                <>
                  <p class="rf-who">{speaker}</p>
                  <AskedText asked={asked} id={domIds(prefix).question(index + 1)} />
                </>
              )}
              <ReplyForm
                prefix={prefix}
                language={props.language}
                reply={reply}
                number={index + 1}
                turn={props.nextTurn}
                hasQuestion={asked !== undefined}
                url={props.url}
              />
            </>
          ))}
        </Item>
      )
    case 'failed':
      return <FailedItem {...props} text={now.text} failure={now.failure} />
    case 'ended':
      return <EndedItem {...props} />
  }
}

function Item({
  prefix,
  attributes = {},
  children,
}: ConversationProps & { readonly attributes?: Readonly<Record<string, string>>; readonly children: Child }) {
  return (
    <li class="rf-turn rf-now" id={domIds(prefix).talkNow} {...attributes}>
      {children}
    </li>
  )
}

/** What was written so far stays, marked as incomplete. */
function FailedItem(props: ConversationProps & { readonly text: string; readonly failure: RecapFailure }) {
  const { prefix, language, speaker, text, failure, againUrl } = props
  const words = messagesFor(language)
  const isStopped = failure === 'stopped'
  const title = isStopped ? words.recapStopped : text === '' ? words.talkFailed : words.talkBrokenOff
  return (
    <Item {...props}>
      <p class="rf-who">{speaker}</p>
      {text !== '' && (
        <div class="rf-letter-text rf-plain" hx-disable="">
          {text}
        </div>
      )}
      <div class="rf-letter-end" {...(isStopped ? {} : { role: 'alert' })}>
        <p>
          <strong>{title}</strong>
        </p>
        <p>
          {!isStopped && `${words.failure[failure]} `}
          {words.talkSafe}
        </p>
      </div>
      <form
        class="rf-reply"
        method="post"
        action={againUrl}
        hx-post={againUrl}
        hx-target={`#${domIds(prefix).talkNow}`}
        hx-swap="outerHTML settle:0ms"
        hx-sync="this:drop"
      >
        <button type="submit" class="rf-button rf-quiet">
          {isStopped ? words.writeAgain : words.again}
        </button>
      </form>
    </Item>
  )
}

function EndedItem(props: ConversationProps) {
  const { prefix, language, startUrl } = props
  const words = messagesFor(language)
  return (
    <Item {...props}>
      <p class="rf-ended" tabindex={-1}>
        {words.talkEnded}
      </p>
      <form class="rf-reply" method="post" action={startUrl} hx-post={startUrl} {...swapPage(prefix)}>
        <button type="submit" class="rf-button rf-quiet">
          {words.talkAnother}
        </button>
      </form>
    </Item>
  )
}

function statusText(now: ConversationNow, words: Messages): string {
  switch (now.kind) {
    case 'writing':
      return now.place === undefined ? words.talkWriting : words.queued(now.place)
    case 'asking':
      return words.talkYourTurn
    case 'failed':
      return now.text === '' ? words.talkUnavailable : words.talkIncomplete
    case 'ended':
      return ''
  }
}
