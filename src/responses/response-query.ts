import { isRealDate } from '../questionnaire/date-text.js'
import type { SessionFilter } from '../session/session-list.js'
import { addDays, type LocalDays } from './local-day.js'

/** What the owner asked for, as it stands in the address. Days are `YYYY-MM-DD`, both inside. */
export interface ResponseQuery {
  /** Its name in addresses. */
  readonly questionnaire?: string
  readonly state?: 'sent' | 'draft'
  readonly from?: string
  readonly to?: string
  /** The beginning of a reference number, without dashes. */
  readonly reference?: string
  /** From 1. */
  readonly page: number
}

const MAX_PAGE = 1_000_000

/** Whatever is no such value counts as not said. */
export function readResponseQuery(query: Readonly<Record<string, string | undefined>>): ResponseQuery {
  const { questionnaire, state, from = '', to = '', page = '' } = query
  const reference = readReference(query.reference ?? '')
  return {
    ...(questionnaire === undefined || questionnaire === '' ? {} : { questionnaire }),
    ...(state === 'sent' || state === 'draft' ? { state } : {}),
    ...(isRealDate(from) ? { from } : {}),
    ...(isRealDate(to) ? { to } : {}),
    ...(reference === '' ? {} : { reference }),
    page: /^[1-9]\d{0,6}$/.test(page) ? Math.min(Number(page), MAX_PAGE) : 1,
  }
}

/** As people read a reference out: with dashes or spaces, in small letters. */
function readReference(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, 9)
}

/** The same as a question to the store. */
export function sessionFilter(query: ResponseQuery, days: LocalDays, at: Date): SessionFilter {
  const { questionnaire, state, from, to, reference } = query
  return {
    questionnaire,
    state,
    reference,
    from: from === undefined ? undefined : days.startOf(from),
    until: to === undefined ? undefined : days.startOf(addDays(to, 1)),
    at: at.toISOString(),
  }
}

/** The address's part after the question mark; empty where nothing is asked for. */
export function writeResponseQuery(query: Partial<ResponseQuery>): string {
  const { page = 1, ...others } = query
  const pairs = Object.entries(others).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const search = new URLSearchParams(pairs)
  if (page > 1) search.set('page', String(page))
  return search.size === 0 ? '' : `?${search}`
}
