import { describe, expect, it } from 'vitest'
import { findAll } from '../views/html.js'
import * as answers from './answers.js'
import { answerAll, begin, createVisitor, sessionId } from './page.js'
import { modelServer, stage } from './stage.js'

const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** Every address that takes a POST, for a session. */
const postPaths = (session: string) => [
  '/q/feature-request',
  `${session}/title`,
  `${session}/recap`,
  `${session}/recap/stop`,
  `${session}/confirm`,
  '/demo',
  '/demo/stop',
]

describe('a POST', () => {
  it('from another site is refused on every address and carries nothing out', async () => {
    const model = await modelServer()
    const { app, visitor } = stage({ model, isStandalone: true })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    for (const origin of [
      'https://evil.example',
      'http://localhost.evil.example',
      'null',
      'http://localhost:1234',
    ]) {
      for (const path of postPaths(session)) {
        for (const type of [
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=x',
          'text/plain',
        ]) {
          const body = type.startsWith('multipart') ? '--x--\r\n' : 'title=Theirs'
          const response = await visitor.send(path, {
            method: 'POST',
            body,
            headers: { origin, 'content-type': type },
          })
          expect([path, origin, type, response.status]).toEqual([path, origin, type, 403])
        }
      }
    }
    expect(model.requests).toHaveLength(0)
    const check = await visitor.open(`${session}/check`)
    expect(check.path).toBe(`${session}/check`)
    expect(check.text).toContain('Load graphs from a web address')
    const stranger = createVisitor(app)
    expect((await stranger.open('/')).text).not.toContain('You stopped')
  })

  it('from another site gets a page that says so', async () => {
    const { visitor } = stage()
    const refused = await visitor.post('/q/feature-request', {}, { origin: 'https://evil.example' })
    expect(refused.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await refused.text()).toContain('The request came from another site, so it was not carried out.')
    expect(refused.headers.getSetCookie()).toEqual([])
  })

  it('without a word about where it came from is refused', async () => {
    const { app } = stage()
    expect(
      (await app.request('/q/feature-request', { method: 'POST', body: '', headers: form })).status,
    ).toBe(403)
  })

  it('that the browser itself marks as from another site is refused', async () => {
    const { visitor } = stage()
    const response = await visitor.send('/q/feature-request', {
      method: 'POST',
      body: '',
      headers: { ...form, 'sec-fetch-site': 'cross-site' },
    })
    expect(response.status).toBe(403)
  })

  it('is accepted from PUBLIC_URL and from nowhere else', async () => {
    const { app } = stage({ environment: { PUBLIC_URL: 'http://forms.example.org' } })
    const post = (origin: string) =>
      app.request('http://127.0.0.1:3000/q/feature-request', {
        method: 'POST',
        body: '',
        headers: { ...form, origin },
      })
    expect((await post('http://forms.example.org')).status).toBe(303)
    expect((await post('http://127.0.0.1:3000')).status).toBe(403)
  })

  it('of anything but a form answers 415 on every address', async () => {
    const { visitor } = stage({ isStandalone: true })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    for (const path of postPaths(session)) {
      for (const type of ['application/json', 'text/html', undefined]) {
        const body = new TextEncoder().encode('{"title":"Theirs"}')
        const headers = {
          origin: 'http://localhost',
          ...(type === undefined ? {} : { 'content-type': type }),
        }
        const response = await visitor.send(path, { method: 'POST', body, headers })
        expect([path, type, response.status]).toEqual([path, type, 415])
        expect(await response.text()).toContain('Answers can only be sent by a form.')
      }
    }
  })

  it('of more than 2 MiB answers 413, whether it says its length or not', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const big = `title=${'x'.repeat(2 * 1024 * 1024)}`
    const said = await visitor.send(`${session}/title`, {
      method: 'POST',
      body: big,
      headers: { ...form, origin: 'http://localhost', 'content-length': String(big.length) },
    })
    expect(said.status).toBe(413)
    expect(await said.text()).toContain('That was more than can be sent at once.')
    const bytes = new TextEncoder().encode(big)
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 65536) controller.enqueue(bytes.subarray(at, at + 65536))
        controller.close()
      },
    })
    const unsaid = await visitor.send(`${session}/title`, {
      method: 'POST',
      body,
      headers: { ...form, origin: 'http://localhost' },
      duplex: 'half',
    } as RequestInit)
    expect(unsaid.status).toBe(413)
    expect((await visitor.open(`${session}/title`)).html).not.toContain('xxxx')
  })

  it('of just under 2 MiB is read', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const page = await visitor.submit(`${session}/problem`, { problem: 'x'.repeat(2 * 1024 * 1024 - 20) })
    expect(page.status).toBe(422)
  })

  it('as multipart is read as well, and a file in it is no answer', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const send = (body: FormData) =>
      visitor.send(`${session}/title`, { method: 'POST', body, headers: { origin: 'http://localhost' } })
    const words = new FormData()
    words.append('title', 'In parts')
    expect((await send(words)).status).toBe(303)
    const file = new FormData()
    file.append('title', new File(['from a file'], 'title.txt'))
    expect((await send(file)).status).toBe(422)
    expect((await visitor.open(`${session}/check`)).text).toContain('In parts')
  })

  it('with a body that is not what its type says breaks nothing', async () => {
    const { visitor, errors } = stage()
    const session = await begin(visitor, 'feature-request')
    const bodies: [string, string][] = [
      ['multipart/form-data; boundary=x', 'no boundary at all'],
      ['multipart/form-data', '--x\r\n\r\n'],
      ['application/x-www-form-urlencoded', '%E0%A4%A&&==&title=%'],
    ]
    for (const [type, body] of bodies) {
      const response = await visitor.send(`${session}/reporter`, {
        method: 'POST',
        body,
        headers: { origin: 'http://localhost', 'content-type': type },
      })
      expect([type, response.status]).toEqual([
        type,
        expect.toSatisfy((status) => status >= 400 && status < 500),
      ])
    }
    expect(errors).toEqual([])
  })
})

