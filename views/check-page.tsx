import { AlertNotices, type AlertView } from './alert-notice.js'
import { AnswerList, type AnswerSectionView } from './answer-list.js'
import { CorrectionReply, type CorrectionReplyView, REPLY_FIELD } from './correction-reply.js'
import { domIds } from './dom-contract.js'
import { ErrorSummary } from './error-summary.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'
import { RecapPanel, type RecapPanelProps } from './recap-panel.js'

export interface CheckPageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly alerts: readonly AlertView[]
  /** Some required answer is missing: the page says so before anything else. */
  readonly hasGaps: boolean
  readonly sections: readonly AnswerSectionView[]
  readonly recap: Pick<RecapPanelProps, 'recap' | 'date' | 'recapUrl' | 'stopUrl'>
  /** "Something is wrong"; absent where nobody would understand it. */
  readonly reply?: CorrectionReplyView | undefined
  readonly confirmUrl: string
}

/** The list of answers, which counts, and beside it the letter, which helps to read it. */
export function CheckPage(props: CheckPageProps) {
  const { prefix, language, headingLevel, alerts, hasGaps, sections, recap, reply, confirmUrl } = props
  const words = messagesFor(language)
  const hasRecap = recap.recap.kind !== 'off'
  return (
    <>
      {reply?.error !== undefined && (
        <ErrorSummary
          prefix={prefix}
          language={language}
          headingLevel={headingLevel}
          errors={[{ message: reply.error, href: `#${domIds(prefix).field(REPLY_FIELD)}` }]}
        />
      )}
      <Heading level={headingLevel} rank={1}>
        {words.checkHeading}
      </Heading>
      {hasGaps && <p class="rf-gaps rf-sans">{words.gapsLead}</p>}
      <AlertNotices alerts={alerts} isNew={true} headingLevel={headingLevel} />
      <div class={hasRecap ? 'rf-pair' : 'rf-alone'}>
        <RecapPanel prefix={prefix} language={language} headingLevel={headingLevel} {...recap}>
          {reply !== undefined && <CorrectionReply prefix={prefix} language={language} reply={reply} />}
        </RecapPanel>
        <section class="rf-ledger" aria-labelledby={domIds(prefix).answersHeading}>
          <AnswerList prefix={prefix} language={language} headingLevel={headingLevel} sections={sections} />
          <form
            class="rf-confirm"
            method="post"
            action={confirmUrl}
            hx-post={confirmUrl}
            {...swapPage(prefix)}
          >
            <p class="rf-sans">{hasRecap ? words.confirmText : words.confirmTextNoRecap}</p>
            <div class="rf-actions">
              <button type="submit" class="rf-button">
                {words.confirm}
              </button>
            </div>
          </form>
        </section>
      </div>
    </>
  )
}
