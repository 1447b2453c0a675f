import type { Child } from 'hono/jsx'
import { domIds, sseEvents } from './dom-contract.js'
import { messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'
import { StatusEvents, streamed } from './recap-panel.js'

export interface AsideRunProps {
  readonly prefix: string
  /** What is being done, for the status region. */
  readonly status: string
  readonly streamUrl: string
  /** What has been written so far; absent where nothing of it is shown. */
  readonly text?: string | undefined
  /** Stays while it is being written. */
  readonly children?: Child
}

/** A model at work beside the recap: what it writes is shown where it is for reading, and then what came of it. */
export function AsideRun({ prefix, status, streamUrl, text, children }: AsideRunProps) {
  const ids = domIds(prefix)
  return (
    <section id={ids.aside} {...streamed(streamUrl)}>
      {text !== undefined && (
        <p
          class="rf-asked rf-wet"
          aria-busy="true"
          sse-swap={sseEvents.snapshot}
          hx-target="this"
          hx-swap="innerHTML settle:0ms"
        >
          {text}
        </p>
      )}
      <StatusEvents />
      <p class="rf-status rf-small" id={ids.asideStatus} role="status">
        {status}
      </p>
      {children}
    </section>
  )
}

/** What the status region says of a run that waits; `undefined` once it does not any more. */
export function AsideStatus({
  prefix,
  language,
  status,
  place,
}: {
  readonly prefix: string
  readonly language: string
  readonly status: string
  readonly place: number | undefined
}) {
  return (
    <p id={domIds(prefix).asideStatus} hx-swap-oob="innerHTML">
      {place === undefined ? status : messagesFor(language).queued(place)}
    </p>
  )
}

/** Takes the place of a run that has come to its end: on to the page that shows what came of it. */
export function AsideOver({
  prefix,
  url,
  label,
}: {
  readonly prefix: string
  readonly url: string
  readonly label: string
}) {
  return (
    <p id={domIds(prefix).aside}>
      <a href={url} hx-get={url} hx-trigger="load" {...swapPage(prefix)}>
        {label}
      </a>
    </p>
  )
}
