import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { find, findAll, textOf } from '../views/html.js'
import * as answers from './answers.js'
import { answerAll, begin, createVisitor, type Visitor } from './page.js'
import { askForRecap, watch } from './recap.js'
import { modelServer, stage, temporaryFolder } from './stage.js'

async function linkOf(visitor: Visitor, session: string): Promise<string> {
  const page = await visitor.submit(`${session}/save`)
  expect(page.status).toBe(200)
  return new URL(textOf(find(page.root, '.rf-copy'))).pathname
}

test('36: a link takes a session up in a second browser, at the first open question', async () => {
  const { app, visitor } = stage()
  const session = await begin(visitor, 'feature-request')
  await visitor.post(`${session}/reporter`, answers.request.reporter)
  expect((await visitor.open(`${session}/title`)).html).toContain(`${session}/save`)
  const link = await linkOf(visitor, session)
  expect(link).toMatch(/^\/r\/[0-9a-f]{32}$/)

  const second = createVisitor(app)
  expect((await second.open(`${session}/title`)).status).toBe(404)
  const page = await second.open(link)
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('Ask for a feature')])
  expect(page.response.headers.get('cache-control')).toBe('no-store')
  // Looking at it opens nothing: a messenger that previews the link does not either.
  expect((await second.open(`${session}/title`)).status).toBe(404)
  expect((await second.submit(link)).path).toBe(`${session}/title`)
  await second.post(`${session}/title`, answers.request.title)
  expect((await visitor.open(session)).path).toBe(`${session}/problem`)
  expect((await second.open('/')).text).toContain('You stopped at question 3')
})

test('37: a link ends, and opens one session only', async () => {
  let now = new Date('2026-03-14T12:00:00Z')
  const { app, visitor } = stage({ now: () => now })
  const session = await begin(visitor, 'feature-request')
  const other = await begin(visitor, 'mood-check')
  const link = await linkOf(visitor, session)
  const second = createVisitor(app)
  await second.submit(link)
  expect((await second.open(other)).status).toBe(404)
  expect((await second.open(`${link.slice(0, -1)}x`)).status).toBe(404)
  expect((await second.open('/r/unknown')).status).toBe(404)
  now = new Date(now.getTime() + 28 * 86_400_000)
  expect((await createVisitor(app).submit(link)).status).toBe(404)
})

test('39: a draft that nobody has touched for 28 days is gone, and what was sent is not', async () => {
  let now = new Date('2026-03-14T12:00:00Z')
  const { visitor } = stage({ now: () => now })
  const draft = await begin(visitor, 'mood-check')
  const sent = await answerAll(visitor, 'feature-request', answers.request)
  await visitor.submit(`${sent}/confirm`)
  const days = (count: number) => {
    now = new Date(now.getTime() + count * 86_400_000)
  }
  days(27)
  expect((await visitor.post(`${draft}/interest`, answers.mood.interest)).status).toBe(303)
  days(27)
  expect((await visitor.open(draft)).status).toBe(200)
  days(1)
  expect((await visitor.open(draft)).status).toBe(404)
  expect((await visitor.open(`${sent}/done`)).status).toBe(200)
})

test('37: a link holds 128 bits, stands in no log and no database, and asks for nothing to be known', async () => {
  const folder = temporaryFolder()
  const said: unknown[] = []
  const levels = ['log', 'info', 'warn', 'error', 'debug'] as const
  const spies = levels.map((level) =>
    vi.spyOn(console, level).mockImplementation((...values) => void said.push(...values)),
  )
  const { app, visitor, errors } = stage({
    database: join(folder, 'kept.db'),
    onWarning: (message) => said.push(message),
  })
  const session = await begin(visitor, 'mood-check')
  const link = await linkOf(visitor, session)
  const token = link.slice('/r/'.length)
  expect(token).toMatch(/^[0-9a-f]{32}$/)
  expect(await linkOf(visitor, session)).not.toBe(link)
  const second = createVisitor(app)
  const page = await second.open(link)
  const asked = findAll(find(page.root, '#rf-main'), ({ tag }) => /^(input|textarea|select)$/.test(tag))
  expect(asked.filter(({ attributes }) => attributes.type !== 'hidden')).toEqual([])
  expect((await second.submit(link)).status).toBe(200)
  await second.open(`/r/${token.slice(1)}0`)
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
  expect(kept.join('')).toContain(session.slice('/s/'.length))
  expect(kept.join('')).not.toContain(token)
  expect(`${said.map(String)} ${errors.map(String)}`).not.toContain(token)
  for (const spy of spies) spy.mockRestore()
})

test('a draft is deleted with its recap, after a question, and then opens nowhere', async () => {
  const model = await modelServer({ text: 'You asked for an address.' })
  const { app, visitor } = stage({ model })
  const session = await askForRecap(visitor)
  await watch(visitor, session, 'text')
  const link = await linkOf(visitor, session)
  const second = createVisitor(app)
  await second.submit(link)

  const save = await visitor.open(`${session}/save`)
  const [href] = findAll(save.root, 'a')
    .map(({ attributes }) => attributes.href)
    .filter((url) => url?.endsWith('/delete'))
  expect((await visitor.open(href ?? '')).heading).toBe('Delete your answers')
  expect((await visitor.open(`${session}/check`)).status).toBe(200)
  expect((await visitor.submit(`${session}/delete`)).heading).toBe('Your answers are deleted')
  for (const browser of [visitor, second]) {
    expect((await browser.open(session)).status).toBe(404)
    expect((await browser.send(`/stream${session.slice(2)}?as=text`)).status).toBe(404)
  }
  expect((await createVisitor(app).submit(link)).status).toBe(404)
  expect((await visitor.open('/')).text).not.toContain('You stopped')
})

test('what was sent is not deleted by its author, and has no link', async () => {
  const { visitor } = stage()
  const session = await answerAll(visitor, 'mood-check', answers.mood)
  await visitor.submit(`${session}/confirm`)
  for (const path of ['save', 'delete']) {
    expect((await visitor.submit(`${session}/${path}`)).path).toBe(`${session}/done`)
  }
  expect((await visitor.open(`${session}/done`)).status).toBe(200)
})
