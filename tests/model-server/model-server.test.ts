import { expect, test } from 'vitest'
import { createGate } from './gate.mjs'
import { startModelServer } from './model-server.mjs'

async function post(url: string, body: object, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', messages: [], ...body }),
    ...(signal === undefined ? {} : { signal }),
  })
}

test('streams in the provider’s format, with usage when asked for it', async () => {
  const server = await startModelServer({ behaviour: { text: ['a', 'b'] } })
  const response = await post(server.url, { stream: true, stream_options: { include_usage: true } })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const frames = (await response.text()).split('\n\n').filter((frame) => frame !== '')
  expect(frames.every((frame) => frame.startsWith('data: '))).toBe(true)
  expect(frames.pop()).toBe('data: [DONE]')
  const chunks = frames.map((frame) => JSON.parse(frame.slice(6)))
  expect(chunks.map((chunk) => chunk.choices[0]?.delta)).toEqual([
    { role: 'assistant', content: '', refusal: null },
    { content: 'a' },
    { content: 'b' },
    {},
    undefined,
  ])
  expect(chunks[3].choices[0].finish_reason).toBe('stop')
  expect(chunks[4].usage).toEqual({ prompt_tokens: 12, completion_tokens: 2, total_tokens: 14 })
  await server.close()
})

test('answers in one piece, and goes back to its default after what was enqueued', async () => {
  const server = await startModelServer({ behaviour: { json: { is: 'default' } } })
  server.enqueue({ text: 'First.' })
  const contentOf = async (response: Response) => (await response.json()).choices[0].message.content
  expect(await contentOf(await post(server.url, {}))).toBe('First.')
  expect(await contentOf(await post(server.url, {}))).toBe('{"is":"default"}')
  expect(server.requests.map((request) => request.closedEarly)).toEqual([false, false])
  await server.close()
})

test('notes a client that goes away', async () => {
  const gate = createGate()
  const server = await startModelServer({ behaviour: { text: ['a', 'b'], gate } })
  const controller = new AbortController()
  const response = await post(server.url, { stream: true }, controller.signal)
  gate.release()
  const reader = response.body?.getReader()
  await reader?.read()
  expect(server.openConnections).toBe(1)
  controller.abort()
  const request = await server.waitForRequest(1)
  await request.closed
  expect(request).toMatchObject({ closedEarly: true, isComplete: false })
  expect(server.openConnections).toBe(0)
  gate.open()
  await server.close()
})

test('closes with an answer in progress', async () => {
  const server = await startModelServer({ behaviour: { stallAfter: 0 } })
  const response = await post(server.url, { stream: true })
  const body = response.text().catch((error) => error)
  await server.close()
  expect(await body).toBeInstanceOf(Error)
})
