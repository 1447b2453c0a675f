import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { allEvents } from '../run/sse-reader.js'
import { findAll } from '../views/html.js'
import * as answers from './answers.js'
import { answerAll, begin, createVisitor, sessionId, type Visitor } from './page.js'
import { dataOf, scriptText } from './recap.js'
import { modelServer, stage, temporaryFolder } from './stage.js'

const UNKNOWN = 'f'.repeat(32)

const pages = ['', '/title', '/check', '/done', '/nothing']
const posts = ['/title', '/confirm', '/recap', '/recap/stop', '/nothing']

describe('a session of somebody else', () => {
  it('answers on every address exactly as one that does not exist, and as a malformed id', async () => {
    const { app, visitor } = stage()
    const session = await answerAll(visitor, 'feature-request', answers.request)
    const stranger = createVisitor(app)
    const expected = await stranger.open(`/s/${UNKNOWN}`)
    expect(expected.status).toBe(404)
    expect(expected.heading).toBe('There is nothing here')
    expect(expected.html).not.toContain('Ada')
    expect(findAll(expected.root, 'a').map(({ attributes }) => attributes.href)).toContain('/q/mood-check')
    for (const who of [session, '/s/malformed', `/s/${UNKNOWN.toUpperCase()}`, `/s/${UNKNOWN}0`]) {
      for (const path of pages) {
        const page = await stranger.open(`${who}${path}`)
        expect([page.path, page.status, page.html]).toEqual([`${who}${path}`, 404, expected.html])
        expect([...page.response.headers]).toEqual([...expected.response.headers])
      }
      for (const path of posts) {
        const page = await stranger.submit(`${who}${path}`, { title: 'Theirs now' })
        expect([page.path, page.status]).toEqual([`${who}${path}`, 404])
        expect(page.html).toBe(expected.html)
      }
    }
    expect((await visitor.open(`${session}/check`)).text).toContain('Load graphs from a web address')
  })

  it('is not opened by a key that is nearly right, of another length, or empty', async () => {
    const { app, visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const key = visitor.cookies.get('recapflow') ?? ''
    for (const wrong of [
      key.slice(1),
      `${key.slice(0, -1)}${key.endsWith('0') ? 1 : 0}`,
      key.toUpperCase(),
      '',
      `${key}0`,
    ]) {
      const response = await app.request(session, { headers: { cookie: `recapflow=${wrong}` } })
      expect(response.status).toBe(404)
    }
    expect((await app.request(session, { headers: { cookie: `recapflow=${key}` } })).status).toBe(303)
  })

  it('streams an explanation with 200 and done to pages, and answers programs with 404', async () => {
    const { app, visitor } = stage({ model: await modelServer() })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/recap`)
    const stranger = createVisitor(app)
    for (const id of [sessionId(session), UNKNOWN, 'malformed']) {
      const plain = await stranger.send(`/stream/${id}`)
      expect(plain.status).toBe(200)
      expect((await allEvents(plain)).map(({ event, data }) => [event, data])).toEqual([
        ['message', 'Summary not available'],
        ['done', '1'],
      ])
      const panel = await stranger.send(`/stream/${id}?as=panel`)
      expect(panel.status).toBe(200)
      expect(panel.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
      const events = await allEvents(panel)
      expect(events.map(({ event }) => event)).toEqual(['final', 'done'])
      expect(events[0]?.data).not.toContain('sse-connect')
      const json = await stranger.send(`/stream/${id}?as=json`)
      expect(json.status).toBe(404)
      expect(await json.json()).toEqual({ error: { type: 'not_found', message: 'Summary not available' } })
      const text = await stranger.send(`/stream/${id}?as=text`)
      expect([text.status, await text.text()]).toEqual([404, 'Summary not available\n'])
    }
  })
})

describe('a stream of one’s own session', () => {
  it('that has no recap yet is explained, too', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const response = await visitor.send(`/stream/${sessionId(session)}`)
    expect(response.status).toBe(200)
    expect((await allEvents(response)).map(({ event }) => event)).toEqual(['message', 'done'])
    expect((await visitor.send(`/stream/${sessionId(session)}?as=json`)).status).toBe(404)
  })

  it('does not show the run of another session that the address names', async () => {
    const model = await modelServer({ text: 'A secret letter.' })
    const { app, visitor } = stage({ model })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/recap`)
    const run = await runOf(visitor, session)
    const stranger = createVisitor(app)
    const own = await begin(stranger, 'feature-request')
    const response = await stranger.send(`/stream/${sessionId(own)}?run=${run}&as=text`)
    expect(response.status).toBe(404)
    expect(await response.text()).not.toContain('secret')
    const mine = await visitor.send(`/stream/${sessionId(session)}?run=${run}&as=text`)
    expect(scriptText(await allEvents(mine))).toBe('A secret letter.')
  })
})

