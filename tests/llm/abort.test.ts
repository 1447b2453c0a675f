import { expect } from 'vitest'
import { RunError } from '../../src/errors.js'
import { DemoModel, streamChatModel } from '../../src/llm/index.js'
import { failureOf, messages, test } from './ask.js'

test.concurrent('an abort in mid-text closes the connection at once, and no more text is handed on', async ({
  ask,
  server,
}) => {
  const controller = new AbortController()
  const { received, failure } = await ask(
    { text: Array.from({ length: 100 }, () => ' word'), pace: 10 },
    {
      signal: controller.signal,
      onText() {
        if (received.length === 3) controller.abort('superseded')
      },
    },
  )
  expect((await failure()).details).toMatchObject({ type: 'aborted', reason: 'superseded', retryable: false })
  await server.requests[0]?.closed
  expect(server.requests[0]?.closedEarly).toBe(true)
  expect(server.requests[0]?.tokensSent).toBeLessThan(20)
  expect(received).toHaveLength(3)
})

test.concurrent('an abort before the answer closes the connection, and nothing is repeated', async ({
  ask,
  server,
}) => {
  const controller = new AbortController()
  const { failure } = await ask([{ stallBeforeHeaders: true }, {}], { signal: controller.signal })
  const request = await server.waitForRequest(1)
  controller.abort('abandoned')
  expect((await failure()).details).toMatchObject({ type: 'aborted', reason: 'abandoned' })
  await request.closed
  expect(request.closedEarly).toBe(true)
  expect(server.requests).toHaveLength(1)
})

test.concurrent('an abort while waiting for the next request rejects at once, and sends none', async ({
  ask,
  server,
}) => {
  const controller = new AbortController()
  const { failure } = await ask([{ status: 503 }, {}], { signal: controller.signal })
  await (await server.waitForRequest(1)).closed
  const abortedAt = performance.now()
  controller.abort('shutdown')
  expect((await failure()).details).toMatchObject({ type: 'aborted', reason: 'shutdown' })
  expect(performance.now() - abortedAt).toBeLessThan(200)
  await new Promise((resolve) => setTimeout(resolve, 2200))
  expect(server.requests).toHaveLength(1)
})

test.concurrent('an abort for any other reason is a stop', async ({ ask }) => {
  for (const reason of [undefined, 'because', new Error('gone'), 42]) {
    const { failure } = await ask({}, { signal: AbortSignal.abort(reason) })
    expect((await failure()).details).toMatchObject({ type: 'aborted', reason: 'stop' })
  }
})

test.concurrent('a RunError as the reason is what the call fails with', async ({ ask, server }) => {
  const reason = new RunError({ type: 'timeout_error', message: 'The run took too long.', retryable: true })
  const { failure } = await ask({}, { signal: AbortSignal.abort(reason) })
  expect(await failure()).toBe(reason)
  expect(server.requests).toHaveLength(0)
})

test.concurrent('the demo model stops in mid-text', async () => {
  const controller = new AbortController()
  const received: string[] = []
  const answer = streamChatModel(new DemoModel({ answer: 'one two three', firstWordAfter: 10 }), messages, {
    firstTokenTimeout: 1000,
    idleTimeout: 1000,
    signal: controller.signal,
    onText(text) {
      received.push(text)
      controller.abort('stop')
    },
  })
  expect((await failureOf(answer)).details).toMatchObject({ type: 'aborted', reason: 'stop' })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(received).toEqual(['one'])
})
