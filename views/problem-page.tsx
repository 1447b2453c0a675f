import { Heading, type HeadingLevel } from './heading.js'
import { ContentsList, type HomeEntry } from './home-page.js'
import { messagesFor } from './messages/index.js'

export interface NotFoundPageProps {
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly entries: readonly HomeEntry[]
}

export function NotFoundPage({ language, headingLevel, entries }: NotFoundPageProps) {
  const words = messagesFor(language)
  return (
    <>
      <Heading level={headingLevel} rank={1}>
        {words.notFoundTitle}
      </Heading>
      <p class="rf-lead">{words.notFoundText}</p>
      <ContentsList language={language} headingLevel={headingLevel} entries={entries} />
    </>
  )
}

export interface ProblemPageProps {
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly problem: 'fault' | 'forbidden' | 'tooLarge' | 'tooMany' | 'unavailable' | 'wrongType'
  readonly homeUrl: string
}

export function ProblemPage({ language, headingLevel, problem, homeUrl }: ProblemPageProps) {
  const words = messagesFor(language)
  const texts = {
    fault: words.problemText,
    forbidden: words.forbiddenText,
    tooLarge: words.tooLargeText,
    tooMany: words.tooManyText,
    unavailable: words.unavailableText,
    wrongType: words.wrongTypeText,
  }
  return (
    <div class="rf-text">
      <Heading level={headingLevel} rank={1}>
        {problem === 'unavailable' ? words.unavailableTitle : words.problemTitle}
      </Heading>
      <p>{texts[problem]}</p>
      <p class="rf-sans">
        <a href={homeUrl}>{words.toHome}</a>
      </p>
    </div>
  )
}
