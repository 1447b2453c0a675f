import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { ConversationChange, messagesFor, RecapChange } from '../../views/index.js'
import { encodeFrame } from '../run/frame.js'
import { jsonShape } from '../run/json-shape.js'
import type { Run } from '../run/run.js'
import { sse } from '../run/sse.js'
import type { StreamShape } from '../run/stream-shape.js'
import { plainShape, textShape } from '../run/text-shapes.js'
import { viewRun } from '../run/view-run.js'
import type { RouteOptions } from './app-services.js'
import { conversationAfter } from './conversation-view.js'
import { SITE_LANGUAGE } from './missing.js'
import { PREFIX } from './page.js'
import { endedPanel, panelShape } from './panel-shape.js'
import { panelProps } from './recap-panel-props.js'
import { failureSentence } from './recap-view.js'
import { type AppRequest, appRequest, openConversation, openSession } from './request.js'

/** `GET /stream/:session`: a session's run on the wire, in the shape that `as` names. */
export function streamRoutes(options: RouteOptions): Hono {
  return new Hono().get('/stream/:session', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return streamConversation(request)
    const run = await findRun(request, open.session.id)
    if (run === undefined) return noSuchRun(request)
    const { language } = open.questionnaire
    const panel = () => <RecapChange {...panelProps(request, open, run)} />
    return streamRun(c, options, run, { language, panel })
  })
}

async function streamConversation(request: AppRequest): Promise<Response> {
  const open = await openConversation(request)
  const run = open && (await findRun(request, open.conversation.id))
  if (open === undefined || run === undefined) return noSuchRun(request)
  const { conversation } = open
  // Others may have gone on meanwhile: what is shown at the end is how things stand then.
  const panel = async () => {
    const now = await request.services.conversations.open(conversation)
    return <ConversationChange {...conversationAfter(request, now, run.id)} />
  }
  return streamRun(request.c, request.options, run, { language: conversation.language, panel })
}

/** What stands in the place of a panel from the end of its run on. */
type PanelOf = () => Child | Promise<Child>

/** A run in the shape that the request asks for. */
export function streamRun(
  c: Context,
  options: RouteOptions,
  run: Run,
  { language, panel }: { readonly language: string; readonly panel: PanelOf },
): Response {
  return viewRun(run, shapeOf(c, language, panel), {
    lastEventId: c.req.header('last-event-id'),
    coalesce: options.coalesce,
    pingInterval: options.pingInterval,
    onError: options.onError,
  })
}

function shapeOf(c: Context, language: string, panel: PanelOf): StreamShape {
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

async function findRun({ c, services }: AppRequest, sessionId: string): Promise<Run | undefined> {
  const id = c.req.query('run')
  if (id === undefined) return services.runs.latest(sessionId)
  const run = await services.runs.find(id)
  return run?.job.sessionId === sessionId ? run : undefined
}

/**
 * Programs get a status. Pages get 200 with an explanation and `done`: after anything else the SSE extension
 * would connect again for ever.
 */
function noSuchRun({ c, links }: AppRequest): Response {
  const words = messagesFor(SITE_LANGUAGE)
  const shape = c.req.query('as')
  if (shape === 'json') return c.json({ error: { type: 'not_found', message: words.recapUnavailable } }, 404)
  if (shape === 'text') return c.text(`${words.recapUnavailable}\n`, 404)
  return sse((connection) => {
    connection.send(
      shape === 'panel'
        ? endedPanel(
            <RecapChange
              prefix={PREFIX}
              language={SITE_LANGUAGE}
              recap={{ kind: 'superseded', checkUrl: links.home() }}
              recapUrl={links.home()}
              stopUrl={links.home()}
            />,
          )
        : encodeFrame({ data: words.recapUnavailable }) + encodeFrame({ event: 'done', data: '1' }),
    )
    connection.close()
    return {}
  })
}
