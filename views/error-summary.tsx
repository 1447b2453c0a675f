import { domIds } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { errorTarget, type Question } from './question.js'

export interface ErrorSummaryProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly errors: readonly SummaryError[]
}

export interface SummaryError {
  readonly message: string
  /** Where it can be mended. */
  readonly href: string
}

/** The errors of questions, each with a link to the first input that is wrong. */
export function errorsOf(prefix: string, questions: readonly Question[]): SummaryError[] {
  return questions.flatMap((question) =>
    question.error === undefined
      ? []
      : [{ message: question.error, href: `#${domIds(prefix).field(errorTarget(question))}` }],
  )
}

/** First in the main part; each line leads to the first input that is wrong. */
export function ErrorSummary({ prefix, language, headingLevel, errors }: ErrorSummaryProps) {
  const ids = domIds(prefix)
  return (
    <section class="rf-summary" id={ids.errorSummary} tabindex={-1} aria-labelledby={ids.errorSummaryHeading}>
      <div role="alert">
        <Heading level={headingLevel} rank={2} id={ids.errorSummaryHeading}>
          {messagesFor(language).errorHeading}
        </Heading>
        <ul>
          {errors.map(({ message, href }) => (
            <li>
              <a href={href}>{message}</a>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
