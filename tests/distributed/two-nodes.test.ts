import { afterEach, expect, test } from 'vitest'
import { type NumberedModel, startNumberedModel, titleOf } from '../faults/numbered-model.js'
import { createRandom } from '../faults/random.js'
import { type StreamClient, startStreamClient } from '../faults/stream-client.js'
import { type AskedRecap, Visitor } from '../faults/visitor.js'
import type { ServerProcess } from '../server-process.js'
import { runnerOf, startNodePair } from './node-pair.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function twoNodes(count: number) {
  const model = await startNumberedModel({ count, behaviour: () => ({ pace: 40, burst: 2 }) })
  closers.push(() => model.close())
  const { nodes, redis, close } = await startNodePair(model.url)
  closers.push(close)
  return { model, nodes, redis }
}

async function askOn(node: ServerProcess, number: number) {
  const visitor = new Visitor(() => node.url)
  const session = await visitor.answerAll(titleOf(number))
  return { number, visitor, session, asked: await visitor.askForRecap(session) }
}

/** A viewer that connects again as an EventSource does, to the node that `node` names then. */
function watch(
  { asked, number }: { readonly asked: AskedRecap; readonly number: number },
  model: NumberedModel,
  node: () => ServerProcess,
): StreamClient {
  const ending = new AbortController()
  closers.push(() => ending.abort())
  return startStreamClient({
    shape: 'json',
    manner: 'by_id',
    url: () => `${node().url}/stream/${asked.session}?as=json`,
    cookie: asked.cookie,
    texts: model.textsOf(number),
    random: createRandom(number),
    silence: 3000,
    signal: ending.signal,
  })
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function until(isSo: () => boolean, timeout = 20_000): Promise<number> {
  const begun = performance.now()
  while (!isSo()) {
    if (performance.now() - begun > timeout) throw new Error('It did not come to be so.')
    await pause(5)
  }
  return performance.now() - begun
}

test('two nodes, SIGKILL of the one that runs: another takes over, and viewers of both end with its exact text', async () => {
  const { model, nodes } = await twoNodes(200)
  const asked = await askOn(nodes[0], 1)
  const runner = await runnerOf(nodes)
  const other = nodes.find((node) => node !== runner) as ServerProcess
  const onOther = watch(asked, model, () => other)
  const onRunner = watch(asked, model, () => (runner.processId === undefined ? other : runner))
  await until(() => onOther.received.text.length > 100 && onRunner.received.text.length > 100)
  await runner.kill('SIGKILL')
  const took = await until(() => model.callsOf(1).length === 2)
  console.log(`The run was taken over ${Math.round(took)} ms after the SIGKILL.`)
  await Promise.all([onOther.ended, onRunner.ended])
  const text = model.callsOf(1)[1]?.text
  for (const { received, wrongs } of [onOther, onRunner]) {
    expect({ text: received.text, ending: received.ending, wrongs }).toEqual({
      text,
      ending: 'done',
      wrongs: [],
    })
  }
  expect(model.callsOf(1)).toHaveLength(2)
})

test('SIGTERM of each node in turn, under load: no recap fails, and both end with 0', async () => {
  const { model, nodes } = await twoNodes(150)
  const asked = await Promise.all(
    Array.from({ length: 20 }, (_, index) => askOn(nodes[index % 2] as ServerProcess, index + 1)),
  )
  let stopping: ServerProcess | undefined
  // A balancer takes a node that stops out.
  const watched = asked.map((one, index) =>
    watch(one, model, () => {
      const node = nodes[index % 2] as ServerProcess
      return node === stopping ? (nodes[(index + 1) % 2] as ServerProcess) : node
    }),
  )
  await pause(300)
  for (const node of nodes) {
    stopping = node
    expect(await node.kill('SIGTERM')).toBe(0)
    await node.start()
  }
  stopping = undefined
  await Promise.all(watched.map(({ ended }) => ended))
  for (const [index, { received, wrongs }] of watched.entries()) {
    const calls = model.callsOf(index + 1)
    expect(calls).toHaveLength(1)
    expect({ text: received.text, ending: received.ending, wrongs }).toEqual({
      text: calls[0]?.text,
      ending: 'done',
      wrongs: [],
    })
  }
})

test('without Redis people answer, check and send on any node, and are told to try again for a recap', async () => {
  const { model, nodes, redis } = await twoNodes(50)
  const [first, second] = nodes
  const begun = await askOn(first, 1)
  await redis.kill()
  for (const node of nodes) {
    const answer = async () => {
      const response = await fetch(`${node.url}/readyz`)
      return { status: response.status, ...((await response.json()) as object) }
    }
    await expect.poll(answer, { timeout: 10_000 }).toEqual({
      status: 200,
      ready: true,
      notReady: [],
      away: ['redis'],
    })
  }
  const visitor = new Visitor(() => second.url)
  const session = await visitor.answerAll(titleOf(2))
  expect((await visitor.post(`${session}/recap`, {}, true)).status).toBe(503)
  for (const [who, path] of [
    [visitor, session],
    [begun.visitor, begun.session],
  ] as const) {
    expect((await who.send(`${path}/check`)).status).toBe(200)
    const sent = await who.post(`${path}/confirm`)
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${path}/done`])
  }
  await redis.start()
  const later = await askOn(second, 3)
  const watched = watch(later, model, () => first)
  await watched.ended
  expect(watched.received).toMatchObject({ ending: 'done', text: model.callsOf(3)[0]?.text })
})
