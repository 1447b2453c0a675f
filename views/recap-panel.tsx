import type { Child } from 'hono/jsx'
import { domIds, sseEvents } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { type Messages, messagesFor } from './messages/index.js'
import { RecapReview } from './recap-review.js'
import { RichText, type RichTextBlock } from './rich-text.js'

/** Where a recap stands. Every state but `off` is one sheet with the same id. */
export type RecapView =
  | { readonly kind: 'off' }
  /** Nobody has asked for it: it asks by itself with JavaScript, by its button without. */
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'streaming'
      readonly text: string
      readonly streamUrl: string
      /** It is shown as a whole once it is there: until then `text` is empty. Default false. */
      readonly isWhole?: boolean | undefined
      /** In the queue, from 1; absent once it is being written. */
      readonly place?: number | undefined
    }
  | {
      readonly kind: 'final'
      readonly blocks: readonly RichTextBlock[]
      readonly writer: RecapWriter
      /** Words that stand in none of the answers: they are marked in the text. Default none. */
      readonly doubtful?: readonly string[]
      /** Where each sentence comes from, once that is known. */
      readonly sentences?: readonly SentenceView[] | undefined
      /** Tells when it is; absent: it is known, or will never be. */
      readonly traceUrl?: string | undefined
    }
  | { readonly kind: 'failed'; readonly text: string; readonly failure: RecapFailure }
  | { readonly kind: 'superseded'; readonly checkUrl: string }
  /** It is shown in too many places at once. */
  | { readonly kind: 'crowded' }

export interface SentenceView {
  readonly text: string
  /** It says nothing about the person. */
  readonly isCourtesy: boolean
  /** The answers that it comes from, with the words of each. */
  readonly sources: readonly { readonly label: string; readonly words: string }[]
}

/** Who wrote: a template, or a model by its name. */
export type RecapWriter =
  | { readonly kind: 'demo' }
  | { readonly kind: 'model'; readonly name: string | undefined }

/** `stopped` is the person's own doing; everything else is explained. */
export type RecapFailure = 'stopped' | keyof Messages['failure']

export interface RecapPanelProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading; the letter's is one below it. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly recap: RecapView
  /** The day that stands on the letter. */
  readonly date?: { readonly iso: string; readonly text: string } | undefined
  /** The answers have been sent: nothing can be sent without a summary any more. Default false. */
  readonly isSent?: boolean | undefined
  /** POST starts the recap, or starts it again. */
  readonly recapUrl: string
  /** POST ends the writing. */
  readonly stopUrl: string
  /** Default the words for "Your summary". */
  readonly heading?: string | undefined
}

/**
 * The sheet with what stands below it: its status and the way to stop. A status that the page brings along is
 * there to be seen; what is announced comes later, as a change in the same region.
 */
export function RecapPanel(props: RecapPanelProps & { readonly children?: Child }) {
  if (props.recap.kind === 'off') return null
  const ids = domIds(props.prefix)
  return (
    <div class="rf-letter-side">
      <RecapSheet {...props} />
      <div class="rf-below">
        <p class="rf-status rf-small" id={ids.recapStatus} role="status">
          {statusText(props.recap, messagesFor(props.language))}
        </p>
        <div id={ids.recapControls}>{props.recap.kind === 'streaming' && <StopForm {...props} />}</div>
      </div>
      {props.children}
    </div>
  )
}

/**
 * What replaces the sheet when its state changes. The status and the stop button travel with it, out of band;
 * the status region itself stays, so that the change in it is announced.
 */
export function RecapChange(props: RecapPanelProps) {
  const ids = domIds(props.prefix)
  return (
    <>
      <RecapSheet {...props} isFresh={true} />
      <p id={ids.recapStatus} hx-swap-oob="innerHTML">
        {statusText(props.recap, messagesFor(props.language))}
      </p>
      <div id={ids.recapControls} hx-swap-oob="innerHTML">
        {props.recap.kind === 'streaming' && <StopForm {...props} />}
      </div>
    </>
  )
}

/** The sheet once more, when it is known where its sentences come from. Nothing is announced: it was read already. */
export function RecapTraced(props: RecapPanelProps) {
  return <RecapSheet {...props} />
}

/** The whole text so far, in place of what is shown. Deltas are appended inside it. */
export function RecapSnapshot({ text }: { readonly text: string }) {
  return (
    <span sse-swap={sseEvents.delta} hx-target="this" hx-swap="beforeend settle:0ms">
      {text}
    </span>
  )
}

/** Takes the events that change the status region alone. */
export function StatusEvents() {
  return <span hidden sse-swap={sseEvents.status} hx-target="this" hx-swap="none" />
}

/** What the status region of a recap that waits says now; `undefined` once it is being written. */
export function RecapStatus({
  prefix,
  language,
  place,
}: {
  readonly prefix: string
  readonly language: string
  readonly place: number | undefined
}) {
  const words = messagesFor(language)
  return (
    <p id={domIds(prefix).recapStatus} hx-swap-oob="innerHTML">
      {place === undefined ? words.recapWriting : words.queued(place)}
    </p>
  )
}

interface RecapSheetProps extends RecapPanelProps {
  /** It comes in place of another: its ink has still to dry. */
  readonly isFresh?: boolean
}

