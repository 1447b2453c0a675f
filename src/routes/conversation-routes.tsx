import { Hono } from 'hono'
import {
  ConversationChange,
  ConversationPage,
  ConversationStartPage,
  domIds,
  messagesFor,
} from '../../views/index.js'
import { askedOf, MAX_REPLY, readReply } from '../session/asked.js'
import type { OpenConversation } from '../session/conversations.js'
import type { RouteOptions } from './app-services.js'
import {
  conversationFrom,
  conversationNow,
  conversationView,
  type KeptReply,
  writerView,
} from './conversation-view.js'
import { openConversationOf } from './home-conversations.js'
import { notFound, SITE_LANGUAGE } from './missing.js'
import { PREFIX, page } from './page.js'
import { type AppRequest, appRequest, isFragmentRequest, openConversation } from './request.js'
import { requestForm } from './request-form.js'
import { settledSoon } from './settled-soon.js'
import { recogniseVisitor } from './visitor.js'

/** Seconds after which a page without JavaScript looks again while an answer is being written. */
const REFRESH = 2

/** Milliseconds within which a question that needs no model is there, so that nobody has to wait for it twice. */
const SOON = 300
/** Milliseconds that a stopped run gets to end. */
const STOPPING = 2000

/** Graphs as conversations: begun, replied to, stopped and gone on with. */
export function conversationRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.get('/c/:graph', async (c) => {
    const request = await appRequest(c, options)
    const { links, services } = request
    const graph = services.conversationGraphs.get(c.req.param('graph'))
    if (graph === undefined) return notFound(request)
    const begun = await openConversationOf(request, graph.slug)
    return page(c, options, {
      title: graph.name,
      language: SITE_LANGUAGE,
      back: { href: links.home() },
      content: (
        <ConversationStartPage
          prefix={PREFIX}
          language={SITE_LANGUAGE}
          name={graph.name}
          description={graph.description === '' ? undefined : graph.description}
          writer={writerView(graph)}
          privacy={options.privacy}
          startUrl={links.conversationStart(graph.slug)}
          resumeUrl={begun && links.conversationNow(graph.slug, begun.conversation.id)}
        />
      ),
    })
  })

  app.post('/c/:graph', async (c) => {
    const request = await appRequest(c, options)
    const { links, services } = request
    const graph = services.conversationGraphs.get(c.req.param('graph'))
    if (graph === undefined) return notFound(request)
    const visitor = await recogniseVisitor(c, options.identity, options.publicUrl)
    const { id, firstRun } = await services.conversations.start(graph.slug, SITE_LANGUAGE, visitor)
    await settledSoon(await services.runs.find(firstRun), SOON)
    return c.redirect(links.conversation(graph.slug, id), 303)
  })

  app.get('/c/:graph/:session', async (c) => {
    const request = await appRequest(c, options)
    const open = await openConversation(request)
    if (open === undefined) return notFound(request)
    open.run?.touch()
    return showPage(request, open)
  })

  app.post('/c/:graph/:session', async (c) => {
    const request = await appRequest(c, options)
    const open = await openConversation(request)
    return open === undefined ? notFound(request) : reply(request, open)
  })

  app.post('/c/:graph/:session/stop', async (c) => {
    const request = await appRequest(c, options)
    const open = await openConversation(request)
    if (open === undefined) return notFound(request)
    open.run?.abort('stop')
    await settledSoon(open.run, STOPPING)
    // With JavaScript the stream itself brings what stands there from now on.
    if (isFragmentRequest(c)) return c.body(null, 204)
    return c.redirect(nowUrl(request, open), 303)
  })

  app.post('/c/:graph/:session/again', async (c) => {
    const request = await appRequest(c, options)
    const open = await openConversation(request)
    if (open === undefined) return notFound(request)
    await request.services.conversations.again(open.conversation)
    if (!isFragmentRequest(c)) return c.redirect(nowUrl(request, open), 303)
    const after = await reopened(request, open)
    // Where another tab has gone on, there is more to show than the present item.
    if (after.turns.length > open.turns.length) return showPage(request, after)
    return c.html(<ConversationChange {...conversationNow(request, after)} />)
  })

  return app
}

