import type { Page } from 'playwright-core'

type Form = Readonly<Record<string, string>>

/**
 * Begins a questionnaire as this visitor, by its forms and without looking at a page, and answers the pages that
 * `posts` names. Returns the address of the session.
 */
export async function beginWith(
  page: Page,
  home: string,
  slug: string,
  posts: readonly (readonly [page: string, form: Form])[] = [],
): Promise<string> {
  const headers = { origin: new URL(home).origin }
  async function post(url: string, form: Form): Promise<string> {
    const answer = await page.context().request.post(url, { headers, form, maxRedirects: 0 })
    const { location } = answer.headers()
    // A page with a question that the answer has just opened comes back with it (422).
    if (location === undefined && answer.status() !== 422)
      throw new Error(`${url} answered ${answer.status()}`)
    return new URL(location ?? url, url).href
  }
  const session = await post(`${home}/q/${slug}`, {})
  for (const [id, form] of posts) await post(`${session}/${id}`, form)
  return session
}
