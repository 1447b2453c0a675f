import { enabledPages, firstOpenPage, type Page, pageAfter, pageBefore } from '../questionnaire/pages.js'
import type { OpenSession } from '../session/sessions.js'
import type { Links } from './links.js'

/** From the check page only what the new answers have opened is asked, and what is missing. */
export function nextPage(
  before: OpenSession,
  after: OpenSession,
  asked: Page,
  isChange: boolean,
): Page | undefined {
  const { questionnaire, answers, context } = after
  if (!isChange) return pageAfter(questionnaire, asked.id, answers, context)
  const known = new Set(enabledPages(questionnaire, before.answers, context).map(({ id }) => id))
  const opened = enabledPages(questionnaire, answers, context).find(({ id }) => !known.has(id))
  return opened ?? firstOpenPage(questionnaire, answers, context)
}

export function backUrl(links: Links, open: OpenSession, shown: Page, isChange: boolean): string {
  const { questionnaire, answers, context, session } = open
  if (isChange) return links.check(session.id)
  const before = pageBefore(questionnaire, shown.id, answers, context)
  return before === undefined ? links.questionnaire(session.questionnaire) : links.page(session.id, before.id)
}

export function isFromCheck(url: string): boolean {
  return new URL(url).searchParams.get('from') === 'check'
}

export function keepCheck(url: string): Record<string, string> {
  return isFromCheck(url) ? { from: 'check' } : {}
}
