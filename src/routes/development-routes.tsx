import { Hono } from 'hono'
import { raw } from 'hono/html'
import { FileTroubleNotice, FileTroublePage, PageBody, PageLayout } from '../../views/index.js'
import { encodeFrame } from '../run/frame.js'
import { type SseConnection, sse } from '../run/sse.js'
import { isLocalHost } from '../settings.js'
import type { Problem } from '../yaml/problem.js'
import { assetPath, assetRoutes } from './asset-routes.js'
import { developmentScript } from './development-script.js'
import { PREFIX } from './prefix.js'
import { contentSecurityPolicy } from './security-headers.js'

/** Why the files cannot be used as they are. */
export interface FileTrouble {
  /** All of it, for a terminal. */
  readonly text: string
  /** The mistakes with their places; empty where it is something else. */
  readonly problems: readonly Problem[]
}

export interface DevelopmentRoutesOptions {
  /** The app with the last files that were right; `undefined` before there were any. */
  readonly inner: () => Hono | undefined
  readonly trouble: () => FileTrouble | undefined
  /** Another one after each change, and in each process. */
  readonly version: () => string
}

/** Where something begins: a begun session goes on with the files that it began with. */
const BEGINNING = /^\/(?:$|q\/|demo$|c\/[^/]+\/?$)/

const SCRIPT = '/assets/development.js'

/** An app around the app, for whoever writes its files. The app itself knows nothing of it. */
export function developmentRoutes(options: DevelopmentRoutesOptions) {
  const viewers = new Set<SseConnection>()
  const say = (viewer: SseConnection) => viewer.send(encodeFrame({ data: options.version() }))
  const app = new Hono()

  app.use(async (c, next) => {
    // A page elsewhere, whose name was turned to this machine, is to learn nothing of the files.
    if (isLocalHost(new URL(c.req.url).hostname)) return next()
    return options.inner()?.fetch(c.req.raw, c.env) ?? c.text('The files have mistakes.', 503)
  })
  app.get(SCRIPT, (c) =>
    c.body(developmentScript, 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-store',
    }),
  )
  app.get('/assets/development/changes', () =>
    sse((viewer) => {
      viewers.add(viewer)
      say(viewer)
      return { onClose: () => void viewers.delete(viewer) }
    }),
  )
  app.route('/assets', assetRoutes())
  app.all('*', async (c) => {
    const inner = options.inner()
    const trouble = options.trouble()
    const isShown = trouble !== undefined && (inner === undefined || BEGINNING.test(c.req.path))
    if (!isShown) {
      return withScript((await inner?.fetch(c.req.raw, c.env)) ?? c.notFound(), options.version(), trouble)
    }
    c.header('content-security-policy', contentSecurityPolicy([]))
    c.header('cache-control', 'no-store')
    const page = await c.html(<TroubleDocument {...trouble} isServing={inner !== undefined} />, 500)
    return withScript(page, options.version())
  })

  return {
    app,
    /** Lets the pages that are open look for what has changed. */
    tell() {
      for (const viewer of viewers) say(viewer)
    },
    close() {
      for (const viewer of viewers) viewer.close()
    },
  }
}

/** Whole pages get the script on their way out, and what is wrong with the files above everything. */
async function withScript(answer: Response | Promise<Response>, version: string, trouble?: FileTrouble) {
  const response = await answer
  if (response.headers.get('content-type')?.startsWith('text/html') !== true) return response
  const html = await response.text()
  const script = <script src={`${SCRIPT}?made=${version}`} defer />
  const notice = trouble === undefined ? '' : String(<FileTroubleNotice {...trouble} />)
  const changed = html.replace('</head>', () => `${script}</head>`).replace('<body>', () => `<body>${notice}`)
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  return new Response(changed, { status: response.status, headers })
}

function TroubleDocument({ text, problems, isServing }: FileTrouble & { readonly isServing: boolean }) {
  const asset = (name: string) => `/assets/${assetPath(name)}`
  return (
    <>
      {raw('<!doctype html>')}
      <PageLayout
        title="The files have mistakes"
        language="en"
        assets={{
          stylesheet: asset('recapflow.css'),
          script: asset('recapflow.js'),
          icon: asset('icon.svg'),
        }}
      >
        <PageBody prefix={PREFIX} language="en" siteName="recapflow" homeUrl="/">
          <FileTroublePage text={text} problems={problems} isServing={isServing} />
        </PageBody>
      </PageLayout>
    </>
  )
}
