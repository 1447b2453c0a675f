import { request as requestPosts } from '../browser/answered.js'

export interface AskedRecap {
  /** The session's id. */
  readonly session: string
  /** `cookie` header of whoever it belongs to. */
  readonly cookie: string
  /** The path of the panel's stream, with the run that it shows. */
  readonly panelPath: string
}

/** Somebody with a browser key, who answers forms as a browser does but without one. */
export class Visitor {
  readonly #home: () => string
  readonly #patience: number
  readonly #cookies = new Map<string, string>()

  /**
   * @param home Where the server is; asked for every request.
   * @param patience Milliseconds for which a request is made again that nobody answers, or that is answered with
   *   502 or 503. Default 0.
   */
  constructor(home: () => string, patience = 0) {
    this.#home = home
    this.#patience = patience
  }

  get cookie(): string {
    return [...this.#cookies].map((pair) => pair.join('=')).join('; ')
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const until = performance.now() + this.#patience
    for (;;) {
      const answer = await this.#sendOnce(path, init).catch((error: unknown) => error)
      const isAnswered = answer instanceof Response && answer.status !== 502 && answer.status !== 503
      if (isAnswered || performance.now() >= until) {
        if (answer instanceof Response) return answer
        throw answer
      }
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  async #sendOnce(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    const home = this.#home()
    if (init.method === 'POST') headers.set('origin', new URL(home).origin)
    if (this.#cookies.size > 0) headers.set('cookie', this.cookie)
    const response = await fetch(new URL(path, home), { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
      this.#cookies.set(name, value)
    }
    return response
  }

  /** Posts a form; `isFragment` as htmx does. */
  post(path: string, form: Readonly<Record<string, string>> = {}, isFragment = false): Promise<Response> {
    return this.send(path, {
      method: 'POST',
      body: new URLSearchParams(form).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(isFragment ? { 'hx-request': 'true' } : {}),
      },
    })
  }

  /** A feature request with all its answers, whose title is this. Answers the path of the session. */
  async answerAll(title: string): Promise<string> {
    const session = await this.#goOn(await this.post('/q/feature-request'))
    for (const [id, form] of Object.entries({ ...requestPosts, title: { title } })) {
      await this.#goOn(await this.post(`${session}/${id}`, form))
    }
    return session
  }

  /** Asks for the recap as the check page does. Throws where it has not begun. */
  async askForRecap(session: string, form: Readonly<Record<string, string>> = {}): Promise<AskedRecap> {
    const response = await this.post(`${session}/recap`, form, true)
    const html = await response.text()
    const [, address] = /sse-connect="([^"]+)"/.exec(html) ?? []
    if (response.status !== 200 || address === undefined) {
      throw new Error(`The recap answered ${response.status}, expected a panel that connects:\n${html}`)
    }
    return {
      session: session.split('/').at(-1) ?? '',
      cookie: this.cookie,
      panelPath: address.replaceAll('&amp;', '&'),
    }
  }

  async #goOn(response: Response): Promise<string> {
    const location = response.headers.get('location')
    const text = await response.text()
    if (location === null) throw new Error(`${response.url} answered ${response.status}:\n${text}`)
    const { pathname } = new URL(location, this.#home())
    return pathname.split('/').slice(0, 3).join('/')
  }
}
