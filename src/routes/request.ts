import type { Context } from 'hono'
import { basePath } from 'hono/route'
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
export async function openSession({ c, options, services }: AppRequest): Promise<OpenSession | undefined> {
  const id = c.req.param('session') ?? ''
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined
  const session = await services.sessions.find(id)
  if (session === undefined || !opens(await visitorOf(c, options.identity, options.publicUrl), session))
    return undefined
  if (!(await isAuthorized(c, options, session))) return undefined
  return services.sessions.open(session)
}

/** The host's own say, where it wants one: anything but `true` is a no. */
export async function isAuthorized(c: Context, options: RouteOptions, session: Session): Promise<boolean> {
  return options.authorize === undefined || (await options.authorize(c, session)) === true
}

/** Whether htmx asks for a part of a page. */
export function isFragmentRequest(c: Context): boolean {
  return c.req.header('hx-request') === 'true' && c.req.header('hx-boosted') === undefined
}
