import type { Context } from 'hono'
import { messagesFor, NotFoundPage } from '../../views/index.js'
import { homeEntries } from './home-entries.js'
import { page } from './page.js'
import type { AppRequest } from './request.js'

/** Language of the pages that belong to no questionnaire. */
export const SITE_LANGUAGE = 'en'

/** The page for what does not exist, and for what somebody else's browser may open. */
export async function notFound(request: AppRequest): Promise<Response> {
  const { c, options } = request
  return page(c as Context, options, {
    title: messagesFor(SITE_LANGUAGE).notFoundTitle,
    language: SITE_LANGUAGE,
    status: 404,
    content: <NotFoundPage language={SITE_LANGUAGE} entries={await homeEntries(request)} />,
  })
}
