import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, temporaryFolder } from '../browser/browser.js'
import { sightsOf } from '../browser/stream-witness.js'
import { createGate, type Gate } from '../model-server/gate.mjs'
import { type ServerProcess, startServerProcess } from '../server-process.js'
import { type FaultProxy, type ProxiedConnection, startFaultProxy } from './fault-proxy.js'
import { isShort, seed } from './form.js'
import { Ledger } from './ledger.js'
import { type NumberedModel, startNumberedModel } from './numbered-model.js'
import { damageOf } from './numbered-text.js'
import { createRandom } from './random.js'
import { storedInSqlite } from './stored-texts.js'
import { enterLogged, expectWholeTabs, playTabs } from './tab-campaign.js'
import { connectionsOf, openWatchedTab, untilFinal, untilLength, wrongSightsOf } from './watched-tab.js'

const folder = temporaryFolder()
const database = `${folder.path}/recapflow.db`
let browser: Browser
let model: NumberedModel
let node: ServerProcess
let proxy: FaultProxy
let nextSession = 1

beforeAll(async () => {
  model = await startNumberedModel()
  ;[browser, node] = await Promise.all([
    launchBrowser(),
    startServerProcess({
      DATABASE_URL: `sqlite:${database}`,
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'none',
      MODEL: 'test-model',
      IDLE_TIMEOUT: '120',
    }),
  ])
  proxy = await startFaultProxy({ targets: () => [node.port] })
})
afterEach(async () => {
  proxy.setDefault(undefined)
  for (const context of browser.contexts()) await context.close()
})
afterAll(async () => {
  await browser?.close()
  await proxy?.close()
  await node?.kill()
  await model?.close()
  folder.remove()
})

interface HeldTab {
  /** The path of its session. */
  readonly path: string
  readonly session: number
  readonly page: Page
  readonly gate: Gate
}

/** A tab that shows the first `written` tokens of a recap, and the model held there. */
async function openHeld(written: number, count = 200): Promise<HeldTab> {
  const session = nextSession++
  const gate = createGate()
  model.setManner({ count, behaviour: () => ({ gate, pace: 2, burst: 5 }) })
  const { page, check } = await openWatchedTab(browser, proxy.url, session)
  gate.release(written)
  await page.goto(check)
  await untilWritten(page, session, written)
  return { session, page, gate, path: new URL(check).pathname.replace(/^\/s\/|\/check$/g, '') }
}

async function untilWritten(page: Page, session: number, written: number, timeout?: number): Promise<void> {
  const tokens = model.callsOf(session)[0]?.tokens
  if (tokens === undefined) {
    await model.server.waitForRequest(model.calls.length + 1)
    return untilWritten(page, session, written, timeout)
  }
  const text = tokens.slice(0, written).join('')
  await untilLength(page, text.replaceAll(/\r\n?/g, '\n').length, timeout)
}

/** Connections on which panels are streamed, of one tab or of all. */
function streamsOf(tab?: HeldTab): ProxiedConnection[] {
  const wanted = `/stream/${tab?.path ?? ''}`
  return [...proxy.connections].filter(({ target, isHalfOpen }) => target.startsWith(wanted) && !isHalfOpen)
}

function halfOpenStreams(): number {
  return [...proxy.connections].filter(
    ({ target, isHalfOpen }) => target.startsWith('/stream/') && isHalfOpen,
  ).length
}

/** Everything is there, in order, and was at every moment; and the model was asked once. */
async function expectWhole(tab: HeldTab): Promise<void> {
  const final = await untilFinal(tab.page, 60_000)
  const [call] = model.callsOf(tab.session)
  expect(damageOf(final, call?.tokens.length ?? 0)).toEqual({ lost: 0, doubled: 0, reordered: 0 })
  expect(await wrongSightsOf(tab.page, model.textsOf(tab.session))).toBeUndefined()
  expect((await sightsOf(tab.page)).length).toBeGreaterThan(3)
  expect(model.callsOf(tab.session)).toHaveLength(1)
}

