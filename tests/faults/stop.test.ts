import { afterEach, expect, test } from 'vitest'
import { temporaryFolder } from '../browser/browser.js'
import { runnerOf, startNodePair } from '../distributed/node-pair.js'
import { type ServerProcess, startServerProcess } from '../server-process.js'
import { isShort, seed } from './form.js'
import { type NumberedModel, startNumberedModel, titleOf } from './numbered-model.js'
import { createRandom } from './random.js'
import { startStreamClient } from './stream-client.js'
import { Visitor } from './visitor.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const stops = isShort ? 20 : 200

/**
 * Stops recaps in the middle of their text, on the node that `stopAt` names, while somebody reads there. Answers
 * how many milliseconds went by before the model's socket was closed, each time, in order of size.
 */
async function playStops(
  model: NumberedModel,
  home: ServerProcess,
  stopAt: () => Promise<ServerProcess>,
): Promise<number[]> {
  const random = createRandom(seed)
  const times: number[] = []
  for (let session = 1; session <= stops; session++) {
    const visitor = new Visitor(() => home.url)
    const path = await visitor.answerAll(titleOf(session))
    const asked = await visitor.askForRecap(path)
    await expect.poll(() => model.callsOf(session).length, { interval: 5 }).toBe(1)
    const node = await stopAt()
    const ending = new AbortController()
    const reader = startStreamClient({
      ...{ shape: 'json', manner: 'by_id', cookie: asked.cookie, silence: 3000, random },
      url: () => `${node.url}/stream/${asked.session}?as=json`,
      texts: model.textsOf(session),
      signal: ending.signal,
    })
    await expect.poll(() => reader.received.text, { interval: 5, timeout: 10_000 }).not.toBe('')
    const [call] = model.callsOf(session)
    const closed = call?.request.closed.then(() => performance.now())
    const begun = performance.now()
    const answer = await fetch(`${node.url}${path}/recap/stop`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(),
      headers: { origin: node.url, cookie: asked.cookie },
    })
    expect(answer.status).toBeLessThan(400)
    times.push(((await closed) ?? Number.NaN) - begun)
    await reader.ended
    ending.abort()
    expect(reader.received).toMatchObject({ ending: 'failed' })
    expect(call?.text.startsWith(reader.received.text)).toBe(true)
    expect(reader.received.text).not.toBe('')
  }
  return times.sort((a, b) => a - b)
}

function print(where: string, times: readonly number[]): void {
  const at = (part: number) => Math.round(times[Math.ceil(times.length * part) - 1] ?? Number.NaN)
  console.log(
    `\n${where}: ${times.length} stops reached the model's socket after ${at(0.5)} ms (median), ${at(0.99)} ms (p99), ${at(1)} ms (slowest)\n`,
  )
}

/** Long enough that no text ends before it is stopped. */
const manner = { count: 5000, behaviour: () => ({ pace: 40, burst: 2 }) }

test('stop on one node ends the model call, and the text so far is kept', async () => {
  const model = await startNumberedModel(manner)
  closers.push(() => model.close())
  const folder = temporaryFolder()
  closers.push(folder.remove)
  const node = await startServerProcess({
    DATABASE_URL: `sqlite:${folder.path}/recapflow.db`,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'none',
    MODEL: 'test-model',
  })
  closers.push(() => node.kill())
  const times = await playStops(model, node, async () => node)
  print('One node', times)
  expect(times.every(Number.isFinite)).toBe(true)
})

test('stop on the node that does not run it ends the model call, and the text so far is kept', async () => {
  const model = await startNumberedModel(manner)
  closers.push(() => model.close())
  const pair = await startNodePair(model.url)
  closers.push(() => pair.close())
  const times = await playStops(model, pair.nodes[0], async () => {
    const runner = await runnerOf(pair.nodes)
    return runner === pair.nodes[0] ? pair.nodes[1] : pair.nodes[0]
  })
  print('Across nodes', times)
  expect(times.every(Number.isFinite)).toBe(true)
})
