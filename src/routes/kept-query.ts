import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { queryNames } from '../questionnaire/prefill.js'
import type { Questionnaire } from '../questionnaire/questionnaire.js'
import { isHttps } from './visitor.js'

const COOKIE = 'recapflow-start'
/** Characters of all values together: what does not fit into a cookie is not kept. */
const MOST = 2000
/** Seconds that somebody may read the start page. */
const HOUR = 3600

interface Place {
  readonly publicUrl: URL | undefined
  /** Of the start page, as browsers see it. */
  readonly path: string
}

/**
 * Keeps what a questionnaire takes from the address, until it is started. Answers whether the address has a
 * query: then the browser is sent to the one without, so that nothing of it stays in histories and referrers.
 */
export function keepQuery(c: Context, { publicUrl, path }: Place, questionnaire: Questionnaire): boolean {
  const names = queryNames(questionnaire)
  const query = c.req.query()
  const kept = new URLSearchParams(names.flatMap((name) => (query[name] ? [[name, query[name]]] : [])))
  if (kept.size > 0 && kept.toString().length <= MOST) {
    const secure = isHttps(c, publicUrl)
    setCookie(c, COOKIE, kept.toString(), {
      path,
      httpOnly: true,
      sameSite: 'Lax',
      secure,
      maxAge: HOUR,
    })
  }
  return names.some((name) => query[name] !== undefined)
}

/** What was kept at the address of the start page. */
export function takeQuery(c: Context, path: string): Record<string, string> {
  const kept = getCookie(c, COOKIE)
  if (kept === undefined) return {}
  deleteCookie(c, COOKIE, { path })
  return Object.fromEntries(new URLSearchParams(kept))
}
