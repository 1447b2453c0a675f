import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createShop } from '../../examples/embed-in-host-app/app.mjs'
import { readSettings } from '../../src/settings.js'
import * as answers from '../routes/answers.js'
import { createVisitor, pageOf } from '../routes/page.js'
import { dataOf, scriptText } from '../routes/recap.js'
import { after, modelServer, temporaryFolder } from '../routes/stage.js'
import { allEvents } from '../run/sse-reader.js'
import { elementsOf, find, findAll, parseHtml, textOf } from '../views/html.js'

/** The shop of the example, with a model to talk to and a visitor. */
async function openShop(options: Parameters<typeof createShop>[0] = {}) {
  const model = await modelServer({ text: 'You asked for **an address**.' })
  const { shop, close } = createShop({
    graphs: 'graphs',
    database: join(temporaryFolder(), 'recapflow.db'),
    settings: readSettings({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'test-key' }),
    ...options,
  })
  after(close)
  return { shop, model, visitor: createVisitor(shop) }
}

const addresses = ['href', 'src', 'action', 'hx-post', 'hx-get', 'sse-connect']

/** Every address on a page that is not the host's own home and no anchor or number. */
function linksOf(html: string): string[] {
  return elementsOf(parseHtml(html))
    .flatMap(({ attributes }) => addresses.map((name) => attributes[name]))
    .filter((url) => url !== undefined && url !== '/' && !/^(#|tel:|data:)/.test(url)) as string[]
}

describe('questionnaires in another app', () => {
  it('75: are filled in under its path and in its layout, from the list to the end', async () => {
    const { visitor, model } = await openShop()
    const shop = await visitor.send('/')
    expect(await shop.text()).toContain('href="/intake/"')

    const paths: string[] = ['/intake/', '/intake/q/feature-request']
    const started = await visitor.post('/intake/q/feature-request')
    const session = started.headers.get('location') ?? ''
    expect(session).toMatch(/^\/intake\/s\/[0-9a-f]{32}$/)
    for (const [page, form] of Object.entries(answers.request)) {
      paths.push(`${session}/${page}`)
      const answered = await visitor.post(`${session}/${page}`, form)
      expect([page, answered.status]).toEqual([page, 303])
      expect(answered.headers.get('location')).toMatch(new RegExp(`^${session}/`))
    }
    await visitor.post(`${session}/recap`)
    const [, sessionId = ''] = /\/s\/(\w+)/.exec(session) ?? []
    const text = await allEvents(await visitor.send(`/intake/stream/${sessionId}?as=text`))
    expect(scriptText(text)).toBe('You asked for **an address**.')
    const panel = await allEvents(await visitor.send(`/intake/stream/${sessionId}?as=panel`))
    expect(
      linksOf(`<div>${dataOf(panel, 'final')[0]}</div>`).every((url) => /^\/intake(\/|$)/.test(url)),
    ).toBe(true)
    paths.push(`${session}/check`)
    for (const path of [...paths, `${session}/title?from=check`]) await expectHosted(visitor, path)

    const done = await visitor.submit(`${session}/confirm`)
    expect(done.path).toBe(`${session}/done`)
    expect(textOf(find(done.root, '#rf-recap'))).toContain('an address')
    await expectHosted(visitor, done.path)
    expect(model.requests).toHaveLength(1)
  })

  it('bring their stylesheet and scripts into the host’s head, and these are there', async () => {
    const { visitor } = await openShop()
    const page = await visitor.open('/intake/')
    const head = find(page.root, 'head')
    const urls = findAll(head, ({ tag }) => tag === 'script' || tag === 'link').map(
      ({ attributes }) => attributes.src ?? attributes.href ?? '',
    )
    expect(urls.length).toBeGreaterThanOrEqual(4)
    for (const url of urls) expect([url, (await visitor.send(url)).status]).toEqual([url, 200])
    expect(findAll(head, ({ attributes }) => attributes.name === 'htmx-config')).toHaveLength(1)
  })

  it('show mistakes, missing sessions and refusals in the host’s layout, too', async () => {
    const { visitor } = await openShop()
    const started = await visitor.post('/intake/q/feature-request')
    const session = started.headers.get('location') ?? ''
    const wrong = await visitor.post(`${session}/title`, { title: '' })
    const missing = await visitor.send(`/intake/s/${'0'.repeat(32)}`)
    const refused = await visitor.post('/intake/q/feature-request', {}, { origin: 'https://evil.example' })
    for (const [response, status] of [
      [wrong, 422],
      [missing, 404],
      [refused, 403],
    ] as const) {
      expect(response.status).toBe(status)
      const page = await pageOf('', response)
      expect(findAll(page.root, 'html')).toHaveLength(1)
      expect(findAll(page.root, 'header')).toHaveLength(1)
      expect(textOf(find(page.root, 'header'))).toContain('Fern')
    }
  })

  it('leave the host’s other addresses to the host', async () => {
    const { shop, visitor } = await openShop()
    shop.get('/intake/of-the-host', (c) => c.text('mine'))
    expect(await (await visitor.send('/intake/of-the-host')).text()).toBe('mine')
    expect((await visitor.send('/nothing')).status).toBe(404)
    expect((await visitor.send('/')).headers.get('content-security-policy')).toBeNull()
    expect((await visitor.send('/intake/')).headers.get('content-security-policy')).toBeNull()
    const cookie = await visitor.send('/')
    expect(cookie.headers.getSetCookie()).toEqual([])
  })
})

/** The page stands once in the host's layout, and every address on it is under the mount path and there. */
async function expectHosted(visitor: ReturnType<typeof createVisitor>, path: string): Promise<void> {
  const { root, html, title } = await visitor.open(path)
  for (const tag of ['html', 'head', 'body', 'main', 'h1', 'title']) {
    expect([path, tag, findAll(root, tag).length]).toEqual([path, tag, 1])
  }
  expect(title).not.toBe('')
  expect(textOf(find(root, 'header'))).toContain('Fern')
  expect(findAll(root, 'footer')).toEqual([])
  expect(findAll(find(root, 'main'), '#rf-page')).toHaveLength(1)
  for (const url of linksOf(html))
    expect([path, url]).toEqual([path, expect.stringMatching(/^\/intake(\/|$)/)])
  for (const { attributes } of findAll(root, ({ tag }) => tag === 'a')) {
    const href = attributes.href ?? ''
    if (!href.startsWith('/')) continue
    const { status } = await visitor.send(href)
    expect([path, href, status]).toEqual([path, href, expect.toBeOneOf([200, 303])])
  }
}
