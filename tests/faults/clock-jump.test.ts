import { afterEach, expect, test } from 'vitest'
import { temporaryFolder } from '../browser/browser.js'
import { createGate } from '../model-server/gate.mjs'
import { startServerProcess } from '../server-process.js'
import { watchToItsEnd } from './campaign.js'
import { createFakedClock } from './faked-clock.js'
import { startFaultProxy } from './fault-proxy.js'
import { seed } from './form.js'
import { startNumberedModel, titleOf } from './numbered-model.js'
import { createRandom } from './random.js'
import { storedInSqlite } from './stored-texts.js'
import { Visitor } from './visitor.js'

const HOUR = 3600

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

for (const [name, steps] of [
  ['an hour forward', [HOUR]],
  ['an hour back', [-HOUR]],
  ['an hour forward and back, again and again', [HOUR, 0, HOUR, 0, -HOUR, 0]],
] as const) {
  test(`a clock that jumps ${name} in the middle of a recap changes nothing`, async () => {
    const folder = temporaryFolder()
    closers.push(folder.remove)
    const database = `${folder.path}/recapflow.db`
    const gate = createGate()
    const model = await startNumberedModel({ count: 300, behaviour: () => ({ gate, pace: 5, burst: 3 }) })
    closers.push(() => model.close())
    const clock = createFakedClock(folder.path)
    const node = await startServerProcess({
      DATABASE_URL: `sqlite:${database}`,
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'none',
      MODEL: 'test-model',
      ...clock.environment,
    })
    closers.push(() => node.kill())
    const proxy = await startFaultProxy({ targets: () => [node.port] })
    closers.push(() => proxy.close())
    /** Seconds by which the node believes it to be later than it is. */
    const ahead = async () => {
      const { headers } = await fetch(`${node.url}/healthz`)
      return Math.round((Date.parse(headers.get('date') ?? '') - Date.now()) / 1000)
    }

    const visitor = new Visitor(() => node.url)
    const session = await visitor.answerAll(titleOf(1))
    const asked = await visitor.askForRecap(session)
    const watching = watchToItsEnd(asked, 1, {
      model,
      proxy,
      random: createRandom(seed),
      patience: 60_000,
      silence: 30_000,
    })
    for (const seconds of steps) {
      gate.release(40)
      clock.setAhead(seconds)
      await expect.poll(async () => Math.abs((await ahead()) - seconds), { timeout: 10_000 }).toBeLessThan(5)
    }
    gate.open()
    const clients = await watching

    const text = model.textsOf(1)[0] ?? ''
    for (const { wrongs, received, connections } of clients) {
      expect(wrongs).toEqual([])
      expect(received).toMatchObject({ ending: 'done', restarts: 0 })
      expect(received.text).toBe(received.expected(text))
      expect(connections).toBe(1)
    }
    expect(model.calls).toHaveLength(1)
    expect(storedInSqlite(database)).toMatchObject([{ attempt: 1, status: 'done', text }])
    // Whoever has begun before goes on after.
    const check = await visitor.send(`${session}/check`)
    expect(check.status).toBe(200)
    expect(await check.text()).toContain('s1c1w000299')
    expect((await visitor.post(`${session}/title`, { title: titleOf(2) })).status).toBe(303)
  })
}
