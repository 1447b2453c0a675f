import { AlertNotices, type AlertView } from './alert-notice.js'
import { AnswerList, type AnswerSectionView } from './answer-list.js'
import { domIds } from './dom-contract.js'
import { type Download, DownloadList } from './download-list.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { RecapPanel, type RecapPanelProps } from './recap-panel.js'
import { RichText, type RichTextBlock } from './rich-text.js'

export interface ScoreView {
  readonly label: string
  /** `undefined` while it is not complete. */
  readonly value: string | undefined
  readonly band?: string | undefined
}

export interface DonePageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly completion: { readonly title: string; readonly body: readonly RichTextBlock[] } | undefined
  readonly alerts: readonly AlertView[]
  readonly scores: readonly ScoreView[]
  readonly reference: string
  /** `stamp` is the day in short, in two lines. */
  readonly sent: { readonly iso: string; readonly text: string; readonly stamp: readonly [string, string] }
  readonly sections: readonly AnswerSectionView[]
  /** The same as files. */
  readonly downloads?: readonly Download[]
  readonly recap: Pick<RecapPanelProps, 'recap' | 'date' | 'isSent' | 'recapUrl' | 'stopUrl'>
}

export function DonePage(props: DonePageProps) {
  const { prefix, language, headingLevel, completion, alerts, scores, reference, sent } = props
  const { sections, downloads = [], recap } = props
  const words = messagesFor(language)
  return (
    <>
      <div class="rf-done">
        <Postmark lines={sent.stamp} />
        <div class="rf-text">
          <Heading level={headingLevel} rank={1}>
            {completion?.title ?? words.doneFallbackTitle}
          </Heading>
          {completion !== undefined && (
            <div hx-disable="">
              <RichText blocks={completion.body} />
            </div>
          )}
          <AlertNotices alerts={alerts} headingLevel={headingLevel} />
          <dl class="rf-facts">
            <div>
              <dt>{words.reference}</dt>
              <dd>{reference}</dd>
            </div>
            <div>
              <dt>{words.sent}</dt>
              <dd>
                <time datetime={sent.iso}>{sent.text}</time>
              </dd>
            </div>
            {scores.map((score) => (
              <div>
                <dt>{score.label}</dt>
                <dd>
                  {score.value ?? words.scoreIncomplete}
                  {score.band !== undefined && `, ${score.band}`}
                </dd>
              </div>
            ))}
          </dl>
          <p class="rf-sans rf-keep">
            {words.keepCopy}
            {downloads.length > 0 && ` ${words.download}`}
          </p>
          <DownloadList downloads={downloads} />
        </div>
      </div>
      <div class={recap.recap.kind === 'off' ? 'rf-alone' : 'rf-pair'}>
        <RecapPanel prefix={prefix} language={language} headingLevel={headingLevel} {...recap} />
        <section class="rf-ledger" aria-labelledby={domIds(prefix).answersHeading}>
          <AnswerList prefix={prefix} language={language} headingLevel={headingLevel} sections={sections} />
        </section>
      </div>
    </>
  )
}

/** Stamped once: only what was sent has one. */
function Postmark({ lines: [first, second] }: { readonly lines: readonly [string, string] }) {
  const waves = [26, 40, 54, 68].map((y) => `M98 ${y}c12-6 20 6 32 0s20 6 32 0 20 6 32 0`).join('')
  return (
    <svg
      class="rf-mark"
      viewBox="0 0 208 94"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      aria-hidden="true"
    >
      <circle cx="47" cy="47" r="45" />
      <circle cx="47" cy="47" r="31" stroke-width="1" />
      <path d={waves} />
      <g stroke="none" text-anchor="middle">
        <text x="47" y="44">
          {first}
        </text>
        <text x="47" y="59">
          {second}
        </text>
      </g>
    </svg>
  )
}

export interface AlreadySentProps {
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly doneUrl: string
}

export function AlreadySent({ language, headingLevel, doneUrl }: AlreadySentProps) {
  const words = messagesFor(language)
  return (
    <div class="rf-text">
      <Heading level={headingLevel} rank={1}>
        {words.alreadySent}
      </Heading>
      <p>{words.alreadySentText}</p>
      <p class="rf-sans">
        <a href={doneUrl}>{words.seeSent}</a>
      </p>
    </div>
  )
}
