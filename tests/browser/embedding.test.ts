import { type ServerType, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { jsxRenderer } from 'hono/jsx-renderer'
import type { Browser, Page } from 'playwright-core'
import { createQuestionnaireApp, type QuestionnaireApp, readSettings } from 'recapflow'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../free-port.js'
import { beginWith } from './begun.js'
import { launchBrowser, newVisitor, openTab, temporaryFolder } from './browser.js'

/** What a site may well have: rules for bare elements, another font, other buttons and fields, names like ours. */
const hostStyles = `
  *, *::before, *::after { box-sizing: border-box; }
  body { margin: 0; font: 15px/1.3 monospace; color: rgb(10, 20, 30); background: rgb(250, 240, 230); }
  main { max-width: 900px; margin: 0 auto; padding: 10px; }
  header, main { letter-spacing: 0.5px; }
  h1, h2, h3 { margin: 2em 0 1em; text-transform: uppercase; font-weight: 400; }
  p, ul, dl, dd { margin: 0 0 1.5em; }
  a { color: rgb(150, 0, 80); text-decoration: none; }
  button { background: rgb(0, 100, 0); color: white; border: 0; border-radius: 20px; padding: 3px 30px; }
  fieldset { border: 3px solid rgb(120, 0, 0); padding: 2em; margin: 2em 0; }
  label { display: block; font-weight: bold; }
  input[type="text"], textarea { border: 2px solid rgb(90, 90, 90); padding: 2px; }
  .button, .card, .row, .error, .hint, .page, .field { display: none; }
`

const folder = temporaryFolder()
let browser: Browser
let questionnaires: QuestionnaireApp
let server: ServerType
let home = ''

beforeAll(async () => {
  const port = await freePort()
  home = `http://127.0.0.1:${port}`
  browser = await launchBrowser()
  questionnaires = createQuestionnaireApp({
    settings: readSettings({}),
    database: `${folder.path}/recapflow.db`,
    layout: 'host',
    onError: () => undefined,
  })
  const app = new Hono()
  app.get('/host.css', (c) => c.body(hostStyles, 200, { 'content-type': 'text/css' }))
  app.use(
    jsxRenderer(({ children, title, head }: Record<string, unknown>) => {
      return html`<html lang="en"><head><meta name="viewport" content="width=device-width">
        <title>${title}</title><link rel="icon" href="data:,">${head}
        <link rel="stylesheet" href="/host.css"></head>
        <body><header><a class="button" href="/">Shop</a><h2 id="of-host">The host</h2><p>Its words.</p>
        <button id="press">Its button</button><input id="type"></header><main>${children}</main></body></html>`
    }),
  )
  app.get('/bare', (c) =>
    (c.render as (content: unknown, props: object) => Response)(html`<h1>Bare</h1>`, { title: 'Bare' }),
  )
  app.route('/forms', questionnaires)
  server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
})
afterAll(async () => {
  await browser?.close()
  await questionnaires?.close()
  server?.close()
  folder.remove()
})

const open = async (path: string, width: number): Promise<Page> =>
  openTab(await newVisitor(browser, { viewport: { width, height: 900 } }), `${home}${path}`)

it.each([1280, 320])('78: rules of the host leave the layout in order, %i px wide', async (width) => {
  const page = await open('/bare', width)
  const session = await beginWith(page, `${home}/forms`, 'clinic-intake', [
    ['takes_medicines', { takes_medicines: 'true' }],
    ['medicines/add', { medicine: 'Ibuprofen', schedule: 'Once a day' }],
  ])
  for (const id of ['about', 'reason', 'symptoms', 'medicines', 'check']) {
    await page.goto(`${session}/${id}`)
    const faults = await page.evaluate(() => {
      const found: string[] = []
      if (document.documentElement.scrollWidth > innerWidth) found.push('The page is wider than its window.')
      const frame = document.querySelector('.rf')?.getBoundingClientRect() ?? new DOMRect()
      for (const element of document.querySelectorAll<HTMLElement>('.rf *')) {
        const box = element.getBoundingClientRect()
        const isShown = box.width > 1 && box.height > 1 && element.checkVisibility()
        if (isShown && (box.left < frame.left - 1 || box.right > frame.right + 1)) {
          found.push(`${element.outerHTML.slice(0, 60)} sticks out.`)
        }
      }
      const controls = document.querySelectorAll<HTMLElement>(
        '.rf-main :is(button, input:not([type="hidden"]), textarea)',
      )
      const boxes = [...controls]
        .filter((one) => one.checkVisibility())
        .map((one) => ({ one, box: one.getBoundingClientRect() }))
      for (const { one, box } of boxes) {
        const what = one.id || one.textContent
        if (box.width < 24 || box.height < 24) found.push(`${what} is small.`)
        for (const { one: other, box: place } of boxes) {
          const isOver =
            box.left < place.right &&
            place.left < box.right &&
            box.top < place.bottom &&
            place.top < box.bottom
          if (one !== other && isOver) found.push(`${what} lies on ${other.id || other.textContent}.`)
        }
        const label = one.id === '' ? null : document.querySelector(`label[for="${one.id}"]`)
        const words = label?.getBoundingClientRect()
        if (words === undefined) continue
        const isChoice = /radio|checkbox/.test((one as HTMLInputElement).type)
        if (isChoice ? words.right <= box.right || words.top > box.bottom : words.bottom > box.top + 1) {
          found.push(`${what} is not where its label is.`)
        }
      }
      if (boxes.length === 0) found.push('There is nothing to operate.')
      return found
    })
    expect(faults, id).toEqual([])
  }
  await page.context().close()
})

it('78: our stylesheet changes nothing of the host', async () => {
  const page = await open('/bare', 1280)
  const looks = () =>
    page.evaluate(() =>
      ['html', 'body', 'header', 'header a', '#of-host', 'header p', '#press', '#type', 'main', 'h1'].map(
        (selector) => {
          const element = document.querySelector(selector)
          if (element === null) throw new Error(`There is no ${selector}.`)
          const { x, y, width, height } = element.getBoundingClientRect()
          const style = getComputedStyle(element)
          return [
            selector,
            x,
            y,
            width,
            height,
            ...[...style].map((name) => `${name}: ${style.getPropertyValue(name)}`),
          ]
        },
      ),
    )
  const before = await looks()
  const bare = await page.content()
  expect(bare).not.toContain('recapflow')
  const [stylesheet] =
    (await (await page.context().request.get(`${home}/forms/`)).text()).match(/\/forms\/assets\/[^"]+css/) ??
    []
  await page.addStyleTag({ url: `${home}${stylesheet}` })
  const rules = await page.evaluate(() => [...document.styleSheets].map(({ cssRules }) => cssRules.length))
  expect(rules.every((count) => count > 5)).toBe(true)
  expect(await looks()).toEqual(before)
  await page.context().close()
})

it('76: a page in the host’s layout has one main part and one heading of the first level', async () => {
  const page = await open('/forms/', 1280)
  const session = await beginWith(page, `${home}/forms`, 'mood-check')
  for (const path of [`${home}/forms/q/mood-check`, `${session}/interest`, `${session}/check`]) {
    await page.goto(path)
    expect(await page.locator('main').count()).toBe(1)
    expect(await page.locator('h1').count()).toBe(1)
  }
  await page.context().close()
})
