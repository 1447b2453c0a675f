import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type ServerType, serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Browser, Page } from 'playwright-core'
import { createQuestionnaireApp, type QuestionnaireApp, readSettings } from 'recapflow'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../free-port.js'
import { createGate } from '../model-server/gate.mjs'
import { startModelServer } from '../model-server/model-server.mjs'
import { answerAll } from './answered.js'
import { launchBrowser, newVisitor, openTab, temporaryFolder } from './browser.js'
import { letter } from './letters.js'
import type { ModelServer } from './stage.js'
import { faultsOf, firstWrongSight, installWitness, sightsOf } from './stream-witness.js'

const file = (name: string) => readFileSync(createRequire(import.meta.url).resolve(name), 'utf8')
const scripts: Readonly<Record<string, string>> = {
  'htmx.js': file('htmx.org/dist/htmx.min.js'),
  'sse.js': file('htmx-ext-sse/dist/sse.min.js'),
}

/** A page that is not ours, with nothing but htmx, its extension and the markup. */
const pageAround = (stream: string) => `<!doctype html>
<html lang="en"><head><title>Somebody's page</title><link rel="icon" href="data:,">
<script src="/scripts/htmx.js"></script><script src="/scripts/sse.js"></script></head>
<body>
<div hx-ext="sse" sse-connect="${stream}" sse-close="done">
    <div sse-swap="message" hx-swap="beforeend"></div>
</div>
</body></html>`

const folder = temporaryFolder()
let browser: Browser
let model: ModelServer
let questionnaires: QuestionnaireApp
let server: ServerType
let home = ''

beforeAll(async () => {
  const port = await freePort()
  home = `http://127.0.0.1:${port}`
  ;[browser, model] = await Promise.all([launchBrowser(), startModelServer()])
  questionnaires = createQuestionnaireApp({
    settings: readSettings({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'none', MODEL: 'test-model' }),
    database: `${folder.path}/recapflow.db`,
    onError: () => undefined,
  })
  const app = new Hono()
  app.get('/page', (c) => c.html(pageAround(c.req.query('stream') ?? '')))
  app.get('/scripts/:name', (c) =>
    c.body(scripts[c.req.param('name')] ?? '', 200, { 'content-type': 'text/javascript' }),
  )
  app.route('/intake', questionnaires)
  server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})
afterAll(async () => {
  await browser?.close()
  await questionnaires?.close()
  server?.close()
  await model?.close()
  folder.remove()
})

/** A visitor whose recap is being written, on somebody's page that shows it. */
async function openPage(): Promise<Page> {
  const context = await newVisitor(browser)
  await installWitness(context, '[sse-swap="message"]')
  const page = await openTab(context)
  const check = await answerAll(page, `${home}/intake`)
  const session = check.split('/').at(-2)
  const asked = model.requests.length
  await context.request.post(check.replace(/check$/, 'recap'), { headers: { origin: home }, form: {} })
  await model.waitForRequest(asked + 1)
  await page.goto(`${home}/page?stream=/intake/stream/${session}`)
  return page
}

const shown = (page: Page) => page.locator('[sse-swap="message"]')

function untilShown(page: Page, text: string): Promise<unknown> {
  return page.waitForFunction(
    (whole) => document.querySelector('[sse-swap="message"]')?.textContent === whole,
    text,
  )
}

async function expectSilence(page: Page): Promise<void> {
  const repeated = await page.waitForRequest(() => true, { timeout: 3000 }).catch(() => undefined)
  expect(repeated?.url()).toBeUndefined()
}

describe('The plain markup on a page of its own', () => {
  it('shows the whole text as it is written, and never [DONE]', async () => {
    const text = `${letter()}\n\n<b>Not bold</b> &amp; <img src="x"> the end.`
    const gate = createGate()
    model.setBehaviour({ text, pace: 4, burst: 2, gate })
    const page = await openPage()
    gate.release(40)
    await untilShown(
      page,
      text
        .split(/(?<=\S)(?=\s)/)
        .slice(0, 40)
        .join(''),
    )
    gate.open()
    await untilShown(page, text)
    await expectSilence(page)
    await untilShown(page, text)

    const sights = await sightsOf(page)
    expect(sights.length).toBeGreaterThan(5)
    expect(firstWrongSight(sights, text)).toBeUndefined()
    expect(sights.map((sight) => sight.text).join()).not.toContain('[DONE]')
    expect(await shown(page).locator('*').count()).toBe(0)
    expect(faultsOf(page)).toEqual([])
  })

  it('shows a recap that is already finished, without another model request', async () => {
    const text = letter('Written before.')
    model.setBehaviour({ text })
    const page = await openPage()
    await untilShown(page, text)
    const asked = model.requests.length
    await page.reload()
    await untilShown(page, text)
    expect(model.requests.length).toBe(asked)
  })

  it('says so when the model breaks off', async () => {
    const text = letter()
    model.setBehaviour({ text, breakAfter: 10 })
    const page = await openPage()
    await shown(page).getByText('broke off').waitFor()
    const whole = (await shown(page).textContent()) ?? ''
    expect(whole.startsWith(text.split(' ').slice(0, 10).join(' '))).toBe(true)
    await expectSilence(page)
  })

  it('explains that there is nothing for a session of somebody else, once', async () => {
    model.setBehaviour({ text: letter() })
    const owner = await openPage()
    const page = await openTab(await newVisitor(browser), owner.url())
    await shown(page).getByText('Summary not available').waitFor()
    await expectSilence(page)
    expect(await shown(page).textContent()).toBe('Summary not available')
  })
})