/** The name of the run, from its own event in the json shape. */
async function runOf(visitor: Visitor, session: string): Promise<string> {
  const events = await allEvents(await visitor.send(`/stream/${sessionId(session)}?as=json`))
  return JSON.parse(dataOf(events, 'run_start')[0] ?? '{}').run_id
}

describe('the host’s user', () => {
  const asUser = (visitor: Visitor, user: string) => ({
    open: (path: string) => visitor.send(path, { headers: { 'x-user': user } }),
    post: (path: string, form = {}) => visitor.post(path, form, { 'x-user': user }),
  })

  it('opens a session from every browser, and needs no cookie', async () => {
    const { app } = stage({ identity: (c) => c.req.header('x-user') })
    const desk = asUser(createVisitor(app), 'ada')
    const started = await desk.post('/q/feature-request')
    expect(started.headers.getSetCookie()).toEqual([])
    const session = started.headers.get('location') ?? ''
    const phone = asUser(createVisitor(app), 'ada')
    expect((await phone.post(`${session}/title`, { title: 'From the phone' })).status).toBe(303)
    expect(await (await desk.open(`${session}/title`)).text()).toContain('From the phone')
    expect(await (await phone.open('/')).text()).toContain(session)
  })

  it('does not open another user’s session, nor does a visitor without a name', async () => {
    const { app, visitor } = stage({ identity: (c) => c.req.header('x-user') })
    const started = await asUser(visitor, 'ada').post('/q/feature-request')
    const session = started.headers.get('location') ?? ''
    expect((await asUser(visitor, 'bob').open(session)).status).toBe(404)
    expect((await visitor.send(session)).status).toBe(404)
    expect((await createVisitor(app).send(session)).status).toBe(404)
  })

  it('is told to the host with the answers', async () => {
    const users: unknown[] = []
    const { visitor } = stage({
      identity: () => Promise.resolve('ada'),
      onComplete: ({ user }) => void users.push(user),
    })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/confirm`)
    expect(users).toEqual(['ada'])
  })

  it('keeps the browser’s key for a session that was begun before anybody had a name', async () => {
    const { visitor } = stage({ identity: (c) => c.req.header('x-user') })
    const session = await begin(visitor, 'feature-request')
    expect((await asUser(visitor, 'ada').open(session)).status).toBe(303)
  })
})

describe('authorize', () => {
  it('is asked in addition, on pages, posts and streams', async () => {
    let isAllowed = true
    const asked: string[] = []
    const { visitor } = stage({
      model: await modelServer(),
      authorize: async (_c, session) => {
        asked.push(session.id)
        return isAllowed
      },
    })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/recap`)
    isAllowed = false
    for (const path of ['', '/title', '/check', '/done']) {
      expect((await visitor.send(`${session}${path}`)).status).toBe(404)
    }
    for (const path of ['/title', '/recap', '/recap/stop', '/confirm']) {
      expect((await visitor.post(`${session}${path}`)).status).toBe(404)
    }
    expect((await visitor.send(`/stream/${sessionId(session)}?as=json`)).status).toBe(404)
    expect(new Set(asked)).toEqual(new Set([sessionId(session)]))
  })

  it('opens nothing by itself', async () => {
    const { app, visitor } = stage({ authorize: () => true })
    const session = await begin(visitor, 'feature-request')
    expect((await createVisitor(app).send(session)).status).toBe(404)
  })
})

describe('over https', () => {
  it('binds the cookie to the host', async () => {
    const { app } = stage({ environment: { PUBLIC_URL: 'https://forms.example.org' } })
    const visitor = createVisitor(app, 'http://127.0.0.1:3000')
    const started = await visitor.post('/q/feature-request', {}, { origin: 'https://forms.example.org' })
    expect(started.status).toBe(303)
    expect(started.headers.getSetCookie()[0]).toMatch(/^__Host-recapflow=[0-9a-f]{64};/)
    expect(started.headers.getSetCookie()[0]).toMatch(/; Secure/)
    expect((await visitor.send(started.headers.get('location') ?? '')).status).toBe(303)
  })
})

it('a key is not in the database, only its hash', async () => {
  const folder = temporaryFolder()
  const { app, visitor } = stage({ database: `${folder}/recapflow.db` })
  await begin(visitor, 'feature-request')
  await app.close()
  const key = visitor.cookies.get('recapflow') ?? ''
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  for (const file of readdirSync(folder)) expect(readFileSync(`${folder}/${file}`).includes(key)).toBe(false)
})
