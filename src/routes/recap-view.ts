import type { Messages, RecapFailure, RecapPanelProps, RecapView } from '../../views/index.js'
import type { RecapInput } from '../questionnaire/recap-input.js'
import { reviewRecap } from '../recap/review-recap.js'
import type { Run } from '../run/run.js'
import type { RunErrorBody } from '../stream/event.js'
import { textOf } from '../stream/run-text.js'
import { dateFormat, localeOf } from './date-format.js'
import type { Links } from './links.js'

export interface RecapViewOptions {
  /** Of a run that waits, from 1. */
  readonly place?: number | undefined
  /** The run that finds out where the sentences come from. */
  readonly trace?: Run | undefined
  /** Nothing of the text is shown before its end. Default false. */
  readonly isWhole?: boolean
}

/** What a run is on a page: still being written, finished, or not to be had. */
export function recapView(
  run: Run,
  links: Links,
  { place, trace, isWhole = false }: RecapViewOptions = {},
): RecapView {
  const { sessionId, provider, model } = run.job
  const { outcome } = run
  if (outcome === undefined) {
    return {
      kind: 'streaming',
      text: isWhole ? '' : textOf(run.log.events),
      isWhole,
      place,
      streamUrl: links.stream(sessionId, run.id, 'panel'),
    }
  }
  if (outcome.error?.reason === 'superseded') {
    return { kind: 'superseded', checkUrl: links.check(sessionId) }
  }
  if (outcome.error !== undefined) {
    return { kind: 'failed', text: outcome.text, failure: failureOf(outcome.error, outcome.text) }
  }
  if (outcome.text.trim() === '') return { kind: 'failed', text: '', failure: 'other' }
  const found = trace?.outcome?.status === 'done' ? trace.outcome.text : undefined
  const { blocks, doubtful, traced } = reviewRecap(
    outcome.text,
    run.job.input as unknown as RecapInput,
    found,
  )
  return {
    kind: 'final',
    blocks,
    doubtful,
    sentences: traced?.map(({ sentence, sources, isCourtesy }) => ({
      text: sentence.text,
      isCourtesy,
      sources: sources.map(({ answer, words }) => ({ label: answer.label, words })),
    })),
    traceUrl: trace?.isRunning ? links.stream(sessionId, trace.id, 'panel') : undefined,
    writer: provider === 'demo' ? { kind: 'demo' } : { kind: 'model', name: model },
  }
}

/** One sentence for a reader. The provider's own words are not among them. */
export function failureSentence(error: Pick<RunErrorBody, 'type' | 'reason'>, words: Messages): string {
  if (error.reason === 'superseded') return words.superseded
  const failure = failureOf(error, 'some')
  return failure === 'stopped' ? words.recapStopped : words.failure[failure]
}

/** Which sentence a failure gets. */
export function failureOf(error: Pick<RunErrorBody, 'type' | 'reason'>, text: string): RecapFailure {
  if (error.type === 'aborted') {
    return error.reason === 'abandoned' || error.reason === 'shutdown' ? error.reason : 'stopped'
  }
  if (error.type === 'timeout_error') return 'timeout'
  if (error.type === 'truncated') return 'truncated'
  if (error.type === 'llm_error') return text === '' ? 'busy' : 'brokenOff'
  return 'other'
}

/** The day of a letter, as people write it. */
export function letterDate(iso: string, language: string, timeZone: string): RecapPanelProps['date'] {
  const text = dateFormat(language, timeZone, { dateStyle: 'long' }).format(new Date(iso))
  return { iso: iso.slice(0, 10), text }
}

export { localeOf }
