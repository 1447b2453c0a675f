import { domIds } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { ResponsesFilter, type ResponsesFilterProps } from './responses-filter.js'

export interface ResponseRowView {
  readonly url: string
  readonly reference: string
  /** Its name, and the language that it is in. */
  readonly questionnaire: string
  /** When it was sent; of one that was not, when it was last changed. */
  readonly time: { readonly iso: string; readonly text: string }
  readonly isSent: boolean
  /** How many alerts it raised. */
  readonly alerts: number
}

export interface ResponsesPageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** Of those that match. */
  readonly count: number
  /** Of those that match, as people read numbers; absent where only one state was asked for. */
  readonly states?: { readonly sent: string; readonly drafts: string } | undefined
  readonly countText: string
  /** Whether there is any response at all. */
  readonly isEmpty: boolean
  readonly filter: Pick<ResponsesFilterProps, 'url' | 'clearUrl' | 'questionnaires' | 'values'>
  readonly rows: readonly ResponseRowView[]
  readonly paging: {
    readonly text: string
    readonly newerUrl?: string | undefined
    readonly olderUrl?: string | undefined
  }
  /** Absent where nothing was sent that could be drawn. */
  readonly chartsUrl?: string | undefined
  readonly downloads: readonly { readonly label: string; readonly url: string }[]
  /** There is no CSV file until a questionnaire is chosen. */
  readonly needsQuestionnaire: boolean
  /** What can be filled in, for the empty page. */
  readonly questionnaires: readonly { readonly name: string; readonly url: string }[]
  /** The reference of a response that was just deleted. */
  readonly deleted?: string | undefined
}

/** What people have sent, and what they have begun. */
export function ResponsesPage(props: ResponsesPageProps) {
  const { prefix, language, headingLevel, isEmpty, count, countText, states, filter, rows } = props
  const words = messagesFor(language).owner
  const title = count === 1 ? words.oneResponse : words.countResponses(countText)
  return (
    <>
      <Heading level={headingLevel} rank={1}>
        {isEmpty ? words.noResponses : count === 0 ? words.noMatch : title}
      </Heading>
      {props.deleted !== undefined && (
        <p class="rf-lead" role="status">
          {words.deleted(props.deleted)}
        </p>
      )}
      {isEmpty ? (
        <Empty {...props} />
      ) : (
        <>
          {states !== undefined && (
            <p class="rf-lead">
              {words.countSent(states.sent)}, {words.countDrafts(states.drafts)}.
            </p>
          )}
          <ResponsesFilter
            prefix={prefix}
            language={language}
            headingLevel={headingLevel}
            of="list"
            {...filter}
          />
          {rows.length > 0 && <Table language={language} rows={rows} />}
          <Paging {...props} />
          <Downloads {...props} />
        </>
      )}
    </>
  )
}

function Empty({ language, questionnaires }: ResponsesPageProps) {
  const words = messagesFor(language).owner
  return (
    <>
      <p class="rf-lead">{words.emptyText}</p>
      <div class="rf-actions">
        {questionnaires.map(({ name, url }) => (
          <a class="rf-button rf-quiet" href={url}>
            {words.openQuestionnaire(name)}
          </a>
        ))}
      </div>
    </>
  )
}

function Table({ language, rows }: Pick<ResponsesPageProps, 'language' | 'rows'>) {
  const words = messagesFor(language).owner
  return (
    <table class="rf-table">
      <caption>{words.latest}</caption>
      <thead>
        <tr>
          <th scope="col">{messagesFor(language).reference}</th>
          <th scope="col">{words.when}</th>
          <th scope="col">{words.state}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">
              <a href={row.url}>{row.reference}</a>
              <span class="rf-small rf-sans">{row.questionnaire}</span>
            </th>
            <td>
              <time datetime={row.time.iso}>{row.time.text}</time>
            </td>
            <td>
              {row.isSent ? words.sent : <em>{words.draft}</em>}
              {row.alerts > 0 && <strong class="rf-small rf-sans">{words.countAlerts(row.alerts)}</strong>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Paging({ language, paging, rows }: ResponsesPageProps) {
  const words = messagesFor(language).owner
  const { newerUrl, olderUrl } = paging
  if (rows.length === 0 || (newerUrl === undefined && olderUrl === undefined)) return null
  return (
    <nav class="rf-paging rf-sans" aria-label={words.pages}>
      {newerUrl !== undefined && (
        <a href={newerUrl} rel="prev">
          {words.newer}
        </a>
      )}
      <span>{words.pageNumber(paging.text)}</span>
      {olderUrl !== undefined && (
        <a href={olderUrl} rel="next">
          {words.older}
        </a>
      )}
    </nav>
  )
}

function Downloads({
  prefix,
  language,
  headingLevel,
  downloads,
  chartsUrl,
  needsQuestionnaire,
}: ResponsesPageProps) {
  const words = messagesFor(language).owner
  if (downloads.length === 0) return null
  return (
    <section class="rf-text" aria-labelledby={domIds(prefix).field('downloads')}>
      <Heading level={headingLevel} rank={2} id={domIds(prefix).field('downloads')}>
        {words.download}
      </Heading>
      <div class="rf-actions">
        {downloads.map(({ label, url }) => (
          <a class="rf-button rf-quiet" href={url}>
            {words.downloadAs(label)}
          </a>
        ))}
        {chartsUrl !== undefined && (
          <a class="rf-sans" href={chartsUrl}>
            {words.seeCharts}
          </a>
        )}
      </div>
      {needsQuestionnaire && <p class="rf-sans rf-small">{words.csvNeedsOne}</p>}
    </section>
  )
}
