import { AnswerSections, type AnswerSectionView } from './answer-list.js'
import { domIds } from './dom-contract.js'
import { type Download, DownloadList } from './download-list.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import type { RecapWriter } from './recap-panel.js'
import { RichText, type RichTextBlock } from './rich-text.js'

export interface RaisedAlertView {
  readonly level: 'info' | 'warning' | 'crisis'
  readonly title: string
  /** When it was shown, as people read it; absent where that was not noted. */
  readonly time: string | undefined
  /** It no longer held when the answers were sent. */
  readonly isOver: boolean
}

export interface ResponsePageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly reference: string
  readonly questionnaire: string
  /** What is known of it beside the answers. */
  readonly facts: readonly { readonly name: string; readonly text: string; readonly iso?: string }[]
  /** Absent of one that was not sent: what is in it is the person's own until then. */
  readonly sent?:
    | {
        /** Language of the answers' labels. */
        readonly answersLanguage: string
        readonly alerts: readonly RaisedAlertView[]
        readonly scores: readonly {
          readonly label: string
          readonly value: string | undefined
          readonly band?: string | undefined
        }[]
        readonly sections: readonly AnswerSectionView[]
        /** `undefined`: there is none that is whole; `false`: the questionnaire has none. */
        readonly recap:
          | { readonly blocks: readonly RichTextBlock[]; readonly writer: RecapWriter }
          | undefined
          | false
        readonly downloads: readonly Download[]
      }
    | undefined
  readonly deleteUrl: string
}

/** One response: what was answered, what came of it, and what can be done with it. */
export function ResponsePage(props: ResponsePageProps) {
  const { prefix, language, headingLevel, reference, questionnaire, facts, sent, deleteUrl } = props
  const words = messagesFor(language).owner
  return (
    <>
      <Heading level={headingLevel} rank={1}>
        {words.response(reference)}
      </Heading>
      <p class="rf-lead">{questionnaire}</p>
      <div class="rf-pair rf-even rf-summary-facts">
        <dl class="rf-facts">
          {facts.map(({ name, text, iso }) => (
            <div>
              <dt>{name}</dt>
              <dd>{iso === undefined ? text : <time datetime={iso}>{text}</time>}</dd>
            </div>
          ))}
        </dl>
        {sent === undefined ? (
          <p>{words.draftText}</p>
        ) : (
          <div class="rf-text">
            <Scores {...props} scores={sent.scores} />
            <Alerts {...props} alerts={sent.alerts} />
          </div>
        )}
      </div>
      {sent !== undefined && (
        <div class={sent.recap === false || sent.recap === undefined ? 'rf-alone' : 'rf-pair'}>
          <Recap {...props} recap={sent.recap} />
          <section class="rf-ledger" aria-labelledby={domIds(prefix).answersHeading}>
            <Heading level={headingLevel} rank={2} id={domIds(prefix).answersHeading}>
              {words.answersHeading}
            </Heading>
            <AnswerSections
              language={language}
              answersLanguage={sent.answersLanguage}
              headingLevel={headingLevel}
              sections={sent.sections}
            />
          </section>
        </div>
      )}
      <DownloadList
        downloads={(sent?.downloads ?? []).map(({ label, url }) => ({ label: words.downloadAs(label), url }))}
      />
      <p class="rf-sans">
        <a href={deleteUrl}>{words.deleteTitle}</a>
      </p>
    </>
  )
}

type Common = Pick<ResponsePageProps, 'prefix' | 'language' | 'headingLevel'>

function Alerts({
  language,
  headingLevel,
  alerts,
}: Common & { readonly alerts: readonly RaisedAlertView[] }) {
  const words = messagesFor(language).owner
  if (alerts.length === 0) return null
  return (
    <>
      <Heading level={headingLevel} rank={2}>
        {words.alertsHeading}
      </Heading>
      <ul class="rf-raised" hx-disable="">
        {alerts.map(({ level, title, time, isOver }) => (
          <li>
            {level === 'crisis' ? <strong>{title}</strong> : title}
            <span class="rf-small rf-sans">
              {time === undefined ? words.alertCheck : words.alertRaised(time)}
              {isOver && `. ${words.alertOver}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Scores({
  language,
  headingLevel,
  scores,
}: Common & { readonly scores: NonNullable<ResponsePageProps['sent']>['scores'] }) {
  if (scores.length === 0) return null
  return (
    <>
      <Heading level={headingLevel} rank={2}>
        {messagesFor(language).owner.scoresHeading}
      </Heading>
      <dl class="rf-facts">
        {scores.map(({ label, value, band }) => (
          <div>
            <dt>{label}</dt>
            <dd>
              {value ?? messagesFor(language).scoreIncomplete}
              {band !== undefined && `, ${band}`}
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Recap({
  prefix,
  language,
  headingLevel,
  recap,
}: Common & { readonly recap: NonNullable<ResponsePageProps['sent']>['recap'] }) {
  const words = messagesFor(language).owner
  if (recap === false) return null
  if (recap === undefined) return <p class="rf-sans rf-small rf-no-recap">{words.noRecap}</p>
  const { writer, blocks } = recap
  const model =
    writer.kind === 'model' && writer.name !== undefined ? ` ${words.signatureBy(writer.name)}` : ''
  return (
    <div class="rf-letter-side">
      <section class="rf-letter" aria-labelledby={domIds(prefix).recapHeading}>
        <div class="rf-letter-head">
          <Heading level={headingLevel} rank={2} id={domIds(prefix).recapHeading}>
            {words.recapHeading}
          </Heading>
        </div>
        <div class="rf-letter-text" hx-disable="">
          <RichText blocks={blocks} />
        </div>
        <p class="rf-sign rf-sans">
          {writer.kind === 'demo' ? words.signatureDemo : `${words.signature}${model}`}
        </p>
      </section>
    </div>
  )
}
