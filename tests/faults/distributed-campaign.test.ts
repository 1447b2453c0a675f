import { afterEach, expect, onTestFailed, test } from 'vitest'
import { launchBrowser } from '../browser/browser.js'
import { startNodePair } from '../distributed/node-pair.js'
import { type CampaignOptions, enterProvider, everyViewer, playCampaign } from './campaign.js'
import { startFaultProxy } from './fault-proxy.js'
import { isShort, seed } from './form.js'
import { Ledger } from './ledger.js'
import { startNumberedModel } from './numbered-model.js'
import { createRandom } from './random.js'
import { injectRandomFaults } from './random-faults.js'
import { storedInPostgres } from './stored-texts.js'
import { enterLogged, expectWholeTabs, playTabs } from './tab-campaign.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Two nodes, the model that they ask and the proxy before both. */
async function setStage(count: number) {
  const model = await startNumberedModel({ count, behaviour: () => ({ pace: 25, burst: 4 }) })
  closers.push(() => model.close())
  const { nodes, postgres, redis, close } = await startNodePair(model.url)
  closers.push(close)
  onTestFailed(() => console.log(nodes.map((node) => node.output()).join('\n––– the other node –––\n')))
  const proxy = await startFaultProxy({ targets: () => nodes.map(({ port }) => port) })
  closers.push(() => proxy.close())
  return { model, nodes, proxy, postgres, redis }
}

const nothingWrong = { lost: 0, doubled: 0, reordered: 0, wrongEndings: 0 }
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('on two nodes, programs lose, double and reorder no token whatever their connections go through', async () => {
  const size = isShort
    ? { sessions: 16, count: 500, faults: 100 }
    : { sessions: 110, count: 1000, faults: 1000 }
  const { model, nodes, proxy, postgres } = await setStage(size.count)
  const random = createRandom(seed)
  const ledger = new Ledger()
  const stop = injectRandomFaults(proxy, { random, interval: 15 })
  let asked = 0
  // Sessions begin on one node and on the other, and are looked at on both.
  const home = () => nodes[asked++ % nodes.length]?.url ?? ''
  const options = { model, proxy, home, ledger, random, patience: 120_000 }
  const played = await playCampaign({ ...options, sessions: size.sessions, atATime: 16 })
  stop()
  ledger.addFaults(proxy.injected)
  enterProvider(played, await storedInPostgres(postgres.url), options)
  console.log(`\nPrograms before two nodes, seed ${seed}\n${ledger}\n`)

  expect(ledger.wrongs).toEqual([])
  expect(ledger.entries).toMatchObject({ ...nothingWrong, needlessCalls: 0 })
  expect(ledger.entries.produced).toBe(size.sessions * size.count)
  expect(ledger.entries.logged).toBe(size.sessions * size.count)
  expect(ledger.entries.delivered).toBe(everyViewer.length * size.sessions * size.count)
  expect(ledger.injected).toBeGreaterThanOrEqual(size.faults)
})

test('on two nodes, tabs at every mutation show the beginning of what the model has written', async () => {
  const size = isShort ? { tabs: 4, count: 300, faults: 10 } : { tabs: 24, count: 1000, faults: 150 }
  const { model, proxy, postgres } = await setStage(size.count)
  const browser = await launchBrowser()
  closers.push(() => browser.close())
  const ledger = new Ledger()
  const random = createRandom(seed)
  // The proxy hands connections to one node and to the other, so that a tab reads on where the run is not.
  const options = { browser, model, proxy, ledger, random, home: proxy.url, firstSession: 1, ...size }
  const { own, anew } = await playTabs(options)
  enterLogged(await storedInPostgres(postgres.url), options)
  console.log(
    `\nTabs before two nodes, seed ${seed}\n${ledger}\nconnected again by the EventSource itself ${own}, by a new one ${anew}\n`,
  )
  expectWholeTabs(options)
  expect(ledger.injected).toBeGreaterThanOrEqual(size.faults)
  expect(own).toBeGreaterThan(0)
  expect(anew).toBeGreaterThan(0)
})

test('nodes, Redis and PostgreSQL that are ended again and again leave every viewer with the text of one attempt', async () => {
  const rounds = isShort ? 1 : 3
  const sessions = isShort ? 16 : 48
  const count = 400
  const { model, nodes, proxy, postgres, redis } = await setStage(count)
  const ledger = new Ledger()
  const random = createRandom(seed)
  const [first, second] = nodes
  const steps: Record<string, () => Promise<void>> = {
    async 'SIGKILL of a node'() {
      await first.kill('SIGKILL')
      await pause(random.between(0, 1000))
      await first.start()
    },
    async 'Redis restart'() {
      await redis.kill()
      await pause(random.between(200, 1000))
      await redis.start()
    },
    async 'SIGTERM of a node'() {
      await second.kill('SIGTERM')
      await second.start()
    },
    async 'PostgreSQL restart'() {
      await postgres.stop()
      await pause(random.between(200, 1000))
      await postgres.start()
    },
    async 'Redis loses everything'() {
      await redis.kill()
      await pause(random.between(200, 1000))
      await redis.start({ withoutData: true })
    },
  }
  let isPlaying = true
  let finished: Promise<unknown> = Promise.resolve()
  async function breakThings(): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      for (const [name, step] of Object.entries(steps)) {
        await pause(random.between(1500, 3000))
        await step()
        ledger.addFaults(new Map([[name, 1]]))
      }
    }
    isPlaying = false
  }
  finished = breakThings()
  let asked = 0
  const home = () => {
    const up = nodes.filter((node) => node.processId !== undefined)
    return (up[asked++ % up.length] ?? first).url
  }
  const options: CampaignOptions = {
    ...{ model, proxy, home, ledger, random, sessions, atATime: 8 },
    ...{ patience: 90_000, mayBeginAgain: true },
  }
  const played = await playCampaign(options)
  // Whatever is left to break is met by more sessions.
  for (let from = sessions + 1; isPlaying; from += 8) {
    played.push(...(await playCampaign({ ...options, sessions: 8, firstSession: from })))
  }
  await finished
  enterProvider(played, await storedInPostgres(postgres.url), options)
  console.log(`\nPrograms before two nodes while everything is ended in turn, seed ${seed}\n${ledger}\n`)

  expect(ledger.wrongs).toEqual([])
  expect(ledger.entries).toMatchObject(nothingWrong)
  expect(ledger.entries.logged).toBe(played.length * count)
  expect(ledger.entries.delivered).toBe(everyViewer.length * played.length * count)
  expect(ledger.injected).toBe(rounds * Object.keys(steps).length)
})
