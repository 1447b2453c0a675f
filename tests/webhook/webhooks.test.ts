import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { createQuestionnaireApp } from '../../src/app.js'
import { readSettings } from '../../src/settings.js'
import { openMemoryStore } from '../../src/store/open-memory-store.js'
import { mistakeInTarget } from '../../src/webhook/check-target.js'
import { createWebhooks, DELAYS } from '../../src/webhook/create-webhooks.js'
import { createPostMessage } from '../../src/webhook/post-message.js'
import * as answers from '../routes/answers.js'
import { answerAll, begin, createVisitor } from '../routes/page.js'
import { after, stage, temporaryFolder } from '../routes/stage.js'
import { startReceiver } from './receiver.js'

const SECRET = `whsec_${btoa('0123456789abcdef0123456789abcdef')}`
const OTHER = `whsec_${btoa('fedcba9876543210fedcba9876543210')}`
const webhook = (url: string, more = {}) => ({
  url,
  secrets: [SECRET],
  withAnswers: false,
  allow: [],
  ...more,
})

describe('a session that is sent', () => {
  it('is told once, signed as the open standard has it, without any answer', async () => {
    const receiver = await startReceiver()
    const { visitor } = stage({ webhook: webhook(receiver.url) })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/confirm`)
    await visitor.post(`${session}/confirm`)
    const [message] = await receiver.until(1)
    const headers = message?.headers as Record<string, string>
    const body = new Webhook(SECRET).verify(message?.body ?? '', headers) as Record<string, unknown>
    expect(body).toEqual({
      type: 'session.completed',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        session: session.slice('/s/'.length),
        reference: expect.stringMatching(/^\w{3}-\w{3}-\w{3}$/),
        questionnaire: { id: 'feature-request', version: expect.any(String) },
        language: 'en',
      },
    })
    expect(headers['content-type']).toBe('application/json')
    expect(() => new Webhook(OTHER).verify(message?.body ?? '', headers)).toThrow()
    expect(receiver.received).toHaveLength(1)
  })

  it('is told with its answers where they are asked for, and by both secrets while one replaces the other', async () => {
    const receiver = await startReceiver()
    const { visitor } = stage({
      webhook: webhook(receiver.url, { withAnswers: true, secrets: [OTHER, SECRET] }),
    })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/confirm`)
    const [message] = await receiver.until(1)
    for (const secret of [SECRET, OTHER]) {
      const body = new Webhook(secret).verify(
        message?.body ?? '',
        message?.headers as Record<string, string>,
      ) as { data: { answers: unknown } }
      expect(body.data.answers).toMatchObject({ email: 'ada@example.org', reach: 12 })
    }
  })

  it('is told again with the same id until it has arrived, also by the next process', async () => {
    const database = join(temporaryFolder(), 'recapflow.db')
    const settings = readSettings({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' })
    const open = (url: string) =>
      createQuestionnaireApp({ graphs: 'graphs', database, settings, webhook: webhook(url), onError() {} })
    // Nobody listens there.
    const first = open('http://127.0.0.1:9/hook')
    const visitor = createVisitor(first)
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/confirm`)
    await first.close()

    const receiver = await startReceiver()
    const second = open(receiver.url)
    after(() => second.close())
    await second.ready()
    const [message] = await receiver.until(1)
    expect(JSON.parse(message?.body ?? '').data.session).toBe(session.slice('/s/'.length))
  })
})

it('the example receives what is signed, once, and refuses everything else', async () => {
  const child = spawn(process.execPath, ['examples/receive-webhooks/server.mjs'], {
    env: { ...process.env, PORT: '0', WEBHOOK_SECRET: SECRET },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  after(() => child.kill())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => String((await lines.next()).value)
  const port = /listening on (\d+)/.exec(await line())?.[1]
  const url = `http://127.0.0.1:${port}/`
  const { visitor } = stage({ webhook: webhook(url) })
  const session = await answerAll(visitor, 'feature-request', answers.request)
  await visitor.post(`${session}/confirm`)
  expect(JSON.parse(await line())).toMatchObject({ type: 'session.completed' })
  const forged = { 'webhook-id': 'x', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' }
  expect((await fetch(url, { method: 'POST', headers: forged, body: '{}' })).status).toBe(401)
})

describe('33: an alert with notify', () => {
  it('is told to the host and outside, once, before the next page, and whoever fails keeps nobody', async () => {
    const receiver = await startReceiver()
    const notices: unknown[] = []
    const { visitor, errors } = stage({
      webhook: webhook(receiver.url),
      notify(notice) {
        notices.push({ ...notice, questionnaire: notice.questionnaire.id })
        throw new Error('The pager is broken.')
      },
    })
    const session = await begin(visitor, 'mood-check')
    const { self_harm: _, impact: _impact, in_own_words: _words, ...before } = answers.mood
    for (const [page, form] of Object.entries(before)) await visitor.post(`${session}/${page}`, form)
    expect(notices).toEqual([])
    const next = await visitor.submit(`${session}/self_harm`, { self_harm: '2' })
    expect(next.text).toContain('You do not have to carry this alone')
    expect(notices).toEqual([
      {
        notify: 'crisis',
        alert: { id: 'self_harm_support', level: 'crisis' },
        session: session.slice('/s/'.length),
        reference: expect.any(String),
        questionnaire: 'mood-check',
        user: undefined,
        at: expect.any(String),
      },
    ])
    expect(errors.map(String)).toContain('Error: The pager is broken.')
    await visitor.post(`${session}/self_harm`, { self_harm: '3' })
    const [message] = await receiver.until(1)
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      type: 'alert.raised',
      data: { alert: { id: 'self_harm_support', level: 'crisis', notify: 'crisis' } },
    })
    expect(message?.body).not.toContain('answers')
    expect([notices.length, receiver.received.length]).toEqual([1, 1])
  })

  it('is not noted for anybody where nobody is told', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'mood-check')
    await visitor.post(`${session}/self_harm`, { self_harm: '3' })
    expect((await visitor.open(`${session}/check`)).status).toBe(200)
  })
})

