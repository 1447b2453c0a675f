import type { Context } from 'hono'
import { basePath } from 'hono/route'
import type { Conversation } from '../session/conversation.js'
import type { OpenConversation } from '../session/conversations.js'
import type { Session } from '../session/session.js'
import type { OpenSession } from '../session/sessions.js'
import type { AppServices, RouteOptions } from './app-services.js'
import { createLinks, type Links } from './links.js'
import { opens, visitorOf } from './visitor.js'

/** What a handler needs to answer one request. */
export interface AppRequest {
  readonly c: Context
  readonly options: RouteOptions
  readonly services: AppServices
  readonly links: Links
}

export async function appRequest(c: Context, options: RouteOptions): Promise<AppRequest> {
  return { c, options, services: await options.services(), links: linksOf(c, options) }
}

export function linksOf(c: Context, options: Pick<RouteOptions, 'basePath'>): Links {
  return createLinks(options.basePath ?? basePath(c))
}

/**
 * The session that the URL names, if this visitor may open it. A foreign session and an unknown one are the
 * same to whoever asks.
 */
export async function openSession(request: AppRequest): Promise<OpenSession | undefined> {
  const { sessions } = request.services
  const session = await findOwn(request, (id) => sessions.find(id), sessions.hasKey)
  return session === undefined ? undefined : sessions.open(session)
}

/** The same for a conversation. */
export async function openConversation(request: AppRequest): Promise<OpenConversation | undefined> {
  const { conversations, conversationGraphs } = request.services
  const conversation = await findOwn(request, conversations.find)
  // A graph that is no longer published has no pages.
  if (conversation === undefined || !conversationGraphs.has(conversation.graph)) return undefined
  const graph = request.c.req.param('graph')
  if (graph !== undefined && graph !== conversation.graph) return undefined
  return conversations.open(conversation)
}

async function findOwn<T extends Session | Conversation>(
  { c, options }: AppRequest,
  find: (id: string) => Promise<T | undefined>,
  hasKey: (id: string, keyHash: string) => Promise<boolean> = async () => false,
): Promise<T | undefined> {
  const id = c.req.param('session') ?? ''
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined
  const found = await find(id)
  if (found === undefined) return undefined
  const visitor = await visitorOf(c, options.identity, options.publicUrl)
  const isLetIn = async () =>
    found.user === undefined && visitor.keyHash !== undefined && (await hasKey(id, visitor.keyHash))
  if (!opens(visitor, found) && !(await isLetIn())) return undefined
  return (await isAuthorized(c, options, found)) ? found : undefined
}

/** The host's own say, where it wants one: anything but `true` is a no. */
export async function isAuthorized(
  c: Context,
  options: RouteOptions,
  session: Session | Conversation,
): Promise<boolean> {
  return options.authorize === undefined || (await options.authorize(c, session)) === true
}

/** Whether htmx asks for a part of a page. */
export function isFragmentRequest(c: Context): boolean {
  return c.req.header('hx-request') === 'true' && c.req.header('hx-boosted') === undefined
}