describe('names that every object knows', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']

  it('are no questionnaires, sessions, pages, runs or assets', async () => {
    const { visitor, errors } = stage({ isStandalone: true })
    const session = await begin(visitor, 'feature-request')
    for (const name of names) {
      for (const path of [`/q/${name}`, `/s/${name}`, `${session}/${name}`, `/${name}`, `/assets/${name}`]) {
        expect([path, (await visitor.send(path)).status]).toEqual([path, 404])
      }
      for (const path of [`/q/${name}`, `/s/${name}/title`, `${session}/${name}`]) {
        expect([path, (await visitor.post(path, { title: 'x' })).status]).toEqual([path, 404])
      }
      expect((await visitor.send(`/stream/${sessionId(session)}?run=${name}&as=json`)).status).toBe(404)
      expect((await visitor.send(`/stream/${name}?as=${name}`)).status).toBe(200)
      expect((await visitor.send(`${session}/check?after=${name}`)).status).toBe(200)
    }
    expect(errors).toEqual([])
  })

  it('are no answers when a form names them', async () => {
    const { visitor, errors } = stage()
    const session = await begin(visitor, 'feature-request')
    const hostile = Object.fromEntries(
      names.flatMap((name) => [
        [name, 'x'],
        [`${name}.polluted`, 'x'],
        [`${name}[polluted]`, 'x'],
      ]),
    )
    const pairs = [...Object.entries(hostile), ['__proto__', 'y'], ['title', 'Good']]
    const body = new URLSearchParams(pairs as string[][]).toString()
    const response = await visitor.send(`${session}/title`, {
      method: 'POST',
      body,
      headers: { ...form, origin: 'http://localhost' },
    })
    expect(response.status).toBe(303)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect((await visitor.open(`${session}/title`)).html).not.toContain('polluted')
    expect((await visitor.submit(`${session}/frequency`, { frequency: '__proto__' })).status).toBe(422)
    expect((await visitor.submit(`${session}/frequency`, { frequency: 'constructor' })).status).toBe(422)
    expect(errors).toEqual([])
  })
})

