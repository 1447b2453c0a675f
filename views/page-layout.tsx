import type { Child } from 'hono/jsx'

export interface PageAssets {
  readonly stylesheet: string
  readonly script: string
  readonly icon: string
  /** Absent where the host brings htmx and its SSE extension itself. */
  readonly htmx?: string
  readonly sse?: string
}

export interface PageHeadProps {
  readonly assets: PageAssets
  /** Seconds after which the page loads again where there is no JavaScript. */
  readonly refresh?: number | undefined
  /** What it loads then. Default itself, which browsers do not do for an address with a `#`. */
  readonly refreshUrl?: string | undefined
  /** Seconds between two signs of life on a stream. Default 15. */
  readonly ping?: number | undefined
  /** The host's CSP nonce for our tags. */
  readonly nonce?: string | undefined
}

/** How htmx behaves on our pages: nothing evaluated, nothing kept, and a page with errors (422) is shown. */
const htmxConfig = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  responseHandling: [
    { code: '204', swap: false },
    { code: '409', swap: true },
    { code: '422', swap: true },
    { code: '[23]..', swap: true },
    { code: '[45]..', swap: false, error: true },
  ],
})

/** What our pages need in a host's `<head>`. */
export function PageHead({ assets, refresh, refreshUrl, ping, nonce }: PageHeadProps) {
  const script = { defer: true, ...(nonce === undefined ? {} : { nonce }) }
  return (
    <>
      <meta name="htmx-config" content={htmxConfig} />
      {ping !== undefined && <meta name="recapflow-ping" content={String(ping)} />}
      <link rel="stylesheet" href={assets.stylesheet} />
      {assets.htmx !== undefined && <script src={assets.htmx} {...script} />}
      {assets.sse !== undefined && <script src={assets.sse} {...script} />}
      <script src={assets.script} {...script} />
      {refresh !== undefined && (
        <noscript>
          <meta
            http-equiv="refresh"
            content={refreshUrl === undefined ? String(refresh) : `${refresh};url=${refreshUrl}`}
          />
        </noscript>
      )}
    </>
  )
}

export interface PageLayoutProps extends PageHeadProps {
  /** Of the document. */
  readonly title: string
  /** BCP 47 tag. */
  readonly language: string
  readonly direction?: 'ltr' | 'rtl'
  readonly children: Child
}

/** A whole document. Hosts with a layout of their own use `PageHead` and `PageBody` instead. */
export function PageLayout({ title, language, direction = 'ltr', children, ...head }: PageLayoutProps) {
  return (
    <html class="rf-doc" lang={language} dir={direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href={head.assets.icon} type="image/svg+xml" />
        <PageHead {...head} />
      </head>
      <body>{children}</body>
    </html>
  )
}
