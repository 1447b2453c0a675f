import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { exportJson } from '../export/export-json.js'
import { breathe } from '../responses/breathe.js'
import { readResponseQuery, sessionFilter, writeResponseQuery } from '../responses/response-query.js'
import { createResponsesTable } from '../responses/responses-csv.js'
import type { VersionTally } from '../responses/tally-cache.js'
import type { Session } from '../session/session.js'
import type { SentPlace, SessionFilter } from '../session/session-list.js'
import type { RouteOptions } from './app-services.js'
import { exportedSession } from './export-routes.js'
import { asOwner, type SignedInRequest } from './owner-request.js'

export interface ListFormat {
  readonly suffix: string
  readonly label: string
  readonly mediaType: string
  /** A table has the columns of one questionnaire. */
  readonly isPerQuestionnaire: boolean
  readonly write: (request: SignedInRequest, filter: SessionFilter) => AsyncGenerator<string>
}

/** Sessions between two breaths, so that other requests are answered while a long file is written. */
const BATCH = { csv: 10, json: 4 }

export const listFormats: readonly ListFormat[] = [
  {
    suffix: 'csv',
    label: 'CSV',
    mediaType: 'text/csv; charset=utf-8',
    isPerQuestionnaire: true,
    write: writeCsv,
  },
  {
    suffix: 'json',
    label: 'JSON',
    mediaType: 'application/json',
    isPerQuestionnaire: false,
    write: writeJson,
  },
]

/** Everything that was sent and that the list shows, as one file. It is written while it is sent. */
export function responsesExportRoutes(options: RouteOptions): Hono {
  const app = new Hono()
  for (const format of listFormats) {
    app.get(`/responses/export.${format.suffix}`, (c) =>
      asOwner(c, options, (request) => download(request, format), { needs: 'recent' }),
    )
  }
  return app
}

async function download(request: SignedInRequest, format: ListFormat): Promise<Response> {
  const { c, owner, services } = request
  const { page: _page, state, ...query } = readResponseQuery(c.req.query())
  if (format.isPerQuestionnaire && query.questionnaire === undefined) throw new HTTPException(400)
  const filter = sessionFilter({ ...query, page: 1 }, owner.days, services.now())
  const slug = query.questionnaire
  // A name from a file: what is not in our catalogue goes into no header.
  const stem = slug !== undefined && services.entries.has(slug) ? slug : 'responses'
  const name = `${stem}-${owner.days.dayOf(filter.at)}.${format.suffix}`
  await owner.access.record('exported', `${name} ${writeResponseQuery(query)}`.trim())
  // Drafts are nobody's to take along: a list of them alone is an empty file.
  const none: SessionFilter = { ...filter, until: '' }
  return streamed(c, format.write(request, state === 'draft' ? none : filter), {
    'content-type': format.mediaType,
    'content-disposition': `attachment; filename="${name}"`,
  })
}

function streamed(c: Context, texts: AsyncGenerator<string>, headers: Record<string, string>): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await texts.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await texts.return(undefined)
    },
  })
  return c.body(body, 200, headers)
}

async function* writeCsv(request: SignedInRequest, filter: SessionFilter): AsyncGenerator<string> {
  const { owner, services } = request
  const versions = newestFirst(
    await owner.tallies.of(filter.questionnaire ?? ''),
    services.entries.get(filter.questionnaire ?? '')?.hash,
  )
  const table = createResponsesTable(versions)
  yield table.head
  for await (const batch of batches(request, filter, BATCH.csv)) {
    const rows: string[] = []
    for (const session of batch) rows.push(table.row(await services.sessions.open(session)))
    yield rows.join('')
  }
}

async function* writeJson(request: SignedInRequest, filter: SessionFilter): AsyncGenerator<string> {
  yield '[\n'
  let before = ''
  for await (const batch of batches(request, filter, BATCH.json)) {
    const texts: string[] = []
    for (const session of batch) {
      const open = await request.services.sessions.open(session)
      texts.push(`${before}${exportJson(await exportedSession(request, open)).trimEnd()}`)
      before = ',\n'
    }
    yield texts.join('')
  }
  yield before === '' ? ']\n' : '\n]\n'
}

async function* batches(
  { services: { sessions } }: SignedInRequest,
  filter: SessionFilter,
  limit: number,
): AsyncGenerator<readonly Session[]> {
  for (let place: SentPlace | undefined; ; ) {
    const batch = await sessions.sent(filter, place, limit)
    const last = batch.at(-1)
    if (last === undefined) return
    yield batch
    place = { id: last.id, confirmedAt: last.confirmedAt ?? '' }
    await breathe()
  }
}

/** The file as it is now first, then by when versions were last answered. */
function newestFirst(versions: readonly VersionTally[], present: string | undefined): VersionTally[] {
  const rank = ({ hash, days }: VersionTally) =>
    hash === present ? '9999' : ([...days.keys()].sort().at(-1) ?? '')
  return [...versions].sort((a, b) => (rank(a) < rank(b) ? 1 : -1))
}
