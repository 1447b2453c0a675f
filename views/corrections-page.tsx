import { AlertNotices, type AlertView } from './alert-notice.js'
import { AsideRun } from './aside-run.js'
import { domIds } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { type Messages, messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'

export interface CorrectionsPageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** What the person wrote. */
  readonly message: string
  readonly corrections: CorrectionsView
  /** The list of answers: nothing is changed there. */
  readonly checkUrl: string
}

export type CorrectionsView =
  /** The model has not answered yet. */
  | { readonly kind: 'reading'; readonly streamUrl: string }
  | { readonly kind: 'failed' }
  | {
      readonly kind: 'proposed'
      readonly changes: readonly ProposedChange[]
      readonly refused: readonly RefusedChange[]
      /** The person's words that found no place. */
      readonly unplaced: readonly string[]
      /** POST makes the changes that are chosen. */
      readonly url: string
      /** Names what is proposed. */
      readonly run: string
      /** What the answers were when this was shown: comes back with the form. */
      readonly seen: string
      /** Something was changed elsewhere meanwhile. */
      readonly conflict?: AlertView | undefined
    }

export interface ProposedChange {
  readonly number: number
  readonly label: string
  /** `undefined` where there is no answer. */
  readonly before: string | undefined
  readonly after: string | undefined
  /** Word by word, where that is easier to read. */
  readonly pieces?: readonly { readonly kind: 'same' | 'old' | 'new'; readonly text: string }[] | undefined
  /** What of it nobody has said: then it is not chosen beforehand. */
  readonly doubtful: readonly string[]
}

export type RefusedChange =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ownHand' | 'notAsked'; readonly label: string }
  | { readonly kind: 'invalid'; readonly label: string; readonly message: string }

/** The names of the form's fields. */
export const CORRECTION_FIELDS = { apply: 'apply', run: 'run', seen: '_seen' } as const

/** What a person's words would change: old and new for each answer, and nothing is changed before they say so. */
export function CorrectionsPage(props: CorrectionsPageProps) {
  const { prefix, language, headingLevel, message, corrections, checkUrl } = props
  const words = messagesFor(language)
  return (
    <div class="rf-text">
      {corrections.kind === 'proposed' && corrections.conflict !== undefined && (
        <AlertNotices alerts={[corrections.conflict]} isNew={true} headingLevel={headingLevel} />
      )}
      <p class="rf-folio">{words.correctionsFolio}</p>
      <Heading level={headingLevel} rank={1}>
        {headingOf(corrections, words)}
      </Heading>
      <p class="rf-lead" hx-disable="">
        {words.youWrote} <q>{message}</q>
      </p>
      {corrections.kind === 'reading' && (
        <AsideRun prefix={prefix} status={words.correctionsReading} streamUrl={corrections.streamUrl} />
      )}
      {corrections.kind === 'failed' && <p>{words.correctionsFailedText}</p>}
      {corrections.kind === 'proposed' && <Proposed {...props} corrections={corrections} />}
      {(corrections.kind !== 'proposed' || corrections.changes.length === 0) && (
        <div class="rf-actions">
          <a class="rf-button rf-quiet" href={checkUrl}>
            {words.correctionsKeep}
          </a>
        </div>
      )}
    </div>
  )
}

/** The heading, which is the page's title, too. */
export function headingOf(corrections: CorrectionsView, words: Messages): string {
  if (corrections.kind === 'reading') return words.correctionsHeading
  if (corrections.kind === 'failed') return words.correctionsFailed
  return corrections.changes.length === 0
    ? words.correctionsNone
    : words.correctionsFound(corrections.changes.length)
}

function Proposed({
  prefix,
  language,
  corrections,
  checkUrl,
}: CorrectionsPageProps & { readonly corrections: Extract<CorrectionsView, { kind: 'proposed' }> }) {
  const words = messagesFor(language)
  const { changes, refused, unplaced, url, run, seen } = corrections
  const notices = (
    <>
      {refused.map((change) => (
        <p class="rf-notice rf-sans" hx-disable="">
          {refusal(change, words)}
        </p>
      ))}
      {unplaced.length > 0 && (
        <div class="rf-notice rf-sans">
          <p>{words.correctionsUnplaced}</p>
          <ul hx-disable="">
            {unplaced.map((text) => (
              <li>
                <q>{text}</q>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
  if (changes.length === 0) return notices
  return (
    <form method="post" action={url} hx-post={url} {...swapPage(prefix)}>
      <input type="hidden" name={CORRECTION_FIELDS.run} value={run} />
      <input type="hidden" name={CORRECTION_FIELDS.seen} value={seen} />
      <fieldset class="rf-proof">
        <legend class="rf-vh">{words.correctionsLegend}</legend>
        <div class="rf-choices">
          {changes.map((change) => (
            <Change prefix={prefix} language={language} change={change} />
          ))}
        </div>
      </fieldset>
      {notices}
      <div class="rf-actions">
        <button type="submit" class="rf-button">
          {words.correctionsApply}
        </button>{' '}
        <a class="rf-sans" href={checkUrl}>
          {words.correctionsKeep}
        </a>
      </div>
    </form>
  )
}

function Change({
  prefix,
  language,
  change,
}: {
  readonly prefix: string
  readonly language: string
  readonly change: ProposedChange
}) {
  const words = messagesFor(language)
  const { number, label, before, after, pieces, doubtful } = change
  const id = domIds(prefix).field(`change-${number}`)
  const shown = pieces ?? [
    ...(before === undefined
      ? []
      : [
          { kind: 'old' as const, text: before },
          { kind: 'same' as const, text: ' ' },
        ]),
    { kind: 'new' as const, text: after ?? words.notProvided },
  ]
  return (
    <div class="rf-choice">
      <input
        type="checkbox"
        id={id}
        name={CORRECTION_FIELDS.apply}
        value={String(number)}
        checked={doubtful.length === 0}
        aria-describedby={`${id}-was`}
      />
      <label for={id}>{label}</label>
      <div class="rf-was" id={`${id}-was`} hx-disable="">
        <p>
          {shown.map(({ kind, text }) => {
            if (kind === 'same') return text
            const Piece = kind === 'old' ? 'del' : 'ins'
            return (
              <>
                <span class="rf-vh"> [{kind === 'old' ? words.correctionOld : words.correctionNew}: </span>
                <Piece>{text}</Piece>
                <span class="rf-vh">] </span>
              </>
            )
          })}
        </p>
        {doubtful.length > 0 && (
          <p class="rf-sans rf-small">
            {words.correctionDoubtful}{' '}
            {doubtful.map((text, index) => (
              <>
                {index > 0 && ', '}
                <mark>{text}</mark>
              </>
            ))}
          </p>
        )}
      </div>
    </div>
  )
}

function refusal(change: RefusedChange, words: Messages): string {
  switch (change.kind) {
    case 'unknown':
      return words.refusedUnknown
    case 'ownHand':
      return words.refusedOwnHand(change.label)
    case 'notAsked':
      return words.refusedNotAsked(change.label)
    case 'invalid':
      return `${words.refusedInvalid(change.label)} ${change.message}`.trim()
  }
}
