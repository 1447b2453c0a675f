import { type Context, Hono } from 'hono'
import {
  ConversationChange,
  ConversationQueueStatus,
  messagesFor,
  RecapChange,
  RecapStatus,
  type RecapView,
} from '../../views/index.js'
import { encodeFrame } from '../run/frame.js'
import { jsonShape } from '../run/json-shape.js'
import type { Run } from '../run/run.js'
import { sse } from '../run/sse.js'
import type { StreamShape } from '../run/stream-shape.js'
import { plainShape, textShape } from '../run/text-shapes.js'
import { viewRun } from '../run/view-run.js'
import { wholeShape } from '../run/whole-shape.js'
import { RECAP_NODE } from '../session/flow-run.js'
import type { RouteOptions } from './app-services.js'
import { asidePanel } from './aside-panels.js'
import { conversationAfter } from './conversation-view.js'
import { SITE_LANGUAGE } from './missing.js'
import { PREFIX } from './page.js'
import { endedPanel, type PanelParts, panelShape } from './panel-shape.js'
import { panelProps } from './recap-panel-props.js'
import { failureSentence } from './recap-view.js'
import { type AppRequest, appRequest, openConversation, openSession } from './request.js'

/** What stands in the place of a session for the demo, which everybody sees. */
export const DEMO_SESSION = 'demo'

/** Milliseconds between two groups of tokens for those who want less motion: our script asks for it by `calm`. */
const CALM = 500

/** `GET /stream/:session`: a session's run on the wire, in the shape that `as` names. */
export function streamRoutes(options: RouteOptions): Hono {
  return new Hono().get('/stream/:session', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return streamConversation(request)
    const run = await findRun(request, open.session.id, RECAP_NODE)
    if (run === undefined) return noSuchRun(request)
    const { language, recap } = open.questionnaire
    const aside = asidePanel(request, open, run)
    if (aside !== undefined) return streamRun(request, run, language, aside)
    return streamRun(request, run, language, {
      finished: async (shown) => <RecapChange {...(await panelProps(request, open, shown))} />,
      status: (place) => <RecapStatus prefix={PREFIX} language={language} place={place} />,
      isWhole: recap !== false && !recap.stream,
    })
  })
}

async function streamConversation(request: AppRequest): Promise<Response> {
  const open = await openConversation(request)
  const run = open && (await findRun(request, open.conversation.id))
  if (open === undefined || run === undefined) return noSuchRun(request)
  const { conversation } = open
  const { language } = conversation
  return streamRun(request, run, language, {
    async finished(shown) {
      // Others may have gone on meanwhile: what is shown at the end is how things stand then.
      const now = await request.services.conversations.open(conversation)
      return <ConversationChange {...conversationAfter(request, now, shown.id)} />
    },
    status: (place) => <ConversationQueueStatus prefix={PREFIX} language={language} place={place} />,
  })
}

/** A run in the shape that the request asks for. */
export function streamRun(request: AppRequest, run: Run, language: string, panel: PanelParts): Response {
  const { c, options, services } = request
  const { sessionId } = run.job
  // Everybody looks at the same demo: only how many come from one address is limited.
  const limited = sessionId === DEMO_SESSION ? undefined : sessionId
  if (!options.streams.hasRoom(c, limited)) return tooManyStreams(request, language)
  const shape = shapeOf(c, language, panel)
  return viewRun(run, panel.isWhole === true ? wholeShape(shape) : shape, {
    lastEventId: c.req.header('last-event-id'),
    coalesce: c.req.query('calm') === undefined ? options.coalesce : Math.max(CALM, options.coalesce),
    pingInterval: options.pingInterval,
    onError: options.onError,
    onDelivered: services.onDelivered,
    onOpen: (close) => options.streams.add(c, limited, close),
    next: ({ id }) => services.runs.find(id),
    place: services.runs.place,
  })
}

function shapeOf(c: Context, language: string, panel: PanelParts): StreamShape {
  const words = messagesFor(language)
  const explain = (error: { readonly type: string; readonly reason?: string }) =>
    failureSentence(error, words)
  switch (c.req.query('as')) {
    case 'panel':
      return panelShape(panel)
    case 'json':
      return jsonShape(explain)
    case 'text':
      return textShape(explain)
    default:
      return plainShape(explain)
  }
}

/** The run that the address names, else the latest: of a node, or of whole graphs. */
async function findRun(
  { c, services }: AppRequest,
  sessionId: string,
  node?: string,
): Promise<Run | undefined> {
  const id = c.req.query('run')
  if (id === undefined) return services.runs.latest(sessionId, node)
  const run = await services.runs.find(id)
  return run?.job.sessionId === sessionId ? run : undefined
}

/** Programs get a status. */
function noSuchRun({ c, links }: AppRequest): Response {
  const words = messagesFor(SITE_LANGUAGE)
  const shape = c.req.query('as')
  if (shape === 'json') return c.json({ error: { type: 'not_found', message: words.recapUnavailable } }, 404)
  if (shape === 'text') return c.text(`${words.recapUnavailable}\n`, 404)
  return endedStream(c, words.recapUnavailable, { kind: 'superseded', checkUrl: links.home() }, links.home())
}

function tooManyStreams({ c }: AppRequest, language: string): Response {
  const words = messagesFor(language)
  const shape = c.req.query('as')
  const headers = { 'retry-after': '10' }
  if (shape === 'json') {
    return c.json({ error: { type: 'too_many_streams', message: words.crowded } }, 429, headers)
  }
  if (shape === 'text') return c.text(`${words.crowded}\n`, 429, headers)
  return endedStream(c, words.crowded, { kind: 'crowded' }, '', language)
}

/**
 * For pages: 200 with an explanation and `done`. After anything else the SSE extension would connect again for
 * ever.
 */
function endedStream(
  c: Context,
  sentence: string,
  recap: RecapView,
  url: string,
  language = SITE_LANGUAGE,
): Response {
  return sse((connection) => {
    connection.send(
      c.req.query('as') === 'panel'
        ? endedPanel(
            <RecapChange prefix={PREFIX} language={language} recap={recap} recapUrl={url} stopUrl={url} />,
          )
        : encodeFrame({ data: sentence }) + encodeFrame({ event: 'done', data: '1' }),
    )
    connection.close()
    return {}
  })
}
