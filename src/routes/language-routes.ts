import { type Context, Hono } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import type { LanguageSwitch } from '../../views/index.js'
import type { OpenSession } from '../session/sessions.js'
import type { RouteOptions } from './app-services.js'
import type { Links } from './links.js'
import { notFound } from './missing.js'
import { appRequest, openSession } from './request.js'
import { requestForm } from './request-form.js'

/** `POST /s/:session/language`: the session goes on in another language that its questionnaire has. */
export function languageRoutes(options: RouteOptions): Hono {
  return new Hono().post('/s/:session/language', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return notFound(request)
    const form = await requestForm(c)
    const [language = '', to = ''] = [form.language?.[0], form.to?.[0]]
    const { id } = open.session
    if (open.languages.includes(language)) {
      await request.services.sessions.change(id, () => ({ language }))
    }
    // Only back to where the switch can be.
    const own = `${request.links.session(id)}/`
    return c.redirect(to.startsWith(own) && !to.includes('..') ? to : own.slice(0, -1), 303)
  })
}

/** The switch on a page of a session; none where the questionnaire has one language. */
export function languageSwitch(
  { languages, questionnaire, session }: OpenSession,
  links: Links,
  url: string,
): LanguageSwitch | undefined {
  const others = languages.filter((tag) => tag !== questionnaire.language)
  if (others.length === 0) return undefined
  const { pathname, search } = new URL(url)
  const root = links.session(session.id)
  // Behind a proxy that strips a prefix, the address that is seen here lacks it.
  const to = `${root}${pathname.slice(pathname.indexOf(`/s/${session.id}`) + `/s/${session.id}`.length)}${search}`
  return {
    url: links.language(session.id),
    to,
    others: others.map((tag) => ({ tag, name: languageName(tag) })),
  }
}

/** What its speakers call a language. */
export function languageName(tag: string): string {
  const known = languageNames.get(tag)
  if (known !== undefined) return known
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
  const asTitle = name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
  languageNames.set(tag, asTitle)
  return asTitle
}

/** Of the languages that questionnaires have. Looking a name up takes longer than most of a page. */
const languageNames = new Map<string, string>()

/** The first language of the browser's that is among these, by whole tag or by its language alone. */
export function acceptLanguage(c: Context, all: readonly string[], fallback: string): string {
  const wanted = parseAccept(c.req.header('accept-language') ?? '')
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ type }) => type.toLowerCase())
  for (const tag of wanted) {
    const whole = all.find((known) => known.toLowerCase() === tag)
    const part = all.find((known) => known.toLowerCase().split('-')[0] === tag.split('-')[0])
    if (whole !== undefined || part !== undefined) return whole ?? part ?? fallback
  }
  return fallback
}
