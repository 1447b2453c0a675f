import type { Messages, RecapFailure, RecapPanelProps, RecapView } from '../../views/index.js'
import { parseRichText } from '../questionnaire/rich-text.js'
import type { Run } from '../run/run.js'
import type { RunErrorBody } from '../stream/event.js'
import { textOf } from '../stream/run-text.js'
import type { Links } from './links.js'

/** What a run is on a page: still being written, finished, or not to be had. */
export function recapView(run: Run, links: Links, place?: number): RecapView {
  const { sessionId, provider, model } = run.job
  const { outcome } = run
  if (outcome === undefined) {
    return {
      kind: 'streaming',
      text: textOf(run.log.events),
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
  return {
    kind: 'final',
    blocks: parseRichText(outcome.text),
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
  const text = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone }).format(
    new Date(iso),
  )
  return { iso: iso.slice(0, 10), text }
}

/** English without a region writes its dates as most of the world does. */
export function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : language
}