describe('headers', () => {
  const csp =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  it('of every page, pages of trouble included, close it to other sites and to caches', async () => {
    const { visitor } = stage({ isStandalone: true })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    const responses = [
      await visitor.send('/'),
      await visitor.send('/q/feature-request'),
      await visitor.send(`${session}/title`),
      await visitor.send(`${session}/check`),
      await visitor.send('/nothing'),
      await visitor.send('/demo'),
      await visitor.post(`${session}/title`, { title: '' }),
      await visitor.post('/q/feature-request', {}, { origin: 'https://evil.example' }),
      await visitor.send('/q/x', {
        method: 'POST',
        headers: { origin: 'http://localhost', 'content-type': 'text/csv' },
      }),
    ]
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 404, 200, 422, 403, 415])
    for (const { headers } of responses) {
      expect(headers.get('content-security-policy')).toBe(csp)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('content-type')).toBe('text/html; charset=UTF-8')
    }
  })

  it('let the origins in EMBED_ORIGINS frame a page', async () => {
    const { visitor } = stage({ environment: { EMBED_ORIGINS: 'https://a.example https://b.example' } })
    const policy = (await visitor.send('/')).headers.get('content-security-policy')
    expect(policy).toMatch(/; frame-ancestors https:\/\/a\.example https:\/\/b\.example$/)
  })

  it('of a fragment that htmx asked for are those of a page', async () => {
    const { visitor } = stage({ model: await modelServer() })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    const fragment = await visitor.post(`${session}/recap`, {}, { 'hx-request': 'true' })
    expect(fragment.status).toBe(200)
    expect(await fragment.text()).not.toContain('<html')
    expect(fragment.headers.get('content-security-policy')).toBe(csp)
    expect(fragment.headers.get('cache-control')).toBe('no-store')
  })

  it('of assets let them be kept for ever under a name with their hash', async () => {
    const { visitor } = stage()
    const page = await visitor.open('/')
    const urls = findAll(page.root, ({ tag }) => tag === 'script' || tag === 'link').map(
      ({ attributes }) => attributes.src ?? attributes.href ?? '',
    )
    expect(urls).toHaveLength(5)
    for (const url of urls) {
      expect(url).toMatch(/^\/assets\/[\w-]+\.[0-9a-f]{12}\.(?:css|js|svg)$/)
      const asset = await visitor.send(url)
      expect(asset.status).toBe(200)
      expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(asset.headers.get('x-content-type-options')).toBe('nosniff')
      expect((await asset.text()).length).toBeGreaterThan(100)
    }
    const missing = await visitor.send((urls[0] ?? '').replace(/[0-9a-f]{12}/, '0'.repeat(12)))
    expect(missing.status).toBe(404)
    expect(missing.headers.get('cache-control') ?? '').not.toContain('immutable')
  })

  it('of a stream keep it out of caches and buffers', async () => {
    const { visitor } = stage({ model: await modelServer() })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/recap`)
    for (const shape of ['', '?as=panel', '?as=json', '?as=text']) {
      const response = await visitor.send(`/stream/${sessionId(session)}${shape}`)
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
      expect(response.headers.get('cache-control')).toBe('no-cache, no-transform')
      expect(response.headers.get('x-accel-buffering')).toBe('no')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(await response.text()).toMatch(/^retry: 1000\n\n/)
    }
  })
})

describe('GET', () => {
  it('changes nothing, whatever it opens', async () => {
    const model = await modelServer()
    const completed: unknown[] = []
    const { visitor } = stage({ model, isStandalone: true, onComplete: (done) => void completed.push(done) })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    const before = (await visitor.open(`${session}/check`)).html
    for (const path of [
      ...postPaths(session),
      session,
      `${session}/check`,
      `${session}/done`,
      '/demo/stream',
      '/demo/text',
    ]) {
      const response = await visitor.send(`${path}?title=Changed&intent=back&again=1`)
      await response.text()
      expect(response.headers.getSetCookie()).toEqual([])
    }
    for (const shape of ['', 'panel', 'json', 'text']) {
      await (await visitor.send(`/stream/${sessionId(session)}?as=${shape}`)).text()
    }
    expect((await visitor.open(`${session}/check`)).html).toBe(before)
    expect(completed).toEqual([])
    expect(model.requests).toHaveLength(0)
  })

  it('of the questionnaire’s start begins nothing and sets no cookie', async () => {
    const { visitor } = stage()
    const response = await visitor.send('/q/feature-request')
    expect(response.status).toBe(200)
    expect(response.headers.getSetCookie()).toEqual([])
  })
})

describe('addresses and methods', () => {
  it.each([
    '/nothing',
    '/q/nothing',
    '/s',
    '/q',
    '/s/x/y/z/w',
    '/%E0%A4%A',
    '/q/%2e%2e%2fcontacts.yaml',
    '/q/contacts.yaml',
  ])('GET %s is a page with 404', async (path) => {
    const { visitor, errors } = stage({ isStandalone: true })
    const page = await visitor.open(path)
    expect(page.status).toBe(404)
    expect(page.heading).toBe('There is nothing here')
    expect(errors).toEqual([])
  })

  it('a page that the questionnaire does not have is not there', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    for (const name of ['email', 'urgency', 'nothing', 'self_harm', 'TITLE', 'title%00']) {
      expect([name, (await visitor.open(`${session}/${name}`)).status]).toEqual([name, 404])
      expect([name, (await visitor.submit(`${session}/${name}`)).status]).toEqual([name, 404])
    }
  })

  it('HEAD answers as GET does, without a body', async () => {
    const { visitor, errors } = stage({ isStandalone: true })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    for (const path of [
      '/',
      '/q/feature-request',
      `${session}/title`,
      `${session}/check`,
      '/nothing',
      `/stream/${sessionId(session)}`,
    ]) {
      const [get, head] = [await visitor.send(path), await visitor.send(path, { method: 'HEAD' })]
      expect([path, head.status]).toEqual([path, get.status])
      expect(await head.text()).toBe('')
      await get.body?.cancel()
    }
    expect(errors).toEqual([])
  })

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACK2'])(
    '%s is not a fault of the server',
    async (method) => {
      const { visitor, errors } = stage({ isStandalone: true })
      const session = await begin(visitor, 'feature-request')
      for (const path of [
        '/',
        session,
        `${session}/title`,
        `${session}/confirm`,
        `/stream/${sessionId(session)}`,
      ]) {
        const response = await visitor.send(path, { method, headers: { origin: 'http://localhost' } })
        expect([path, response.status]).toEqual([
          path,
          expect.toSatisfy((status) => status >= 400 && status < 500),
        ])
      }
      expect(errors).toEqual([])
    },
  )

  it('POST to where nothing takes one is a page with 404', async () => {
    const { visitor } = stage({ isStandalone: true })
    for (const path of ['/', '/nothing', '/q/nothing']) {
      const page = await visitor.submit(path)
      expect([path, page.status, page.heading]).toEqual([path, 404, 'There is nothing here'])
    }
  })
})

describe('a mount path', () => {
  it('75: given as basePath stands before every address', async () => {
    const { visitor } = stage({ basePath: '/forms/', isStandalone: true, model: await modelServer() })
    const started = await visitor.post('/q/feature-request')
    expect(started.headers.get('location')).toMatch(/^\/forms\/s\/[0-9a-f]{32}$/)
    const session = (started.headers.get('location') ?? '').slice('/forms'.length)
    for (const [page, values] of Object.entries(answers.request))
      await visitor.post(`${session}/${page}`, values)
    await visitor.post(`${session}/recap`)
    const check = await visitor.open(`${session}/check`)
    expect(findAll(check.root, ({ attributes }) => 'sse-connect' in attributes)).toHaveLength(1)
    const paths = ['/', '/q/feature-request', '/demo', `${session}/title`, `${session}/check`, '/nothing']
    paths.push(`${session}/save`)
    for (const path of paths) {
      const { root } = await visitor.open(path)
      for (const { attributes } of findAll(root, () => true)) {
        for (const name of ['href', 'src', 'action', 'hx-post', 'hx-get', 'sse-connect']) {
          const url = attributes[name]
          if (url !== undefined && !url.startsWith('#') && !url.startsWith('tel:'))
            expect(url).toMatch(/^\/forms(\/|$)/)
        }
      }
    }
  })
})
