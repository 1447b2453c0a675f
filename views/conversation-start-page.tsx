import { writerSentence } from './conversation-page.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'
import type { RecapWriter } from './recap-panel.js'

export interface ConversationStartPageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly name: string
  readonly description?: string | undefined
  readonly writer: RecapWriter
  /** Where what is said goes; a text of the deployment. */
  readonly privacy?: string | undefined
  readonly startUrl: string
  /** A conversation of this visitor that has not ended. */
  readonly resumeUrl?: string | undefined
}

export function ConversationStartPage(props: ConversationStartPageProps) {
  const { prefix, language, headingLevel, name, description, writer, startUrl, resumeUrl } = props
  const words = messagesFor(language)
  return (
    <>
      <p class="rf-folio">{words.talkFolio}</p>
      <div class="rf-text">
        <Heading level={headingLevel} rank={1}>
          {name}
        </Heading>
        {description !== undefined && <p>{description}</p>}
        <dl class="rf-facts">
          <div>
            <dt>{words.talkHow}</dt>
            <dd>{words.talkHowText}</dd>
          </div>
          <div>
            <dt>{words.startKeep}</dt>
            <dd>{words.talkKeepText}</dd>
          </div>
        </dl>
        <p>{writerSentence(writer, words)}</p>
        {props.privacy !== undefined && <p>{props.privacy}</p>}
        {resumeUrl !== undefined && <p class="rf-resume">{words.talkResume}</p>}
        <form method="post" action={startUrl} hx-post={startUrl} {...swapPage(prefix)}>
          <div class="rf-actions">
            {resumeUrl !== undefined && (
              <a class="rf-button" href={resumeUrl}>
                {words.talkResumeLink}
              </a>
            )}
            <button type="submit" class={resumeUrl === undefined ? 'rf-button' : 'rf-button rf-quiet'}>
              {resumeUrl === undefined ? words.talkBegin : words.talkAnother}
            </button>
          </div>
        </form>
      </div>
    </>
  )
}
