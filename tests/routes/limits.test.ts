import { expect, test } from 'vitest'
import { addressOf } from '../../src/routes/open-streams.js'
import { createGate } from '../model-server/gate.mjs'
import * as answers from './answers.js'
import { answerAll, createVisitor } from './page.js'
import { askForRecap, dataOf, look, streamUrl, watch } from './recap.js'
import { modelServer, stage } from './stage.js'

test('one more stream of a session than it may have is turned away, with a status for programs', async () => {
  const gate = createGate()
  const model = await modelServer({ gate })
  const { visitor } = stage({ model, environment: { STREAMS_PER_SESSION: '2' } })
  const session = await askForRecap(visitor)
  const [first, second] = [await look(visitor, session, 'json'), await look(visitor, session, 'panel')]

  const program = await visitor.send(streamUrl(session, 'json'))
  expect(program.status).toBe(429)
  expect(program.headers.get('retry-after')).toBe('10')
  expect(await program.json()).toMatchObject({ error: { type: 'too_many_streams' } })
  expect((await visitor.send(streamUrl(session, 'text'))).status).toBe(429)

  // To a page anything but 200 and an end would mean to connect again for ever.
  const page = await watch(visitor, session, 'panel')
  expect(page.map(({ event }) => event)).toEqual(['final', 'done'])
  expect(dataOf(page, 'final')[0]).not.toContain('sse-connect')
  expect((await watch(visitor, session, 'plain')).map(({ event }) => event)).toEqual(['message', 'done'])

  await second.until(({ event }) => event === 'snapshot')
  await second.leave()
  const third = await visitor.send(streamUrl(session, 'json'))
  expect(third.status).toBe(200)
  gate.open()
  await third.text()
  expect((await first.rest()).at(-1)?.event).toBe('done')
})

test('another session is not kept out by it', async () => {
  const gate = createGate()
  const { app, visitor } = stage({
    model: await modelServer({ gate }),
    environment: { STREAMS_PER_SESSION: '1' },
  })
  const session = await askForRecap(visitor)
  const mine = await look(visitor, session, 'json')
  const other = createVisitor(app)
  const theirs = await other.send(streamUrl(await askForRecap(other), 'json'))
  expect(theirs.status).toBe(200)
  gate.open()
  await theirs.text()
  await mine.rest()
})

test('an address is counted over all of its sessions, as the proxy names it', async () => {
  const gate = createGate()
  const { app, visitor } = stage({
    model: await modelServer({ gate }),
    environment: { STREAMS_PER_ADDRESS: '1', TRUST_PROXY: '1' },
  })
  const other = createVisitor(app)
  const [mine, theirs] = [await askForRecap(visitor), await askForRecap(other)]
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
  const first = await visitor.send(streamUrl(mine, 'json'), from('203.0.113.9, 198.51.100.7'))
  expect(first.status).toBe(200)
  // What stands before the proxy's own entry is what anybody can write.
  const same = await other.send(streamUrl(theirs, 'json'), from('192.0.2.1, 198.51.100.7'))
  expect(same.status).toBe(429)
  const elsewhere = await other.send(streamUrl(theirs, 'json'), from('198.51.100.7, 192.0.2.1'))
  expect(elsewhere.status).toBe(200)
  gate.open()
  await Promise.all([first.text(), elsewhere.text()])
})

