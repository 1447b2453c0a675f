import { afterEach, expect, test } from 'vitest'
import { temporaryFolder } from '../browser/browser.js'
import { type ServerProcess, startServerProcess } from '../server-process.js'
import { type CampaignOptions, enterProvider, everyViewer, playCampaign } from './campaign.js'
import { type FaultProxy, startFaultProxy } from './fault-proxy.js'
import { isShort, seed } from './form.js'
import { Ledger } from './ledger.js'
import { type NumberedModel, startNumberedModel } from './numbered-model.js'
import { createRandom } from './random.js'
import { storedInSqlite } from './stored-texts.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** One node on SQLite, the model that it asks and the proxy before it. */
async function setStage(count: number): Promise<{
  readonly model: NumberedModel
  readonly node: ServerProcess
  readonly proxy: FaultProxy
  readonly database: string
}> {
  const folder = temporaryFolder()
  closers.push(folder.remove)
  const database = `${folder.path}/recapflow.db`
  const model = await startNumberedModel({ count, behaviour: () => ({ pace: 25, burst: 3 }) })
  closers.push(() => model.close())
  const node = await startServerProcess({
    DATABASE_URL: `sqlite:${database}`,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'none',
    MODEL: 'test-model',
  })
  closers.push(() => node.kill())
  const proxy = await startFaultProxy({ targets: () => [node.port] })
  closers.push(() => proxy.close())
  return { model, node, proxy, database }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`a node that is ended by ${signal} again and again leaves every viewer with the text of one attempt`, async () => {
    const restarts = isShort ? 2 : 8
    const sessions = isShort ? 8 : 40
    const { model, node, proxy, database } = await setStage(400)
    const ledger = new Ledger()
    const random = createRandom(seed)
    let isPlaying = true
    async function endAgainAndAgain(): Promise<void> {
      for (let count = 0; count < restarts; count++) {
        await pause(random.between(1500, 3500))
        await node.kill(signal)
        ledger.addFaults(new Map([[signal, 1]]))
        await pause(random.between(0, 500))
        await node.start()
      }
      isPlaying = false
    }
    const options: CampaignOptions = {
      model,
      proxy,
      home: () => node.url,
      ledger,
      random,
      sessions,
      atATime: 8,
      patience: 90_000,
      mayBeginAgain: true,
    }
    const ending = endAgainAndAgain()
    const played = await playCampaign(options)
    // Whatever restarts are left are met by more sessions.
    for (let from = sessions + 1; isPlaying; from += 8) {
      played.push(...(await playCampaign({ ...options, sessions: 8, firstSession: from })))
    }
    await ending
    enterProvider(played, storedInSqlite(database), options)
    console.log(`\nPrograms before a node that is ended by ${signal}, seed ${seed}\n${ledger}\n`)

    expect(ledger.wrongs).toEqual([])
    const { lost, doubled, reordered, wrongEndings } = ledger.entries
    expect({ lost, doubled, reordered, wrongEndings }).toEqual({
      lost: 0,
      doubled: 0,
      reordered: 0,
      wrongEndings: 0,
    })
    expect(ledger.entries.logged).toBe(played.length * 400)
    expect(ledger.entries.delivered).toBe(everyViewer.length * played.length * 400)
    expect(ledger.faults.get(signal)).toBe(restarts)
    // Runs that were cut off were begun again, and only those.
    expect(ledger.entries.modelCalls).toBeLessThanOrEqual(played.length + 8 * restarts)
  })
}
