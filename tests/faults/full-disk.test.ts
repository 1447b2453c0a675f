import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { request } from '../browser/answered.js'
import { createGate } from '../model-server/gate.mjs'
import { type ServerProcess, startServerProcess } from '../server-process.js'
import { watchToItsEnd } from './campaign.js'
import { type FaultProxy, startFaultProxy } from './fault-proxy.js'
import { seed } from './form.js'
import { type NumberedModel, startNumberedModel, titleOf } from './numbered-model.js'
import { createRandom } from './random.js'
import { mountSmallDisk, type SmallDisk } from './small-disk.js'
import { storedInSqlite } from './stored-texts.js'
import { Visitor } from './visitor.js'

const random = createRandom(seed)
let disk: SmallDisk
let model: NumberedModel
let node: ServerProcess
let proxy: FaultProxy

beforeAll(async () => {
  disk = mountSmallDisk(6)
  model = await startNumberedModel({ count: 200 })
  node = await startServerProcess({
    DATABASE_URL: `sqlite:${disk.path}/recapflow.db`,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'none',
    MODEL: 'test-model',
  })
  proxy = await startFaultProxy({ targets: () => [node.port] })
})
afterEach(() => disk.empty())
afterAll(async () => {
  await proxy?.close()
  await node?.kill()
  await model?.close()
  disk?.remove()
})

const visit = () => new Visitor(() => node.url)

/** Posts longer and longer answers until the database needs room that is not there. */
async function postUntilRefused(visitor: Visitor, session: string): Promise<Response> {
  for (let count = 1; count < 200; count++) {
    const problem = `${'It is a long story, and there is more to it. '.repeat(100)}${count}`
    const response = await visitor.post(`${session}/problem`, { problem })
    if (response.status >= 400) return response
    await response.arrayBuffer()
  }
  throw new Error('The disk did not get full.')
}

describe('While the disk is full', () => {
  test('an answer is refused with a plain 503 that says to try again, and is accepted once there is room', async () => {
    const visitor = visit()
    const session = await visitor.answerAll(titleOf(1))
    disk.fill()
    const refused = await postUntilRefused(visitor, session)
    const text = await refused.text()
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('content-type')).toMatch(/text\/html/)
    expect(text).toMatch(/again/i)
    expect(text).not.toMatch(/SQLITE|disk is full|node_modules|\.js:\d/)
    disk.empty()
    const kept = await visitor.post(`${session}/title`, { title: titleOf(2) })
    expect(kept.status).toBe(303)
    expect(await (await visitor.send(`${session}/check`)).text()).toContain(titleOf(2))
  })

  test('pages can still be read, and new sessions and recaps are refused in the same way', async () => {
    const visitor = visit()
    const session = await visitor.answerAll(titleOf(3))
    disk.fill()
    await postUntilRefused(visitor, session)
    expect((await visitor.send(`${session}/check`)).status).toBe(200)
    expect((await visit().post('/q/feature-request')).status).toBe(503)
    expect((await visitor.post(`${session}/recap`)).status).toBe(503)
    expect(model.callsOf(3)).toHaveLength(0)
    disk.empty()
    const clients = await watchToItsEnd(await visitor.askForRecap(session), 3, {
      model,
      proxy,
      random,
      patience: 30_000,
    })
    for (const { wrongs, received } of clients) {
      expect(wrongs).toEqual([])
      expect(received.text).toBe(received.expected(model.textsOf(3)[0] ?? ''))
    }
    expect(model.callsOf(3)).toHaveLength(1)
  })

  test('a recap that was accepted before is written to its end, and is stored when there is room', async () => {
    const gate = createGate()
    model.setManner({ count: 200, behaviour: () => ({ gate, pace: 2, burst: 5 }) })
    const visitor = visit()
    const session = await visitor.answerAll(titleOf(4))
    const asked = await visitor.askForRecap(session)
    const watching = watchToItsEnd(asked, 4, { model, proxy, random, patience: 60_000, silence: 30_000 })
    gate.release(100)
    disk.fill()
    await postUntilRefused(visitor, session)
    gate.open()
    await expect.poll(() => model.callsOf(4)[0]?.request.isComplete, { timeout: 20_000 }).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    disk.empty()
    const clients = await watching
    const text = model.textsOf(4)[0] ?? ''
    for (const { wrongs, received } of clients) {
      expect(wrongs).toEqual([])
      expect(received.ending).toBe('done')
      expect(received.text).toBe(received.expected(text))
    }
    expect(model.callsOf(4)).toHaveLength(1)
    const stored = storedInSqlite(`${disk.path}/recapflow.db`).find((run) => run.sessionId === asked.session)
    expect(stored).toMatchObject({ attempt: 1, status: 'done', text })
  })

  test('nothing that was accepted is missing after the node was killed on the full disk', async () => {
    const visitor = visit()
    const session = await visitor.answerAll(titleOf(5))
    disk.fill()
    await postUntilRefused(visitor, session)
    const before = await (await visitor.send(`${session}/check`)).text()
    await node.kill()
    disk.empty()
    await node.start()
    const after = await (await visitor.send(`${session}/check`)).text()
    expect(after).toContain(titleOf(5))
    for (const value of Object.values(request.solution ?? {})) expect(after).toContain(value)
    expect(after.length).toBe(before.length)
  })
})
