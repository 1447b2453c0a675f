import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../browser/browser.js'
import { type ServerProcess, startServerProcess } from '../server-process.js'
import { enterProvider, everyViewer, playCampaign } from './campaign.js'
import { type FaultProxy, startFaultProxy } from './fault-proxy.js'
import { isShort, seed } from './form.js'
import { Ledger } from './ledger.js'
import { type NumberedModel, startNumberedModel } from './numbered-model.js'
import { createRandom } from './random.js'
import { injectRandomFaults } from './random-faults.js'
import { storedInSqlite } from './stored-texts.js'

const size = isShort
  ? { sessions: 16, count: 500, faults: 100 }
  : { sessions: 110, count: 1000, faults: 1000 }

const folder = temporaryFolder()
const database = `${folder.path}/recapflow.db`
let model: NumberedModel
let node: ServerProcess
let proxy: FaultProxy

beforeAll(async () => {
  // Every session's tokens come for some seconds, so that faults find connections that are in the middle of it.
  model = await startNumberedModel({ count: size.count, behaviour: () => ({ pace: 25, burst: 4 }) })
  node = await startServerProcess({
    DATABASE_URL: `sqlite:${database}`,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'none',
    MODEL: 'test-model',
  })
  proxy = await startFaultProxy({ targets: () => [node.port] })
})
afterAll(async () => {
  await proxy?.close()
  await node?.kill()
  await model?.close()
  folder.remove()
})

test('on one node, programs lose, double and reorder no token whatever their connections go through', async () => {
  const random = createRandom(seed)
  const ledger = new Ledger()
  const stop = injectRandomFaults(proxy, { random, interval: 15 })
  const options = { model, proxy, home: () => node.url, ledger, random, patience: 120_000 }
  const played = await playCampaign({ ...options, sessions: size.sessions, atATime: 16 })
  stop()
  ledger.addFaults(proxy.injected)
  enterProvider(played, storedInSqlite(database), options)
  console.log(`\nPrograms before one node, seed ${seed}\n${ledger}\n`)

  expect(ledger.wrongs).toEqual([])
  const { lost, doubled, reordered, needlessCalls, wrongEndings } = ledger.entries
  expect({ lost, doubled, reordered, needlessCalls, wrongEndings }).toEqual({
    lost: 0,
    doubled: 0,
    reordered: 0,
    needlessCalls: 0,
    wrongEndings: 0,
  })
  expect(ledger.entries.produced).toBe(size.sessions * size.count)
  expect(ledger.entries.logged).toBe(size.sessions * size.count)
  expect(ledger.entries.delivered).toBe(everyViewer.length * size.sessions * size.count)
  expect(ledger.injected).toBeGreaterThanOrEqual(size.faults)
})