/** Webhooks over a store in memory, with a time that is set by hand. */
async function sending(post: Parameters<typeof createWebhooks>[0]['post']) {
  const store = await openMemoryStore()
  let time = Date.UTC(2026, 0, 1)
  const errors: unknown[] = []
  await store.outbox.add({ id: 'msg_1', sessionId: 's', body: '{}', createdAt: new Date(time).toISOString() })
  const webhooks = createWebhooks({
    sessions: { withOutgoing: async () => [] } as never,
    outbox: store.outbox,
    post,
    url: 'https://example.org/hook',
    secrets: [SECRET],
    withAnswers: false,
    now: () => new Date(time),
    // Time passes by hand: nothing is looked at by itself.
    clock: { now: () => time, schedule: () => () => {} },
    onError: (error) => errors.push(error),
  })
  after(() => webhooks.close())
  return {
    store,
    errors,
    async pass(milliseconds: number) {
      time += milliseconds
      webhooks.wake()
      await webhooks.idle()
    },
  }
}

describe('what does not arrive', () => {
  it('is tried eleven times in about three days, with the same id, and then given up', async () => {
    const ids: string[] = []
    const { pass, store, errors } = await sending(async (_url, { headers }) => {
      ids.push(headers['webhook-id'] ?? '')
      return { status: 500 }
    })
    await pass(0)
    expect(ids).toHaveLength(1)
    for (const [index, delay] of DELAYS.entries()) {
      await pass(delay - 1)
      expect(ids).toHaveLength(index + 1)
      await pass(1)
      expect(ids).toHaveLength(index + 2)
    }
    expect(new Set(ids)).toEqual(new Set(['msg_1']))
    expect(await store.outbox.count()).toEqual({ waiting: 0, givenUp: 1 })
    expect(String(errors.at(-1))).toContain('It is given up.')
    expect(DELAYS.reduce((sum, delay) => sum + delay, 0) / 3_600_000).toBeGreaterThan(70)
    await pass(8 * 86_400_000)
    expect(await store.outbox.count()).toEqual({ waiting: 0, givenUp: 0 })
  })

  it('waits as long as it is told to, and no longer than a day', async () => {
    const tries: number[] = []
    const { pass } = await sending(async () => {
      tries.push(1)
      return { status: 503, retryAfter: tries.length === 1 ? '600' : '999999' }
    })
    await pass(0)
    await pass(599_999)
    expect(tries).toHaveLength(1)
    await pass(1)
    expect(tries).toHaveLength(2)
    await pass(86_400_000)
    expect(tries).toHaveLength(3)
  })

  it('is given up at once by a target that is gone, and comes again after one that is not there', async () => {
    const gone = await sending(async () => ({ status: 410 }))
    await gone.pass(0)
    expect(await gone.store.outbox.count()).toEqual({ waiting: 0, givenUp: 1 })
    const away = await sending(async () => {
      throw new Error('connect ECONNREFUSED')
    })
    await away.pass(0)
    expect(await away.store.outbox.count()).toEqual({ waiting: 1, givenUp: 0 })
    expect(String(away.errors[0])).toContain('ECONNREFUSED')
  })

  it('is not sent after a redirect', async () => {
    const target = await startReceiver()
    const receiver = await startReceiver([{ status: 302, headers: { location: target.url } }])
    const post = createPostMessage({ allow: [], mayBeLocal: true })
    expect((await post(receiver.url, { headers: {}, body: '{}' })).status).toBe(302)
    expect(target.connections).toBe(0)
  })
})

