import { AlertNotices, type AlertView } from './alert-notice.js'
import { domIds } from './dom-contract.js'
import { ErrorSummary } from './error-summary.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'
import { Folio } from './question-page.js'

export interface EntryView {
  /** `Medicine 2`. */
  readonly title: string
  /** Its first answers in short. */
  readonly text: string
  readonly changeUrl: string
  /** POST takes the entry away. */
  readonly removeUrl: string
}

export interface EntriesPageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** Place among the pages, from 1. */
  readonly number: number
  readonly caption?: string | undefined
  readonly title: string
  readonly hint?: string | undefined
  readonly entries: readonly EntryView[]
  /** Absent where no more may be added. */
  readonly add?: { readonly url: string; readonly label: string } | undefined
  /** The heading of the entry that was just removed. */
  readonly removed?: string | undefined
  readonly error?: string | undefined
  readonly alerts: readonly AlertView[]
  /** POST goes on: with a redirect, or with this page again (422). */
  readonly url: string
  readonly next: 'continue' | 'check' | 'save'
}

/** What was entered in a group that repeats: to change, to remove, to add to. */
export function EntriesPage(props: EntriesPageProps) {
  const { prefix, language, headingLevel, entries, add, removed, error, url } = props
  const words = messagesFor(language)
  const ids = domIds(prefix)
  const button = { continue: words.continue, check: words.checkAnswers, save: words.save }[props.next]
  return (
    <>
      {error !== undefined && (
        <ErrorSummary
          prefix={prefix}
          language={language}
          headingLevel={headingLevel}
          errors={[{ message: error, href: entries[0]?.changeUrl ?? add?.url ?? `#${ids.form}` }]}
        />
      )}
      {error === undefined && props.alerts.length > 0 && (
        <div class="rf-alerts">
          <AlertNotices alerts={props.alerts} isNew={true} headingLevel={headingLevel} />
        </div>
      )}
      <Folio language={language} number={props.number} caption={props.caption} />
      <div class="rf-text">
        <Heading level={headingLevel} rank={1}>
          {props.title}
        </Heading>
        {props.hint !== undefined && <p class="rf-hint">{props.hint}</p>}
        <p role="status" class={removed === undefined ? 'rf-vh' : 'rf-sans'}>
          {removed !== undefined && words.entryRemoved(removed)}
        </p>
        {entries.length === 0 && <p class="rf-none">{words.nothingAdded}</p>}
        {entries.length > 0 && (
          <dl class="rf-entries">
            {entries.map((entry) => (
              <div class="rf-row">
                <dt>{entry.title}</dt>
                <dd class="rf-answer" hx-disable="">
                  {entry.text}
                </dd>
                <dd class="rf-change">
                  <a href={entry.changeUrl}>
                    {words.change}
                    <span class="rf-vh"> {entry.title}</span>
                  </a>
                  <form
                    method="post"
                    action={entry.removeUrl}
                    hx-post={entry.removeUrl}
                    {...swapPage(prefix)}
                  >
                    <button type="submit" class="rf-link">
                      {words.removeEntry}
                      <span class="rf-vh"> {entry.title}</span>
                    </button>
                  </form>
                </dd>
              </div>
            ))}
          </dl>
        )}
        {add !== undefined && (
          <p>
            <a class="rf-button rf-quiet" href={add.url}>
              {add.label}
            </a>
          </p>
        )}
        <form id={ids.form} method="post" action={url} hx-post={url} {...swapPage(prefix)}>
          <div class="rf-actions">
            <button type="submit" class="rf-button">
              {button}
            </button>
          </div>
        </form>
      </div>
    </>
  )
}
