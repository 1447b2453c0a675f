import { AlertNotices, type AlertView } from './alert-notice.js'
import { AsideRun } from './aside-run.js'
import { domIds } from './dom-contract.js'
import { ErrorSummary } from './error-summary.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'
import { WordsForm } from './words-form.js'

export interface ProbePageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** The question that was answered, in short, and its answer. */
  readonly label: string
  readonly answer: string
  /** Alerts that the answer has raised. */
  readonly alerts: readonly AlertView[]
  readonly probe: ProbeView
  /** POST takes the answer, or passes over the question. */
  readonly url: string
}

export type ProbeView =
  /** The question is being written, or it is found that there is none. */
  | { readonly kind: 'asking'; readonly text: string; readonly streamUrl: string }
  | {
      readonly kind: 'asked'
      readonly question: string
      readonly typed: string
      readonly error?: string | undefined
    }

/** The names of what the form sends. */
export const PROBE_FIELDS = { answer: 'follow_up', intent: 'intent', skip: 'skip' } as const

/** One more question about an answer, which may be passed over. */
export function ProbePage(props: ProbePageProps) {
  const { prefix, language, headingLevel, label, answer, alerts, probe } = props
  const words = messagesFor(language)
  const error = probe.kind === 'asked' ? probe.error : undefined
  return (
    <>
      {error !== undefined && (
        <ErrorSummary
          prefix={prefix}
          language={language}
          headingLevel={headingLevel}
          errors={[{ message: error, href: `#${domIds(prefix).field(PROBE_FIELDS.answer)}` }]}
        />
      )}
      {alerts.length > 0 && (
        <div class="rf-alerts">
          <AlertNotices alerts={alerts} isNew={true} headingLevel={headingLevel} />
        </div>
      )}
      <div class="rf-text">
        <Heading level={headingLevel} rank={1}>
          {words.probeHeading}
        </Heading>
        <dl class="rf-was" hx-disable="">
          <dt>{label}</dt>
          <dd class="rf-answer">{answer}</dd>
        </dl>
        {probe.kind === 'asking' ? (
          <AsideRun prefix={prefix} status={words.probeReading} streamUrl={probe.streamUrl} text={probe.text}>
            <SkipForm {...props} />
          </AsideRun>
        ) : (
          <ProbeForm {...props} probe={probe} />
        )}
        <p class="rf-sign rf-sans">{words.probeSign}</p>
      </div>
    </>
  )
}

/** What takes the place of a question that has been written: the question with the field for its answer. */
export function ProbeForm({
  prefix,
  language,
  probe,
  url,
}: Pick<ProbePageProps, 'prefix' | 'language' | 'url'> & {
  readonly probe: Extract<ProbeView, { kind: 'asked' }>
}) {
  const words = messagesFor(language)
  const ids = domIds(prefix)
  const { question, typed, error } = probe
  return (
    <section id={ids.aside}>
      <WordsForm
        prefix={prefix}
        language={language}
        id={ids.form}
        url={url}
        name={PROBE_FIELDS.answer}
        label={question}
        isAsked={true}
        hint={words.probeHint}
        typed={typed}
        error={error}
        submit={words.continue}
      />
    </section>
  )
}

/** The way on while nothing has been asked yet. */
function SkipForm({ prefix, language, url }: ProbePageProps) {
  return (
    <form method="post" action={url} hx-post={url} {...swapPage(prefix)}>
      <div class="rf-actions">
        <button type="submit" class="rf-button rf-quiet" name={PROBE_FIELDS.intent} value={PROBE_FIELDS.skip}>
          {messagesFor(language).probeSkip}
        </button>
      </div>
    </form>
  )
}
