import { get } from 'node:http'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { temporaryFolder } from '../browser/browser.js'
import { createGate } from '../model-server/gate.mjs'
import { type ServerProcess, startServerProcess } from '../server-process.js'
import { isShort, seed } from './form.js'
import { startNumberedModel, titleOf } from './numbered-model.js'
import { createRandom } from './random.js'
import { Visitor } from './visitor.js'

const probe = pathToFileURL(resolve(import.meta.dirname, 'leak-probe.mjs')).href

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Left {
  /** Bytes of the heap and of what it holds outside, after the garbage is gone. */
  readonly heap: number
  /** Bytes. */
  readonly resident: number
  readonly timers: number
  readonly sockets: number
  /** As `/metrics` counts them. */
  readonly viewers: number
}

async function leftIn(node: ServerProcess): Promise<Left> {
  const before = node.output().split('leak-probe').length
  process.kill(node.processId ?? 0, 'SIGUSR2')
  await expect.poll(() => node.output().split('leak-probe').length, { timeout: 10_000 }).toBe(before + 1)
  const metrics = await (await fetch(`${node.url}/metrics`, { headers: { connection: 'close' } })).text()
  const viewers = /^recapflow_viewers (\d+)$/m.exec(metrics)?.[1]
  expect(viewers).toBeDefined()
  const [, printed = ''] = /.*leak-probe (\{.*?\})/s.exec(node.output()) ?? []
  return { ...JSON.parse(printed), viewers: Number(viewers) }
}

test('viewers that connect and go leave no memory, no timer and no listener', async () => {
  const cycles = isShort ? 2000 : 100_000
  const warmUp = isShort ? 2000 : 10_000
  const gate = createGate()
  const model = await startNumberedModel({ count: 200, behaviour: () => ({ gate }) })
  closers.push(() => model.close())
  const folder = temporaryFolder()
  closers.push(folder.remove)
  const node = await startServerProcess({
    DATABASE_URL: `sqlite:${folder.path}/recapflow.db`,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'none',
    MODEL: 'test-model',
    IDLE_TIMEOUT: '3600',
    NODE_OPTIONS: `--import ${probe}`,
  })
  closers.push(() => node.kill())
  const visitor = new Visitor(() => node.url)
  const { cookie, panelPath, session } = await visitor.askForRecap(await visitor.answerAll(titleOf(1)))
  gate.release(100)

  const random = createRandom(seed)
  const run = new URL(panelPath, node.url).searchParams.get('run') ?? ''
  const paths = ['panel', 'lean', 'events', 'text'].map((shape) => panelPath.replace(/as=\w+/, `as=${shape}`))
  let answered = 0

  /** Connects and goes: before the answer, with its head, or with its first bytes. */
  function comeAndGo(): Promise<void> {
    const path = random.pick(paths) ?? panelPath
    const leavesAt = random.pick(['connect', 'head', 'data'] as const)
    return new Promise((gone) => {
      const request = get(new URL(path, node.url), { headers: { cookie }, agent: false })
      request.on('socket', (socket) => {
        if (leavesAt === 'connect') socket.on('connect', () => setImmediate(() => socket.destroy()))
      })
      request.on('response', (response) => {
        if (response.statusCode === 200) answered++
        if (leavesAt === 'head') response.destroy()
        else response.once('data', () => response.destroy())
        response.on('error', () => {})
      })
      request.on('error', () => {})
      request.on('close', gone)
    })
  }

  async function play(count: number): Promise<void> {
    let left = count
    const oneAfterAnother = async () => {
      while (left-- > 0) await comeAndGo()
    }
    await Promise.all(Array.from({ length: 16 }, oneAfterAnother))
    // The last ones are let go by the server a moment after they have gone.
    await expect.poll(async () => (await leftIn(node)).viewers, { timeout: 10_000 }).toBe(0)
  }

  await play(warmUp)
  const before = await leftIn(node)
  await play(cycles)
  const after = await leftIn(node)
  console.log(`\n${cycles} viewers that came and went, ${answered} with an answer\n`, { before, after })

  expect(run).not.toBe('')
  expect(session).not.toBe('')
  expect(answered).toBeGreaterThan((cycles + warmUp) / 2)
  expect(after.timers).toBeLessThanOrEqual(before.timers)
  expect(after.sockets).toBeLessThanOrEqual(before.sockets)
  expect(after.heap / before.heap).toBeLessThan(1.05)
  // What was measured is a node that still writes: the recap goes on to its end.
  gate.open()
})
