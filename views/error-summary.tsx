import { domIds } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { errorTarget, type Question } from './question.js'

export interface ErrorSummaryProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** Those whose answers cannot be taken, each with its `error`. */
  readonly questions: readonly Question[]
}

/** First in the main part; each line leads to the first input that is wrong. */
export function ErrorSummary({ prefix, language, headingLevel, questions }: ErrorSummaryProps) {
  const ids = domIds(prefix)
  return (
    <section class="rf-summary" id={ids.errorSummary} tabindex={-1} aria-labelledby={ids.errorSummaryHeading}>
      <div role="alert">
        <Heading level={headingLevel} rank={2} id={ids.errorSummaryHeading}>
          {messagesFor(language).errorHeading}
        </Heading>
        <ul>
          {questions.map((question) => (
            <li>
              <a href={`#${ids.field(errorTarget(question))}`}>{question.error}</a>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
