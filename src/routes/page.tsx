import type { Context } from 'hono'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { BackLink } from '../../views/index.js'
import { PageBody, PageHead, PageLayout } from '../../views/index.js'
import type { RouteOptions } from './app-services.js'
import { assetPath } from './asset-routes.js'
import { PREFIX } from './prefix.js'
import { linksOf } from './request.js'

export { PREFIX }

export interface PageParts {
  readonly title: string
  readonly language: string
  readonly subtitle?: string | undefined
  readonly back?: BackLink | undefined
  readonly isSaved?: boolean
  /** Seconds after which the page loads again where there is no JavaScript. */
  readonly refresh?: number | undefined
  /** What it loads then. Default itself. */
  readonly refreshUrl?: string | undefined
  readonly status?: 200 | 400 | 403 | 404 | 409 | 413 | 415 | 422 | 500 | 503
  readonly content: Child
}

type HostRender = (content: unknown, props: { title: string; head: unknown }) => Response | Promise<Response>

/** Answers with a whole page: in our own document, or in the layout of the host's `jsxRenderer`. */
export function page(c: Context, options: RouteOptions, parts: PageParts): Response | Promise<Response> {
  const { title, language, refresh } = parts
  const links = linksOf(c, options)
  const head = {
    assets: {
      stylesheet: links.asset(assetPath('recapflow.css')),
      script: links.asset(assetPath('recapflow.js')),
      icon: links.asset(assetPath('icon.svg')),
      htmx: links.asset(assetPath('htmx.js')),
      sse: links.asset(assetPath('htmx-ext-sse.js')),
    },
    refresh,
    refreshUrl: parts.refreshUrl,
    ping: options.pingInterval / 1000,
  }
  const body = (
    <PageBody
      prefix={PREFIX}
      language={language}
      siteName={options.siteName}
      homeUrl={links.home()}
      isEmbedded={options.layout === 'host'}
      notices={options.notices}
      help={options.help}
      subtitle={parts.subtitle}
      isSaved={parts.isSaved ?? false}
      back={parts.back}
    >
      {parts.content}
    </PageBody>
  )
  c.status(parts.status ?? 200)
  if (options.layout === 'host') {
    const render = c.render as unknown as HostRender
    return render(body, { title, head: <PageHead {...head} /> })
  }
  return c.html(
    <>
      {raw('<!doctype html>')}
      <PageLayout title={title} language={language} {...head}>
        {body}
      </PageLayout>
    </>,
  )
}