describe('a target that is not on the open internet', () => {
  const targets = [
    'https://127.0.0.1',
    'https://[::1]',
    'https://[::ffff:10.0.0.1]',
    'https://2130706433',
    'https://0x7f.1',
    'https://0',
    'https://10.0.0.1',
    'https://169.254.169.254/latest',
    'https://metadata.google.internal',
    'https://localhost.',
    'https://printer.local',
    'http://example.org',
    'file:///etc/passwd',
    'https://user@example.org',
    'https://user@evil@10.0.0.1',
    'example.org',
  ]

  it.each(targets)('is refused when the app is made: %s', (url) => {
    expect(mistakeInTarget(url, { allow: [], mayBeLocal: false })).toBeDefined()
    const settings = readSettings({ NODE_ENV: 'production' })
    const make = () => createQuestionnaireApp({ graphs: 'graphs', settings, webhook: webhook(url) })
    expect(make).toThrow(/The webhook's address/)
  })

  it('is refused when its name leads inside, and nothing is sent', async () => {
    const receiver = await startReceiver()
    const post = createPostMessage({ allow: [], mayBeLocal: false })
    // A name that passes the look at the address, and resolves to this machine.
    await expect(
      post(`https://localhost.localdomain:${receiver.port}/`, { headers: {}, body: '{}' }),
    ).rejects.toThrow()
    expect(receiver.connections).toBe(0)
  })

  it('is taken where it is named with its port, and only that port', () => {
    const rules = { allow: ['hooks.intern:8080', '10.0.0.1:443'], mayBeLocal: false }
    expect(mistakeInTarget('http://hooks.intern:8080/x', rules)).toBeUndefined()
    expect(mistakeInTarget('https://10.0.0.1/x', rules)).toBeUndefined()
    expect(mistakeInTarget('https://10.0.0.1:8443/x', rules)).toBeDefined()
    expect(mistakeInTarget('https://example.org/x', rules)).toBeUndefined()
    expect(mistakeInTarget('http://127.0.0.1:3001/', { allow: [], mayBeLocal: true })).toBeUndefined()
  })
})

describe('the settings of a webhook', () => {
  const read = (environment: Record<string, string>) => () => readSettings(environment)

  it('are an address and a secret, and perhaps more', () => {
    const settings = readSettings({
      WEBHOOK_URL: 'https://example.org/hook',
      WEBHOOK_SECRET: `${SECRET} ${OTHER}`,
      WEBHOOK_ANSWERS: 'true',
      WEBHOOK_ALLOW: 'hooks.intern:8080',
    })
    expect(settings.webhook).toEqual({
      url: 'https://example.org/hook',
      secrets: [SECRET, OTHER],
      withAnswers: true,
      allow: ['hooks.intern:8080'],
    })
    expect(readSettings({}).webhook).toBeUndefined()
  })

  it.each([
    [{ WEBHOOK_URL: 'https://example.org' }, /WEBHOOK_SECRET is not whsec_/],
    [{ WEBHOOK_URL: 'https://example.org', WEBHOOK_SECRET: 'short' }, /WEBHOOK_SECRET is not whsec_/],
    [{ WEBHOOK_SECRET: SECRET }, /WEBHOOK_URL is not set/],
    [{ WEBHOOK_ANSWERS: 'yes' }, /WEBHOOK_ANSWERS is "yes", expected true or false/],
    [{ WEBHOOK_ALLOW: 'hooks.intern' }, /WEBHOOK_ALLOW is "hooks.intern"/],
  ])('that cannot work are told: %j', (environment, message) => {
    expect(read(environment as unknown as Record<string, string>)).toThrow(message)
    if ('WEBHOOK_SECRET' in environment) {
      expect(read(environment as unknown as Record<string, string>)).not.toThrow(SECRET)
    }
  })
})
