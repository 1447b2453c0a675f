import { expect } from 'vitest'
import { MAX_RETRY_AFTER } from '../../src/llm/retry-policy.js'
import { test } from './ask.js'

test.concurrent('repeats a request twice after 5xx, then answers', async ({ ask, server }) => {
  const { received, answer } = await ask([{ status: 500 }, { status: 503 }, { text: ['Here.'] }])
  expect((await answer).text).toBe('Here.')
  expect(received).toEqual(['Here.'])
  expect(server.requests).toHaveLength(3)
})

test.concurrent('asks three times at most', async ({ ask, server }) => {
  const { failure } = await ask([
    { status: 500 },
    { status: 502 },
    { status: 503, error: { message: 'Still down.' } },
    {},
  ])
  expect((await failure()).details).toEqual({
    type: 'llm_error',
    message: 'The model server answered 503: Still down.',
    retryable: true,
  })
  expect(server.requests).toHaveLength(3)
})

test.concurrent('repeats a request after 429, with or without Retry-After', async ({ ask, server }) => {
  const { answer } = await ask([{ status: 429 }, { status: 429, retryAfter: 1 }, {}])
  await answer
  expect(server.requests).toHaveLength(3)
})

test.concurrent('waits as long as Retry-After says, and that time is not the model’s', async ({
  ask,
  server,
}) => {
  const { answer } = await ask([{ status: 429, retryAfter: 3 }, {}], { firstTokenTimeout: 500 })
  await answer
  const [first, second] = server.requests
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(2950)
})

test.concurrent('honours Retry-After on a 503 and as a date', async ({ ask, server }) => {
  const at = new Date(Date.now() + 5000).toUTCString()
  const { answer } = await ask([{ status: 503, retryAfter: at }, {}])
  await answer
  const [first, second] = server.requests
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(2950)
})

test.concurrent('fails at once when Retry-After is longer than half a minute', async ({ ask, server }) => {
  const startedAt = performance.now()
  const { failure } = await ask([{ status: 429, retryAfter: MAX_RETRY_AFTER / 1000 + 1 }, {}])
  expect((await failure()).details).toMatchObject({ type: 'llm_error', retryable: true })
  expect(performance.now() - startedAt).toBeLessThan(900)
  expect(server.requests).toHaveLength(1)
})

test.concurrent('does not repeat a request for which the quota is used up', async ({ ask, server }) => {
  const { failure } = await ask([
    { status: 429, error: { code: 'insufficient_quota', message: 'No credit left.' } },
    {},
  ])
  expect((await failure()).details).toEqual({
    type: 'llm_error',
    message: 'The model server answered 429: No credit left.',
    retryable: false,
  })
  expect(server.requests).toHaveLength(1)
})

test.concurrent.for([400, 401, 403, 404, 422])(
  'does not repeat a request after %i',
  async (status, { ask, server }) => {
    const { failure } = await ask([{ status, error: { message: 'No such thing.' } }, {}])
    expect((await failure()).details).toEqual({
      type: 'llm_error',
      message: `The model server answered ${status}: No such thing.`,
      retryable: false,
    })
    expect(server.requests).toHaveLength(1)
  },
)

test.concurrent('repeats a request whose connection was reset before an answer', async ({ ask, server }) => {
  const { answer } = await ask([{ resetBeforeHeaders: true }, { text: ['Here.'] }])
  expect((await answer).text).toBe('Here.')
  expect(server.requests).toHaveLength(2)
})

test.concurrent('a connection that is reset each time is an llm_error', async ({ ask, server }) => {
  const resets = Array.from({ length: 4 }, () => ({ resetBeforeHeaders: true }))
  const { failure } = await ask(resets)
  const { type, retryable, message } = await failure()
  expect({ type, retryable }).toEqual({ type: 'llm_error', retryable: true })
  expect(message).toMatch(/^The connection to the model server failed: /)
  expect(server.requests).toHaveLength(3)
})

test.concurrent('a connection that breaks in mid-text is an llm_error, and no request is repeated', async ({
  ask,
  server,
}) => {
  const { received, failure } = await ask([{ text: ['Half', ' of', ' it'], breakAfter: 2 }, {}])
  const { type, retryable, message } = await failure()
  expect({ type, retryable }).toEqual({ type: 'llm_error', retryable: true })
  expect(message).toMatch(/^The connection to the model server failed: /)
  expect(received).toEqual(['Half', ' of'])
  expect(server.requests).toHaveLength(1)
})

test.concurrent('a frame that is not JSON is an llm_error', async ({ ask, server }) => {
  const { received, failure } = await ask({ text: ['Half', ' of'], malformedAfter: 1 })
  const { type, retryable, message } = await failure()
  expect({ type, retryable }).toEqual({ type: 'llm_error', retryable: true })
  expect(message).toMatch(/^The model server sent a frame that is not JSON: /)
  expect(received).toEqual(['Half'])
  expect(server.requests).toHaveLength(1)
})

test.concurrent('an error frame in mid-text carries the provider’s words', async ({ ask }) => {
  const { received, failure } = await ask({
    text: ['Half', ' of'],
    errorFrameAfter: 1,
    error: { message: 'The engine is overloaded.' },
  })
  expect((await failure()).details).toEqual({
    type: 'llm_error',
    message: 'The model failed: The engine is overloaded.',
    retryable: true,
  })
  expect(received).toEqual(['Half'])
})
