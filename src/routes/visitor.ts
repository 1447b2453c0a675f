import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { hashKey, randomHex } from '../session/browser-key.js'
import type { Session } from '../session/session.js'

/** Who sends a request: the host's user, or whoever has the browser key. */
export interface Visitor {
  readonly user: string | undefined
  /** SHA-256 of the browser's key, where it has one. */
  readonly keyHash: string | undefined
}

/** Names the host's user, or nobody. Asked on every request. */
export type Identity = (c: Context) => string | undefined | Promise<string | undefined>

const YEAR = 365 * 24 * 60 * 60

export async function visitorOf(
  c: Context,
  identity: Identity | undefined,
  publicUrl: URL | undefined,
): Promise<Visitor> {
  const key = getCookie(c, cookieName(isHttps(c, publicUrl)))
  return {
    user: await identity?.(c),
    keyHash: key !== undefined && /^[0-9a-f]{64}$/.test(key) ? hashKey(key) : undefined,
  }
}

/** The visitor with a browser key, which is set as a cookie where there is none and no user either. */
export async function recogniseVisitor(
  c: Context,
  identity: Identity | undefined,
  publicUrl: URL | undefined,
): Promise<Visitor> {
  const visitor = await visitorOf(c, identity, publicUrl)
  if (visitor.user !== undefined || visitor.keyHash !== undefined) return visitor
  const key = randomHex(32)
  const secure = isHttps(c, publicUrl)
  setCookie(c, cookieName(secure), key, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure,
    maxAge: YEAR,
  })
  return { ...visitor, keyHash: hashKey(key) }
}

/** Whether a visitor is the one who began a session or a conversation. */
export function opens(visitor: Visitor, session: Pick<Session, 'user' | 'keyHash'>): boolean {
  if (session.user !== undefined) return visitor.user === session.user
  return session.keyHash !== undefined && visitor.keyHash === session.keyHash
}

/** The prefix `__Host-` binds the cookie to this host over https; browsers refuse it without. */
function cookieName(secure: boolean): string {
  return secure ? '__Host-recapflow' : 'recapflow'
}

export function isHttps(c: Context, publicUrl: URL | undefined): boolean {
  return publicUrl === undefined ? c.req.url.startsWith('https:') : publicUrl.protocol === 'https:'
}
