import type { Context } from 'hono'
import type { OpenSession } from '../session/sessions.js'
import type { RouteOptions } from './app-services.js'
import { notFound } from './missing.js'
import { type AppRequest, appRequest, openSession } from './request.js'

export type SessionHandler = (request: AppRequest, open: OpenSession) => Response | Promise<Response>

/** Only for a session that this visitor may open and that was not sent. */
export async function onDraft(c: Context, options: RouteOptions, handle: SessionHandler): Promise<Response> {
  const request = await appRequest(c, options)
  const open = await openSession(request)
  if (open === undefined) return notFound(request)
  const { id, confirmedAt } = open.session
  if (confirmedAt !== undefined) return c.redirect(request.links.done(id), 303)
  c.header('cache-control', 'no-store')
  return handle(request, open)
}
