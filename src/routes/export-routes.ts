import { type Context, Hono } from 'hono'
import { messagesFor } from '../../views/index.js'
import { exportCsv } from '../export/export-csv.js'
import { exportFhir } from '../export/export-fhir.js'
import { exportJson } from '../export/export-json.js'
import { exportMarkdown } from '../export/export-markdown.js'
import type { ExportedSession } from '../export/exported-session.js'
import { answerList } from '../questionnaire/answer-list.js'
import { enabledAnswers } from '../questionnaire/enabled-answers.js'
import { scores } from '../questionnaire/outcome.js'
import { referenceOf } from '../session/session.js'
import type { OpenSession } from '../session/sessions.js'
import type { RouteOptions } from './app-services.js'
import { notFound } from './missing.js'
import { recapOf } from './recap-of.js'
import { type AppRequest, appRequest, openSession } from './request.js'

export interface ExportFormat {
  /** Of the address and of the file. */
  readonly suffix: string
  readonly label: string
  readonly mediaType: string
  readonly write: (exported: ExportedSession) => string
}

export const exportFormats: readonly ExportFormat[] = [
  { suffix: 'json', label: 'JSON', mediaType: 'application/json', write: exportJson },
  {
    suffix: 'md',
    label: 'Markdown',
    mediaType: 'text/markdown; charset=utf-8',
    write: (exported) => exportMarkdown(exported, messagesFor(exported.language).export),
  },
  {
    suffix: 'csv',
    label: 'CSV',
    mediaType: 'text/csv; charset=utf-8',
    write: (exported) => exportCsv(exported.questionnaire, [exported]),
  },
  { suffix: 'fhir.json', label: 'FHIR', mediaType: 'application/fhir+json', write: exportFhir },
]

/** What somebody has answered, as a file, for whoever may open the session. */
export function exportRoutes(options: RouteOptions): Hono {
  const app = new Hono()
  for (const format of exportFormats) {
    app.get(`/s/:session/export.${format.suffix}`, async (c) => {
      const request = await appRequest(c, options)
      const open = await openSession(request)
      if (open === undefined) return notFound(request)
      const exported = await exportedSession(request, open)
      return file(c, `${exported.questionnaire.id}-${exported.reference}`, format, format.write(exported))
    })
  }
  return app
}

/** A text to be kept as a file. */
export function file(
  c: Context,
  name: string,
  { suffix, mediaType }: Pick<ExportFormat, 'suffix' | 'mediaType'>,
  text: string,
): Response {
  return c.body(text, 200, {
    'content-type': mediaType,
    'content-disposition': `attachment; filename="${name}.${suffix}"`,
    'cache-control': 'no-store',
  })
}

/** Everything of one session, with its recap where that is whole. */
export async function exportedSession(request: AppRequest, open: OpenSession): Promise<ExportedSession> {
  const { questionnaire, session, answers, context } = open
  const run = questionnaire.recap === false ? undefined : await recapOf(request, open)
  const isWhole = run?.outcome?.status === 'done'
  return {
    questionnaire,
    reference: referenceOf(session.id),
    language: questionnaire.language,
    startedAt: session.createdAt,
    updatedAt: session.updatedAt,
    confirmedAt: session.confirmedAt,
    answers: enabledAnswers(questionnaire, answers, context),
    probes: session.probes,
    sections: answerList(questionnaire, answers, context, session.probes),
    scores: scores(questionnaire, answers, context),
    timeZone: request.options.timeZone,
    ...(run?.outcome === undefined || !isWhole
      ? {}
      : { recap: { text: run.outcome.text, provider: run.job.provider, model: run.job.model } }),
  }
}