function RecapSheet(props: RecapSheetProps) {
  const { recap } = props
  const words = messagesFor(props.language)
  switch (recap.kind) {
    case 'off':
      return null
    case 'waiting':
      return (
        <Sheet {...props}>
          <p class="rf-letter-text rf-blank">{words.recapWaiting}</p>
          <RecapForm {...props} trigger="load, submit" label={words.recapShow} />
        </Sheet>
      )
    case 'streaming':
      return (
        <Sheet {...props} attributes={streamed(recap.streamUrl)}>
          {recap.isWhole === true ? (
            <div class="rf-letter-text rf-blank" aria-busy="true">
              {words.recapWhole}
            </div>
          ) : (
            <div
              class="rf-letter-text"
              aria-busy="true"
              sse-swap={sseEvents.snapshot}
              hx-target="this"
              hx-swap="innerHTML settle:0ms"
            >
              <RecapSnapshot text={recap.text} />
            </div>
          )}
          <StatusEvents />
        </Sheet>
      )
    case 'final':
      return (
        <Sheet {...props} attributes={recap.traceUrl === undefined ? {} : streamed(recap.traceUrl)}>
          <div class={props.isFresh ? 'rf-letter-text rf-dry' : 'rf-letter-text'} hx-disable="">
            <RichText blocks={recap.blocks} />
          </div>
          <RecapReview language={props.language} doubtful={recap.doubtful} sentences={recap.sentences} />
          <p class="rf-sign rf-sans">{signature(recap.writer, words)}</p>
        </Sheet>
      )
    case 'failed':
      return (
        <Sheet {...props}>
          <Failure {...props} text={recap.text} failure={recap.failure} />
        </Sheet>
      )
    case 'crowded':
      return (
        <Sheet {...props}>
          <p>{words.crowded}</p>
        </Sheet>
      )
    case 'superseded':
      return (
        <Sheet {...props}>
          <p>{words.superseded}</p>
          <p class="rf-sans">
            <a href={recap.checkUrl}>{words.supersededLink}</a>
          </p>
        </Sheet>
      )
  }
}

/** What makes an element follow a run to its end, and give way to what is sent then. */
export function streamed(url: string): Readonly<Record<string, string>> {
  return {
    'hx-ext': 'sse',
    'sse-connect': url,
    'sse-close': sseEvents.done,
    'sse-swap': sseEvents.final,
    'hx-target': 'this',
    'hx-swap': 'outerHTML settle:0ms',
    'hx-history': 'false',
  }
}

interface SheetProps extends RecapPanelProps {
  readonly attributes?: Readonly<Record<string, string>>
  readonly children: Child
}

function Sheet(props: SheetProps) {
  const { prefix, language, date, attributes = {}, children } = props
  const ids = domIds(prefix)
  return (
    <section class="rf-letter" id={ids.recap} aria-labelledby={ids.recapHeading} {...attributes}>
      <div class="rf-letter-head">
        <Heading level={props.headingLevel} rank={2} id={ids.recapHeading} tabindex={-1}>
          {props.heading ?? messagesFor(language).recapHeading}
        </Heading>
        {date !== undefined && <time datetime={date.iso}>{date.text}</time>}
      </div>
      {children}
    </section>
  )
}

/** What was written so far stays, marked as incomplete. */
function Failure(props: RecapPanelProps & { readonly text: string; readonly failure: RecapFailure }) {
  const { text, failure } = props
  const words = messagesFor(props.language)
  const isStopped = failure === 'stopped'
  const title = isStopped ? words.recapStopped : text === '' ? words.recapFailed : words.recapBrokenOff
  return (
    <>
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
          {props.isSent === true ? words.answersSent : words.answersSafe}
        </p>
      </div>
      <RecapForm {...props} trigger="submit" label={isStopped ? words.writeAgain : words.again} />
    </>
  )
}

function RecapForm({
  prefix,
  recapUrl,
  trigger,
  label,
}: RecapPanelProps & { readonly trigger: string; readonly label: string }) {
  return (
    <form
      method="post"
      action={recapUrl}
      hx-post={recapUrl}
      hx-trigger={trigger}
      hx-target={`#${domIds(prefix).recap}`}
      hx-swap="outerHTML settle:0ms"
    >
      <div class="rf-actions">
        <button type="submit" class="rf-button rf-quiet">
          {label}
        </button>
      </div>
    </form>
  )
}

function StopForm({ language, stopUrl }: RecapPanelProps) {
  return (
    <form method="post" action={stopUrl} hx-post={stopUrl} hx-swap="none">
      <button type="submit" class="rf-button rf-quiet">
        {messagesFor(language).stop}
      </button>
    </form>
  )
}

function statusText(recap: RecapView, words: Messages): string {
  switch (recap.kind) {
    case 'streaming':
      return recap.place === undefined ? words.recapWriting : words.queued(recap.place)
    case 'crowded':
      return words.recapUnavailable
    case 'final':
      return words.recapReady
    case 'failed':
      return recap.text === '' ? words.recapUnavailable : words.recapIncomplete
    default:
      return ''
  }
}

function signature(writer: RecapWriter, words: Messages): string {
  if (writer.kind === 'demo') return words.signatureDemo
  return writer.name === undefined ? words.signature : `${words.signature} ${words.signatureBy(writer.name)}`
}
