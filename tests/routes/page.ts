import { setImmediate } from 'node:timers/promises'
import { type Element, find, findAll, parseHtml, textOf } from '../views/html.js'

export type Form = Readonly<Record<string, string | readonly string[]>>

export interface Page {
  readonly status: number
  readonly response: Response
  readonly html: string
  /** Path and query that it came from, after redirects. */
  readonly path: string
  readonly root: Element
  readonly title: string
  /** The text of the page's own heading. */
  readonly heading: string
  /** The text of the main part. */
  readonly text: string
}

interface Fetcher {
  request(input: string, init?: RequestInit): Response | Promise<Response>
}

/** One browser: keeps cookies, follows redirects, sends what a form on our own page sends. */
export function createVisitor(app: Fetcher, origin = 'http://localhost') {
  const cookies = new Map<string, string>()

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (cookies.size > 0) headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '))
    // As from a network: whoever asks again and again leaves time for what is asked for.
    await setImmediate()
    const response = await app.request(new URL(path, origin).href, { ...init, headers })
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
      cookies.set(name, value)
    }
    return response
  }

  /** As a browser posts a form, without following the redirect. */
  function post(path: string, form: Form = {}, headers: Record<string, string> = {}): Promise<Response> {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(form)) {
      for (const item of [value].flat()) body.append(name, item)
    }
    return send(path, {
      method: 'POST',
      body: body.toString(),
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  }

  async function follow(path: string, response: Response): Promise<Page> {
    for (let count = 0; count < 5; count++) {
      const location = response.headers.get('location')
      if (location === null) return pageOf(path, response)
      path = location
      response = await send(path)
    }
    throw new Error(`${path} redirects for ever.`)
  }

  return {
    cookies,
    send,
    post,
    async open(path: string): Promise<Page> {
      return follow(path, await send(path))
    },
    async submit(path: string, form: Form = {}): Promise<Page> {
      return follow(path, await post(path, form))
    },
  }
}

export type Visitor = ReturnType<typeof createVisitor>

export async function pageOf(path: string, response: Response): Promise<Page> {
  const html = await response.text()
  const root = parseHtml(html)
  const [heading] = findAll(root, 'h1')
  return {
    status: response.status,
    response,
    html,
    path,
    root,
    title: textOf(find(root, 'title')),
    heading: heading === undefined ? '' : textOf(heading),
    text: textOf(find(root, '#rf-main')),
  }
}

/** Answers to every page, in the order of the pages. */
export type Posts = Readonly<Record<string, Form>>

/** Begins a questionnaire; returns the session's path, `/s/…`. */
export async function begin(visitor: Visitor, slug: string, base = ''): Promise<string> {
  const started = await visitor.post(`${base}/q/${slug}`)
  const location = started.headers.get('location')
  if (started.status !== 303 || location === null) throw new Error(`${slug} answered ${started.status}`)
  return location
}

/** Begins a questionnaire and answers all of its pages; returns the session's path. */
export async function answerAll(visitor: Visitor, slug: string, posts: Posts, base = ''): Promise<string> {
  const session = await begin(visitor, slug, base)
  let location = ''
  for (const [page, form] of Object.entries(posts)) {
    const response = await visitor.post(`${session}/${page}`, form)
    if (response.status !== 303) throw new Error(`${page} answered ${response.status}`)
    location = response.headers.get('location') ?? ''
    // Nobody waits for a question about an answer here.
    if (/\/probe(\?|$)/.test(location)) {
      const passed = await visitor.post(location, { intent: 'skip' })
      location = passed.headers.get('location') ?? ''
    }
  }
  if (!location.startsWith(`${session}/check`)) throw new Error(`There is more to answer: ${location}`)
  return session
}

/** The id of the session in a path. */
export function sessionId(path: string): string {
  const id = /\/s\/([0-9a-f]{32})/.exec(path)?.[1]
  if (id === undefined) throw new Error(`${path} names no session.`)
  return id
}
