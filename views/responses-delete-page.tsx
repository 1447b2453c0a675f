import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'

export interface ResponseDeletePageProps {
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly reference: string
  readonly questionnaire: string
  /** POST deletes. */
  readonly url: string
  readonly returnUrl: string
}

/** Asks before a response is deleted. */
export function ResponseDeletePage(props: ResponseDeletePageProps) {
  const { language, headingLevel, reference, questionnaire, url, returnUrl } = props
  const words = messagesFor(language).owner
  return (
    <div class="rf-text">
      <Heading level={headingLevel} rank={1}>
        {words.deleteTitle}
      </Heading>
      <p class="rf-lead">
        {reference}, {questionnaire}
      </p>
      <p>{words.deleteText}</p>
      <form method="post" action={url}>
        <div class="rf-actions">
          <button type="submit" class="rf-button">
            {words.deleteButton}
          </button>
          <a class="rf-sans" href={returnUrl}>
            {words.deleteNot}
          </a>
        </div>
      </form>
    </div>
  )
}