test('an address behind a proxy that the settings do not name is not known', async () => {
  const context = (remoteAddress: string | undefined, forwarded?: string) =>
    ({
      req: { header: () => forwarded },
      env: { incoming: { socket: { remoteAddress } } },
    }) as unknown as Parameters<typeof addressOf>[0]
  expect(addressOf(context('198.51.100.7'), 0)).toBe('198.51.100.7')
  expect(addressOf(context('198.51.100.7', '203.0.113.9'), 0)).toBe('198.51.100.7')
  expect(addressOf(context('::ffff:127.0.0.1', '203.0.113.9'), 0)).toBeUndefined()
  expect(addressOf(context('::1'), 0)).toBeUndefined()
  expect(addressOf(context('10.0.0.1', 'a, b, c'), 2)).toBe('b')
  // Fewer proxies than the settings say: then it is the one that has connected.
  expect(addressOf(context('10.0.0.1', 'a'), 2)).toBe('10.0.0.1')
  expect(addressOf(context('2001:db8:1:2:3::9'), 0)).toBe('2001:db8:1:2::/64')
  expect(addressOf(context('2001:db8::9'), 0)).toBe('2001:db8:0:0::/64')
})

test('recaps for which there is no room wait, know their place, and begin by themselves', async () => {
  const gate = createGate()
  const model = await modelServer({ gate })
  const { app, visitor } = stage({ model, environment: { RUN_CONCURRENCY: '1' } })
  await askForRecap(visitor)
  await model.waitForRequest(1)
  const others = [createVisitor(app), createVisitor(app)]
  const sessions: string[] = []
  for (const other of others) sessions.push(await askForRecap(other))
  const [second, third] = others
  const page = await third?.open(`${sessions[1]}/check`)
  expect(page?.html).toContain('sse-connect')
  expect(page?.text).toMatch(/\b2\b/)
  const panel = await look(third as NonNullable<typeof third>, sessions[1] ?? '', 'panel')
  expect((await panel.until(({ event }) => event === 'status')).data).toMatch(/\b2\b/)
  gate.open()
  await second?.send(streamUrl(sessions[0] ?? '', 'text')).then((response) => response.text())
  expect((await panel.rest()).at(-1)?.event).toBe('done')
  expect(model.requests).toHaveLength(3)
})

test('a recap that waits is stopped like any other, and asks no model', async () => {
  const gate = createGate()
  const model = await modelServer({ gate })
  const { app, visitor } = stage({ model, environment: { RUN_CONCURRENCY: '1' } })
  const first = await askForRecap(visitor)
  const other = createVisitor(app)
  const session = await askForRecap(other)
  const page = await other.submit(`${session}/recap/stop`)
  expect(page.html).not.toContain('sse-connect')
  gate.open()
  await watch(visitor, first, 'text')
  expect(model.requests).toHaveLength(1)
  await other.post(`${session}/recap`)
  expect((await watch(other, session, 'text')).at(-1)?.data).toBe('[DONE]')
  expect(model.requests).toHaveLength(2)
})

test('where too many recaps wait, one more is asked to come back, and nothing is lost', async () => {
  const gate = createGate()
  const model = await modelServer({ gate })
  const { app, visitor, errors } = stage({
    model,
    environment: { RUN_CONCURRENCY: '1', MAX_WAITING_RUNS: '1' },
  })
  await askForRecap(visitor)
  await model.waitForRequest(1)
  const waiting = createVisitor(app)
  const waited = await askForRecap(waiting)
  const other = createVisitor(app)
  const session = await answerAll(other, 'feature-request', answers.request)
  const refused = await other.post(`${session}/recap`)
  expect(refused.status).toBe(503)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.text()).toContain('<h1')
  expect(errors.join()).toContain('waiting already')
  gate.open()
  await watch(waiting, waited, 'text')
  expect((await other.post(`${session}/recap`)).status).toBe(303)
  expect((await watch(other, session, 'text')).at(-1)?.data).toBe('[DONE]')
})

test('a thousand starts of one recap at once ask the model once', async () => {
  const model = await modelServer({ text: 'One letter.' })
  const { visitor } = stage({ model })
  const session = await answerAll(visitor, 'feature-request', answers.request)
  const statuses = await Promise.all(
    Array.from({ length: 1000 }, async () => (await visitor.post(`${session}/recap`)).status),
  )
  expect(new Set(statuses)).toEqual(new Set([303]))
  await watch(visitor, session, 'text')
  expect(model.requests).toHaveLength(1)
})
