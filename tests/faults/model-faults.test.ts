import { afterAll, beforeAll, describe, test } from 'vitest'
import { temporaryFolder } from '../browser/browser.js'
import type { Behaviour } from '../model-server/behaviour.mjs'
import { type ServerProcess, startServerProcess } from '../server-process.js'
import { everyViewer, watchToItsEnd } from './campaign.js'
import { type FaultProxy, startFaultProxy } from './fault-proxy.js'
import { seed } from './form.js'
import { type NumberedModel, startNumberedModel, titleOf } from './numbered-model.js'
import { createRandom } from './random.js'
import { injectRandomFaults } from './random-faults.js'
import { storedInSqlite } from './stored-texts.js'
import { Visitor } from './visitor.js'

const COUNT = 40
const HALF = 20

interface ModelFault {
  readonly name: string
  readonly behaviour: Behaviour
  /** Calls of the model until the run counts as failed: three before the first token, one after it. */
  readonly calls: number
  /** Tokens that are kept. */
  readonly kept: number
  /** What the run is said to have failed by; `undefined` where it does not. */
  readonly failure: string | undefined
}

const faults: readonly ModelFault[] = [
  {
    name: 'stalls before its headers',
    behaviour: { stallBeforeHeaders: true },
    calls: 1,
    kept: 0,
    failure: 'timeout_error',
  },
  {
    name: 'stalls before the first token',
    behaviour: { stallAfter: 0 },
    calls: 1,
    kept: 0,
    failure: 'timeout_error',
  },
  {
    name: 'stalls in the middle',
    behaviour: { stallAfter: HALF },
    calls: 1,
    kept: HALF,
    failure: 'timeout_error',
  },
  {
    name: 'floods with chunks without text',
    behaviour: { emptyChunksAfter: HALF },
    calls: 1,
    kept: HALF,
    failure: 'timeout_error',
  },
  {
    name: 'floods with chunks without text from the beginning',
    behaviour: { emptyChunksAfter: 0 },
    calls: 1,
    kept: 0,
    failure: 'timeout_error',
  },
  {
    name: 'cuts every character in two',
    behaviour: { splitBytes: true },
    calls: 1,
    kept: COUNT,
    failure: undefined,
  },
  {
    name: 'sends a frame that is not JSON',
    behaviour: { malformedAfter: HALF },
    calls: 1,
    kept: HALF,
    failure: 'llm_error',
  },
  {
    name: 'sends an error as a frame',
    behaviour: { errorFrameAfter: HALF },
    calls: 1,
    kept: HALF,
    failure: 'llm_error',
  },
  {
    name: 'just ends its body',
    behaviour: { endAfter: HALF },
    calls: 1,
    kept: HALF,
    failure: 'truncated no_finish_reason',
  },
  {
    name: 'stops at its limit',
    behaviour: { finishReason: 'length' },
    calls: 1,
    kept: COUNT,
    failure: 'truncated length',
  },
  { name: 'breaks off', behaviour: { breakAfter: HALF }, calls: 1, kept: HALF, failure: 'llm_error' },
  {
    name: 'resets before its headers',
    behaviour: { resetBeforeHeaders: true },
    calls: 3,
    kept: 0,
    failure: 'llm_error',
  },
  {
    name: 'answers 429 with Retry-After',
    behaviour: { status: 429, retryAfter: 1 },
    calls: 3,
    kept: 0,
    failure: 'llm_error',
  },
  { name: 'answers 500', behaviour: { status: 500 }, calls: 3, kept: 0, failure: 'llm_error' },
  {
    name: 'answers 503 with Retry-After',
    behaviour: { status: 503, retryAfter: 0 },
    calls: 3,
    kept: 0,
    failure: 'llm_error',
  },
]

const folder = temporaryFolder()
const database = `${folder.path}/recapflow.db`
const random = createRandom(seed)
let model: NumberedModel
let node: ServerProcess
let proxy: FaultProxy
let stopFaults: () => void

/** What the model does to a session's calls, besides writing. */
const behaviours = new Map<number, Behaviour>()

beforeAll(async () => {
  model = await startNumberedModel({
    count: COUNT,
    behaviour: ({ session }) => ({ pace: 10, burst: 2, ...behaviours.get(session) }),
  })
  node = await startServerProcess({
    DATABASE_URL: `sqlite:${database}`,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'none',
    MODEL: 'test-model',
    FIRST_TOKEN_TIMEOUT: '1',
    IDLE_TIMEOUT: '1',
  })
  proxy = await startFaultProxy({ targets: () => [node.port] })
  // Whoever looks has troubles of their own.
  stopFaults = injectRandomFaults(proxy, { random, interval: 40 })
})
afterAll(async () => {
  stopFaults?.()
  await proxy?.close()
  await node?.kill()
  await model?.close()
  folder.remove()
})

describe.concurrent('When the model', () => {
  for (const [index, { name, behaviour, calls, kept, failure }] of faults.entries()) {
    const verdict =
      failure === undefined ? 'nothing is wrong' : `the run ends once, as ${failure}, and is written again`
    test(`${name}, ${verdict}`, async ({ expect }) => {
      const session = index + 1
      behaviours.set(session, behaviour)
      const visitor = new Visitor(() => node.url)
      const path = await visitor.answerAll(titleOf(session))
      const watch = async () =>
        watchToItsEnd(await visitor.askForRecap(path), session, {
          model,
          proxy,
          random,
          patience: 60_000,
          // The plain shape tells a failure as text.
          viewers: everyViewer.filter(({ shape }) => shape !== 'plain'),
        })

      const clients = await watch()
      const [call] = model.callsOf(session)
      const text = call?.tokens.slice(0, kept).join('') ?? ''
      const ending = failure === undefined ? 'done' : 'failed'
      for (const { wrongs, received, shape } of clients) {
        expect(wrongs).toEqual([])
        expect(received.isComplete).toBe(true)
        expect(received.ending).toBe(ending)
        expect(received.text).toBe(received.expected(text))
        if (shape === 'json') expect(received.failure).toBe(failure)
      }
      expect(model.callsOf(session)).toHaveLength(calls)
      const sessionId = path.split('/').at(-1)
      expect(storedInSqlite(database).filter((run) => run.sessionId === sessionId)).toMatchObject([
        { attempt: 1, status: ending, text },
      ])
      if (failure === undefined) return

      behaviours.delete(session)
      const again = await watch()
      const [last] = model.callsOf(session).slice(-1)
      for (const { wrongs, received } of again) {
        expect(wrongs).toEqual([])
        expect(received.ending).toBe('done')
        expect(received.text).toBe(received.expected(last?.text ?? ''))
      }
      expect(model.callsOf(session)).toHaveLength(calls + 1)
    })
  }
})