describe('A browser whose stream', () => {
  for (const kind of ['reset', 'close'] as const) {
    test(`is ended by a ${kind} goes on by its own EventSource`, async () => {
      const tab = await openHeld(60)
      for (const connection of streamsOf()) connection.inject({ kind })
      tab.gate.release(60)
      await untilWritten(tab.page, tab.session, 120)
      expect(await connectionsOf(tab.page)).toEqual({ made: 1, opened: 2 })
      tab.gate.open()
      await expectWhole(tab)
    })
  }

  test('is answered with 502 goes on by a new EventSource', async () => {
    const tab = await openHeld(60)
    for (const connection of streamsOf()) connection.inject({ kind: 'bad_gateway' })
    tab.gate.release(60)
    await untilWritten(tab.page, tab.session, 120)
    expect(await connectionsOf(tab.page)).toEqual({ made: 2, opened: 2 })
    tab.gate.open()
    await expectWhole(tab)
  })

  test('is answered with 502 again and again goes on when that is over', async () => {
    const tab = await openHeld(30)
    proxy.answerBadGateway(3, 'as=panel')
    for (const connection of streamsOf()) connection.inject({ kind: 'reset' })
    tab.gate.release(100)
    await untilWritten(tab.page, tab.session, 130)
    expect(await connectionsOf(tab.page)).toEqual({ made: 4, opened: 2 })
    tab.gate.open()
    await expectWhole(tab)
  })

  test('is half-open, also from its very beginning, goes on once nothing was heard for two and a half pings', async () => {
    const [middle, beginning] = [await openHeld(60), await openHeld(60)]
    for (const connection of streamsOf(middle)) connection.inject({ kind: 'half_open' })
    // Neither a new connection nor one that was used before gets an answer.
    proxy.setDefault({ kind: 'half_open' })
    for (const connection of proxy.connections)
      if (!connection.isHalfOpen) connection.inject({ kind: 'reset' })
    await expect.poll(() => halfOpenStreams(), { timeout: 10_000 }).toBe(2)
    proxy.setDefault(undefined)
    for (const tab of [middle, beginning]) tab.gate.release(60)
    await Promise.all([middle, beginning].map((tab) => untilWritten(tab.page, tab.session, 120, 60_000)))
    for (const tab of [middle, beginning]) {
      expect(await connectionsOf(tab.page)).toEqual({ made: 2, opened: 2 })
      tab.gate.open()
      await expectWhole(tab)
    }
  })

  test('comes late, slowly or in blocks of 16 KiB is whole at the end', async () => {
    const tab = await openHeld(40)
    const steps = [
      { kind: 'delay', milliseconds: 400 },
      { kind: 'throttle', bytesPerSecond: 3000 },
      { kind: 'buffer' },
    ] as const
    for (const fault of steps) {
      for (const connection of streamsOf()) connection.inject(fault)
      tab.gate.release(40)
      await tab.page.waitForTimeout(500)
      if (fault.kind !== 'buffer') for (const connection of streamsOf()) connection.heal()
    }
    tab.gate.open()
    await expectWhole(tab)
    expect(await connectionsOf(tab.page)).toEqual({ made: 1, opened: 1 })
  })
})

const size = isShort ? { tabs: 4, count: 300, faults: 10 } : { tabs: 24, count: 1000, faults: 150 }

test('tabs at every mutation show the beginning of what the model has written, whatever their connections go through', async () => {
  const ledger = new Ledger()
  const random = createRandom(seed)
  const firstSession = nextSession
  nextSession += size.tabs
  const options = { browser, model, proxy, ledger, random, home: proxy.url, firstSession, ...size }
  const { own, anew } = await playTabs(options)
  enterLogged(storedInSqlite(database), options)
  console.log(
    `\nTabs before one node, seed ${seed}\n${ledger}\nconnected again by the EventSource itself ${own}, by a new one ${anew}\n`,
  )
  expectWholeTabs(options)
  expect(ledger.injected).toBeGreaterThanOrEqual(size.faults)
  expect(own).toBeGreaterThan(0)
  expect(anew).toBeGreaterThan(0)
})