async function reply(request: AppRequest, open: OpenConversation): Promise<Response> {
  const { c, services } = request
  const form = await requestForm(c)
  const interrupt = form.interrupt?.[0] ?? ''
  const sent = form.reply?.[0] ?? ''
  const asked = askedOf(askedIn(open, interrupt)?.value ?? null)
  const read = readReply(asked, sent)
  if ('error' in read) {
    const isPending = open.pending.some(({ id }) => id === interrupt)
    if (!isPending) return refuse(request, 'answered', read.typed)
    return showMistake(request, open, {
      interrupt,
      typed: read.typed,
      error: mistakeOf(read.error, open.conversation.language),
    })
  }
  const outcome = await services.conversations.reply(open.conversation, { interrupt, value: read.value })
  if (outcome === 'answered' || outcome === 'busy') {
    // What was pressed is no text to go on with.
    return refuse(request, outcome, asked.options.length > 0 ? undefined : sent)
  }
  const after = await reopened(request, open)
  if (!isFragmentRequest(c)) {
    await settledSoon(after.run, SOON)
    return c.redirect(nowUrl(request, after), 303)
  }
  const turn = after.turns.find((candidate) => candidate.reply?.interrupt === interrupt)?.number
  return c.html(<ConversationChange {...conversationFrom(request, after, turn ?? 0)} />)
}

/** An interrupt of the conversation, whether it still waits or not. */
function askedIn({ turns, pending }: OpenConversation, interrupt: string) {
  const earlier = turns.flatMap(({ record }) => record?.outcome?.interrupts ?? [])
  return [...pending, ...earlier].find(({ id }) => id === interrupt)
}

function mistakeOf(error: 'empty' | 'tooLong' | 'notOffered', language: string): string {
  const words = messagesFor(language)
  if (error === 'empty') return words.talkEmpty
  return error === 'tooLong' ? words.talkTooLong(MAX_REPLY) : words.talkNotOffered
}

async function showMistake(request: AppRequest, open: OpenConversation, kept: KeptReply): Promise<Response> {
  if (!isFragmentRequest(request.c)) return showPage(request, open, { kept, status: 422 })
  return request.c.html(<ConversationChange {...conversationNow(request, open, kept)} />, 422)
}

/** Nothing has changed: the page as it is now, with what was typed. */
async function refuse(
  request: AppRequest,
  reason: 'answered' | 'busy',
  sent: string | undefined,
): Promise<Response> {
  const open = await openConversation(request)
  if (open === undefined) return notFound(request)
  const [only, ...others] = open.pending
  const hasBox =
    sent !== undefined &&
    only !== undefined &&
    others.length === 0 &&
    askedOf(only.value).options.length === 0
  return showPage(request, open, {
    status: 409,
    refused: { reason, typed: hasBox ? undefined : sent },
    kept: hasBox ? { interrupt: only.id, typed: sent } : undefined,
  })
}

interface Shown {
  readonly status?: 409 | 422
  readonly refused?: { readonly reason: 'answered' | 'busy'; readonly typed: string | undefined }
  readonly kept?: KeptReply | undefined
}

function showPage(
  request: AppRequest,
  open: OpenConversation,
  { status, refused, kept }: Shown = {},
): Response | Promise<Response> {
  const { c, options, links, services } = request
  const { conversation, run } = open
  const graph = services.conversationGraphs.get(conversation.graph)
  if (graph === undefined) return notFound(request)
  const isFragment = isFragmentRequest(c)
  if (isFragment && c.req.method === 'POST') replaceWholePage(request)
  const words = messagesFor(conversation.language)
  const view = conversationView(request, open, kept)
  return page(c, options, {
    title: status === 422 ? words.errorTitle(graph.name) : graph.name,
    language: conversation.language,
    // htmx shows no page that comes with the status of a conflict.
    status: status === 409 && isFragment ? 200 : (status ?? 200),
    back: { href: links.conversationStart(graph.slug) },
    refresh: run?.isRunning ? REFRESH : undefined,
    refreshUrl: view.lookUrl,
    content: <ConversationPage {...view} name={graph.name} writer={writerView(graph)} refused={refused} />,
  })
}

/** The form asked for the last item alone. */
function replaceWholePage({ c }: AppRequest): void {
  const whole = `#${domIds(PREFIX).page}`
  c.header('hx-retarget', whole)
  c.header('hx-reselect', whole)
  c.header('hx-reswap', 'outerHTML show:window:top')
}

function reopened({ services }: AppRequest, { conversation }: OpenConversation): Promise<OpenConversation> {
  return services.conversations.open(conversation)
}

function nowUrl({ links }: AppRequest, { conversation }: OpenConversation): string {
  return links.conversationNow(conversation.graph, conversation.id)
}
