import { domIds } from './dom-contract.js'
import { ErrorSummary } from './error-summary.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'

export interface ResponsesSignInPageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** POST takes `password`, and `to`, where to go then. */
  readonly url: string
  readonly to: string
  /** The owner is signed in, and wants something that asks for the password again. */
  readonly isAgain: boolean
  readonly hasSignedOut: boolean
  /** What was wrong with the last try, as a sentence without its full stop. */
  readonly error?: string | undefined
}

export function ResponsesSignInPage(props: ResponsesSignInPageProps) {
  const { prefix, language, headingLevel, url, to, isAgain, hasSignedOut, error } = props
  const ids = domIds(prefix)
  const words = messagesFor(language).owner
  const isWrong = error !== undefined
  return (
    <>
      {isWrong && (
        <ErrorSummary
          prefix={prefix}
          language={language}
          headingLevel={headingLevel}
          errors={[{ message: error, href: `#${ids.field('password')}` }]}
        />
      )}
      <div class="rf-text">
        <Heading level={headingLevel} rank={1}>
          {words.signIn}
        </Heading>
        {hasSignedOut && <p role="status">{words.signedOut}</p>}
        <p>{isAgain ? words.signInAgain : words.signInText}</p>
        <form method="post" action={url} novalidate>
          <input type="hidden" name="to" value={to} />
          {/* Password managers tell sites apart by a user name. */}
          <input type="hidden" name="username" value="owner" autocomplete="username" />
          <div class="rf-field">
            <label class="rf-label" for={ids.field('password')}>
              {words.password}
            </label>
            {isWrong && (
              <p class="rf-error" id={ids.error('password')}>
                <span class="rf-vh">{messagesFor(language).errorPrefix}</span>
                {error}
              </p>
            )}
            <input
              class="rf-input"
              type="password"
              id={ids.field('password')}
              name="password"
              autocomplete="current-password"
              spellcheck={false}
              autocapitalize="none"
              {...(isWrong ? { 'aria-invalid': 'true', 'aria-describedby': ids.error('password') } : {})}
            />
          </div>
          <div class="rf-actions">
            <button type="submit" class="rf-button">
              {words.signIn}
            </button>
          </div>
        </form>
      </div>
    </>
  )
}
