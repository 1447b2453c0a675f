import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { messagesFor, ResponsesNavigation, type ResponsesNavigationProps } from '../../views/index.js'
import type { OwnerSignIn } from '../owner/owner-store.js'
import type { OwnerServices, RouteOptions } from './app-services.js'
import { acceptLanguage } from './language-routes.js'
import { type PageParts, page } from './page.js'
import { type AppRequest, appRequest } from './request.js'
import { contentSecurityPolicy } from './security-headers.js'
import { isHttps } from './visitor.js'

/** A request to the owner's pages, whoever it comes from. */
export interface OwnerRequest extends AppRequest {
  readonly owner: OwnerServices
  /** Of the pages: the browser's, where we have its words. */
  readonly language: string
  /** The owner, if that is who asks. */
  readonly signIn: OwnerSignIn | undefined
}

const LANGUAGES = ['en', 'fi']

/** The prefix `__Host-` binds the cookie to this host over https; browsers refuse it without. */
function cookieName(secure: boolean): string {
  return secure ? '__Host-recapflow-owner' : 'recapflow-owner'
}

export async function ownerRequest(c: Context, options: RouteOptions): Promise<OwnerRequest> {
  const request = await appRequest(c, options)
  const { owner } = request.services
  if (owner === undefined) throw new Error('The owner’s pages have no services.')
  // Nothing of these pages is ever shown in a frame, kept by a cache or found by a search engine.
  c.header('content-security-policy', contentSecurityPolicy([]))
  c.header('cache-control', 'no-store')
  c.header('x-robots-tag', 'noindex')
  const key = getCookie(c, cookieName(isHttps(c, options.publicUrl)))
  const signIn = await owner.access.find(key)
  return { ...request, owner, language: acceptLanguage(c, LANGUAGES, 'en'), signIn }
}

export type SignedInRequest = OwnerRequest & { readonly signIn: OwnerSignIn }

/**
 * Answers the owner; everybody else is asked for the password first.
 *
 * @param needs `recent`: the password was given in the last quarter of an hour, else it is asked for again.
 * @param returnTo where to go after signing in. Default the address that was asked for.
 */
export async function asOwner(
  c: Context,
  options: RouteOptions,
  handle: (request: SignedInRequest) => Response | Promise<Response>,
  { needs = 'any', returnTo }: { readonly needs?: 'any' | 'recent'; readonly returnTo?: string } = {},
): Promise<Response> {
  const request = await ownerRequest(c, options)
  const { signIn, links, owner } = request
  const isEnough = signIn !== undefined && (needs === 'any' || owner.access.isFresh(signIn))
  if (isEnough) return handle({ ...request, signIn })
  const { search } = new URL(c.req.url)
  const to =
    returnTo ?? (c.req.method === 'GET' ? `${links.responses()}${restOf(c)}${search}` : links.responses())
  return c.redirect(links.responsesPart('sign-in', `?${new URLSearchParams({ to })}`), 303)
}

/** The path behind `/responses`, whatever stands before it. */
function restOf(c: Context): string {
  return c.req.path.slice(c.req.path.indexOf('/responses') + '/responses'.length)
}

/** A page of the owner's, with the way to the others where somebody is signed in. */
export function ownerPage(
  request: OwnerRequest,
  parts: Omit<PageParts, 'language' | 'navigation'> & {
    readonly current?: ResponsesNavigationProps['current']
  },
): Response | Promise<Response> {
  const { c, options, links, language, signIn } = request
  return page(c, options, {
    subtitle: messagesFor(language).owner.forOwner,
    ...parts,
    language,
    ...(signIn === undefined
      ? {}
      : {
          navigation: (
            <ResponsesNavigation
              language={language}
              current={parts.current}
              responsesUrl={links.responses()}
              chartsUrl={links.responsesPart('charts')}
              recordUrl={links.responsesPart('record')}
              signOutUrl={links.responsesPart('sign-out')}
            />
          ),
        }),
  })
}

/** Ends with the browser, and on the server after half an hour without a page. */
export function setOwnerCookie(c: Context, { publicUrl }: RouteOptions, key: string): void {
  const secure = isHttps(c, publicUrl)
  setCookie(c, cookieName(secure), key, { path: '/', httpOnly: true, sameSite: 'Strict', secure })
}

export function deleteOwnerCookie(c: Context, { publicUrl }: RouteOptions): void {
  const secure = isHttps(c, publicUrl)
  deleteCookie(c, cookieName(secure), { path: '/', secure })
}

/** Only back to one of the owner's pages. */
export function safeReturn(to: string, responsesUrl: string): string {
  const isPlain =
    /^\/(?![/\\])[\w\-./?=&%+~]*$/.test(to) &&
    !/\/\.{1,2}(?:\/|$)|\/\/|%2e|%2f|%5c/i.test(to.split('?')[0] ?? '')
  const [path = ''] = to.split('?')
  const isOurs = path === responsesUrl || path.startsWith(`${responsesUrl}/`)
  return isPlain && isOurs ? to : responsesUrl
}
