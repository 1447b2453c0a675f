import {
  ConversationControls,
  type ConversationProps,
  ConversationStatus,
  ConversationTurns,
} from './conversation-now.js'
import { domIds } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { type Messages, messagesFor } from './messages/index.js'
import type { RecapWriter } from './recap-panel.js'

export interface ConversationPageProps extends ConversationProps {
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly name: string
  readonly writer: RecapWriter
  /** A reply that was not taken; `typed` where no reply box keeps it. */
  readonly refused?: { readonly reason: 'answered' | 'busy'; readonly typed: string | undefined } | undefined
}

/** A correspondence: turns one below the other, and the reply box at its foot. */
export function ConversationPage(props: ConversationPageProps) {
  const { prefix, language, headingLevel, name, writer } = props
  const ids = domIds(prefix)
  const words = messagesFor(language)
  return (
    <>
      <Refused {...props} />
      <Heading level={headingLevel} rank={1}>
        {name}
      </Heading>
      <p class="rf-sans rf-small">{writerSentence(writer, words)}</p>
      <section class="rf-talk" aria-labelledby={ids.talkHeading}>
        <Heading level={headingLevel} rank={2} class="rf-vh" id={ids.talkHeading}>
          {words.talkHeading}
        </Heading>
        <ol class="rf-turns">
          <ConversationTurns {...props} />
        </ol>
        <div class="rf-below">
          <p class="rf-status rf-small" id={ids.talkStatus} role="status">
            <ConversationStatus {...props} />
          </p>
          <div id={ids.talkControls}>
            <ConversationControls {...props} />
          </div>
        </div>
      </section>
    </>
  )
}

/** First in the main part, where the focus goes. */
function Refused({ prefix, language, headingLevel, refused }: ConversationPageProps) {
  if (refused === undefined) return null
  const { reason, typed } = refused
  const words = messagesFor(language)
  const ids = domIds(prefix)
  const isAnswered = reason === 'answered'
  return (
    <section class="rf-summary" id={ids.errorSummary} tabindex={-1} aria-labelledby={ids.errorSummaryHeading}>
      <div role="alert">
        <Heading level={headingLevel} rank={2} id={ids.errorSummaryHeading}>
          {isAnswered ? words.talkAnswered : words.talkBusy}
        </Heading>
        <p class="rf-sans">{isAnswered ? words.talkAnsweredText : words.talkBusyText}</p>
      </div>
      {typed !== undefined && typed !== '' && (
        <>
          <p class="rf-sans">{words.talkTyped}</p>
          <p class="rf-typed rf-plain" hx-disable="">
            {typed}
          </p>
        </>
      )}
    </section>
  )
}

/** Who is on the other side. */
export function writerSentence(writer: RecapWriter, words: Messages): string {
  if (writer.kind === 'demo') return words.talkWriterDemo
  return writer.name === undefined
    ? words.talkWriter
    : `${words.talkWriter} ${words.talkWriterModel(writer.name)}`
}
