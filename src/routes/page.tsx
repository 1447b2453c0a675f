import type { Context } from 'hono'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { BackLink, LanguageSwitch } from '../../views/index.js'
import { messagesFor, PageBody, PageHead, PageLayout } from '../../views/index.js'
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
  readonly languages?: LanguageSwitch | undefined
  /** Where "Save and come back" leads. */
  readonly keepUrl?: string | undefined
  /** Where "Exit this page" leads. */
  readonly exitUrl?: string | undefined
  /** Seconds after which the page loads again where there is no JavaScript. */
  readonly refresh?: number | undefined
  /** What it loads then. Default itself. */
  readonly refreshUrl?: string | undefined
  readonly status?: 200 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
  /** Links between pages that belong together. */
  readonly navigation?: Child
  readonly content: Child
}

type HostRender = (content: unknown, props: { title: string; head: unknown }) => Response | Promise<Response>

/** Answers with a whole page: in our own document, or in the layout of the host's `jsxRenderer`. */
export function page(c: Context, options: RouteOptions, parts: PageParts): Response | Promise<Response> {
  const { title, language, refresh } = parts
  const direction = directionOf(language)
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
      languages={parts.languages}
      direction={direction}
      exitUrl={parts.exitUrl}
      navigation={parts.navigation}
      footer={
        parts.keepUrl === undefined ? [] : [{ text: messagesFor(language).keepTitle, url: parts.keepUrl }]
      }
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
      <PageLayout title={title} language={language} direction={direction} {...head}>
        {body}
      </PageLayout>
    </>,
  )
}

/** Languages written from right to left, by the script that they are usually written in. */
const RIGHT_TO_LEFT = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa'])

const directions = new Map<string, 'ltr' | 'rtl'>()

/** Worked out once for each language. */
function directionOf(language: string): 'ltr' | 'rtl' {
  const known = directions.get(language)
  if (known !== undefined) return known
  const script = new Intl.Locale(language).maximize().script ?? ''
  const direction = RIGHT_TO_LEFT.has(script) ? 'rtl' : 'ltr'
  directions.set(language, direction)
  return direction
}
