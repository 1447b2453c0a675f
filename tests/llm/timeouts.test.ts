import { expect } from 'vitest'
import { DemoModel } from '../../src/llm/demo-model.js'
import { streamChatModel } from '../../src/llm/index.js'
import { scriptedModel } from '../../src/llm/scripted-model.js'
import { failureOf, messages, test } from './ask.js'

const timeout = { type: 'timeout_error', retryable: true }

test.concurrent('a model that takes the request and never answers times out, and its connection is closed', async ({
  ask,
  server,
}) => {
  const { failure } = await ask([{ stallBeforeHeaders: true }, {}], { firstTokenTimeout: 800 })
  expect((await failure()).details).toEqual({ ...timeout, message: 'The model sent no token for 0.8 s.' })
  await server.requests[0]?.closed
  expect(server.requests[0]?.closedEarly).toBe(true)
  expect(server.requests).toHaveLength(1)
})

test.concurrent('a model that answers but sends no token times out', async ({ ask, server }) => {
  const { failure } = await ask([{ stallAfter: 0 }, {}], { firstTokenTimeout: 800 })
  expect((await failure()).details).toMatchObject(timeout)
  await server.requests[0]?.closed
  expect(server.requests[0]?.closedEarly).toBe(true)
  expect(server.requests).toHaveLength(1)
})

test.concurrent('empty chunks are no first token', async ({ ask, server }) => {
  const { received, failure } = await ask({ emptyChunksAfter: 0, pace: 5 }, { firstTokenTimeout: 800 })
  expect((await failure()).details).toMatchObject(timeout)
  expect(received).toEqual([])
  await server.requests[0]?.closed
  expect(server.requests[0]?.closedEarly).toBe(true)
})

test.concurrent('empty chunks do not keep an answer alive', async ({ ask }) => {
  const { received, failure } = await ask(
    { text: ['one'], emptyChunksAfter: 1, pace: 5 },
    { idleTimeout: 200 },
  )
  expect((await failure()).details).toMatchObject(timeout)
  expect(received).toEqual(['one'])
})

test.concurrent('thinking is a sign of life', async ({ ask }) => {
  const reasoning = Array.from({ length: 20 }, (_, index) => ` thought ${index}`)
  const { answer } = await ask(
    { reasoning, text: ['Yes'], pace: 75 },
    { firstTokenTimeout: 1200, idleTimeout: 1200 },
  )
  expect((await answer).text).toBe('Yes')
})

test.concurrent('a stall in mid-text times out after the idle time, not the first-token time', async ({
  ask,
  server,
}) => {
  const { received, failure } = await ask(
    { text: ['one', ' two', ' three'], stallAfter: 2 },
    { firstTokenTimeout: 5000, idleTimeout: 150 },
  )
  const startedAt = performance.now()
  expect((await failure()).details).toEqual({
    ...timeout,
    message: 'The model stopped in the middle of its answer and sent nothing for 0.15 s.',
  })
  expect(performance.now() - startedAt).toBeLessThan(1500)
  expect(received).toEqual(['one', ' two'])
  await server.requests[0]?.closed
  expect(server.requests[0]?.closedEarly).toBe(true)
})

test.concurrent('a slow but steady answer outlives both times', async ({ ask }) => {
  const text = Array.from({ length: 12 }, (_, index) => ` ${index}`)
  const { answer } = await ask({ text, pace: 125 }, { firstTokenTimeout: 1200, idleTimeout: 1200 })
  expect((await answer).text).toBe(text.join(''))
})

test.concurrent('the time to the first token counts anew for a repeated request', async ({ ask, server }) => {
  const { answer } = await ask([{ status: 500, delay: 1200 }, { delay: 1200 }], {
    firstTokenTimeout: 2000,
  })
  await answer
  expect(server.requests).toHaveLength(2)
})

test.concurrent('a repeated request times out as well', async ({ ask, server }) => {
  const { failure } = await ask([{ status: 500 }, { stallAfter: 0 }, {}], { firstTokenTimeout: 800 })
  expect((await failure()).details).toMatchObject(timeout)
  expect(server.requests).toHaveLength(2)
})

test.concurrent('an error answer that stalls in its body times out', async ({ ask, server }) => {
  const { failure } = await ask([{ status: 500, stallInError: true }, {}], { firstTokenTimeout: 800 })
  expect((await failure()).details).toMatchObject(timeout)
  await server.requests[0]?.closed
  expect(server.requests).toHaveLength(1)
})

test.concurrent('both times hold for models that are not asked over HTTP', async () => {
  const slowStart = new DemoModel({ answer: 'Good morning', firstWordAfter: 5000 })
  const first = streamChatModel(slowStart, messages, { firstTokenTimeout: 100, idleTimeout: 100 })
  expect((await failureOf(first)).details).toMatchObject(timeout)

  let calls = 0
  const slowing = scriptedModel({ tokens: ['one', ' two'], pace: 150 })
  const idle = streamChatModel(slowing, messages, {
    firstTokenTimeout: 1000,
    idleTimeout: 80,
    onText: () => calls++,
  })
  expect((await failureOf(idle)).details).toMatchObject(timeout)
  expect(calls).toBe(1)
})
