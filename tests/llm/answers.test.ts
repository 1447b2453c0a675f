import { ChatOpenAI } from '@langchain/openai'
import { expect } from 'vitest'
import { streamChatModel } from '../../src/llm/index.js'
import { createGate } from '../model-server/gate.mjs'
import { messages, test } from './ask.js'

test.concurrent('streams every token in order, as it came', async ({ ask, server }) => {
  const text = ['Good', ' morning', ',\n', '', ' "friend"', ' 😀', ' – ä']
  const { received, answer } = await ask({ text })
  expect(await answer).toEqual({
    text: text.join(''),
    usage: { input_tokens: 12, output_tokens: text.length, total_tokens: 12 + text.length },
    messageId: 'chatcmpl-1',
  })
  expect(received).toEqual(text.filter((token) => token !== ''))
  expect(server.requests).toHaveLength(1)
  expect(server.requests[0]?.body).toMatchObject({
    model: 'gpt-4.1-mini',
    stream: true,
    messages: [{ role: 'user', content: 'How are the mornings?' }],
  })
})

test.concurrent('hands a token on before the next one is sent', async ({ ask }) => {
  const gate = createGate()
  const arrivals: (() => void)[] = []
  const seen: string[] = []
  const { answer } = await ask(
    { text: ['one', ' two', ' three'], gate },
    {
      onText(text) {
        seen.push(text)
        arrivals.shift()?.()
      },
    },
  )
  for (const expected of ['one', 'one two', 'one two three']) {
    const arrival = new Promise<void>((resolve) => arrivals.push(resolve))
    gate.release()
    await arrival
    expect(seen.join('')).toBe(expected)
  }
  expect((await answer).text).toBe('one two three')
})

test.concurrent('puts characters together that are split between two TCP writes', async ({ ask }) => {
  const text = ['ä', 'ö', '😀', ' – ', '日本', '👩‍👩‍👧']
  const { received, answer } = await ask({ text, splitBytes: true })
  expect((await answer).text).toBe(text.join(''))
  expect(received).toEqual(text)
})

test.concurrent('reads a server that never names the role', async ({ ask }) => {
  const { received, answer } = await ask({ text: ['Good', ' morning'], withoutRole: true })
  expect(await answer).toMatchObject({ text: 'Good morning' })
  expect(received).toEqual(['Good', ' morning'])
})

test.concurrent('sends no token for thinking, and does not mistake it for the answer', async ({ ask }) => {
  const { received, answer } = await ask({ reasoning: ['Let me', ' see'], text: ['Yes'] })
  expect((await answer).text).toBe('Yes')
  expect(received).toEqual(['Yes'])
})

test.concurrent('an answer that reached its length limit is marked', async ({ ask }) => {
  const { answer } = await ask({ text: ['Half of'], finishReason: 'length' })
  expect(await answer).toMatchObject({ text: 'Half of', truncated: 'length' })
})

test.concurrent('an answer that a filter cut is marked', async ({ ask }) => {
  const { answer } = await ask({ text: ['Half of'], finishReason: 'content_filter' })
  expect(await answer).toMatchObject({ text: 'Half of', truncated: 'content_filter' })
})

test.concurrent('a body that just ends is marked, with the text so far', async ({ ask, server }) => {
  const { answer } = await ask({ text: ['Half', ' of', ' it'], endAfter: 2 })
  expect(await answer).toMatchObject({ text: 'Half of', truncated: 'no_finish_reason' })
  expect(server.requests).toHaveLength(1)
})

test.concurrent('a body that ends after [DONE] without a finish reason is marked', async ({ ask }) => {
  const { answer } = await ask({ text: ['All of it?'], finishReason: null })
  expect(await answer).toMatchObject({ text: 'All of it?', truncated: 'no_finish_reason' })
})

test.concurrent('an answer is over a second after its finish reason, even when the body stays open', async ({
  ask,
  server,
}) => {
  const { answer } = await ask({ text: ['Whole.'], openAfterDone: true }, { idleTimeout: 10_000 })
  const startedAt = performance.now()
  expect(await answer).toEqual({ text: 'Whole.', messageId: 'chatcmpl-1' })
  expect(performance.now() - startedAt).toBeLessThan(3000)
  await server.requests[0]?.closed
  expect(server.requests[0]?.closedEarly).toBe(true)
})

test.concurrent('asks for JSON of a shape, and streams the raw JSON', async ({ ask, server }) => {
  const jsonSchema = {
    type: 'object',
    properties: { mood: { type: 'string' }, days: { type: 'array', items: { type: 'integer' } } },
    required: ['mood', 'days'],
    additionalProperties: false,
  }
  const { received, answer } = await ask(
    { json: { mood: 'ä bit low', days: [1, 2] } },
    { schema: { name: 'check', jsonSchema } },
  )
  const { text } = await answer
  expect(JSON.parse(text)).toEqual({ mood: 'ä bit low', days: [1, 2] })
  expect(received.length).toBeGreaterThan(5)
  expect(received.join('')).toBe(text)
  expect(server.requests[0]?.body.response_format).toEqual({
    type: 'json_schema',
    json_schema: { name: 'check', schema: jsonSchema, strict: true },
  })
})

test.concurrent('asks other kinds of model by a tool, and streams its argument', async ({ server }) => {
  class HouseModel extends ChatOpenAI {
    override _llmType(): string {
      return 'house'
    }
  }
  server.enqueue({
    text: ['Let me see.'],
    toolCall: { name: 'check', arguments: ['{"mood"', ':"lo', 'w"}'] },
  })
  const model = new HouseModel({ apiKey: 'none', configuration: { baseURL: server.url } })
  const received: string[] = []
  const answer = await streamChatModel(model, messages, {
    firstTokenTimeout: 5000,
    idleTimeout: 5000,
    schema: { name: 'check', jsonSchema: { type: 'object', properties: { mood: { type: 'string' } } } },
    onText: (text) => received.push(text),
  })
  expect(answer.text).toBe('{"mood":"low"}')
  expect(received).toEqual(['{"mood"', ':"lo', 'w"}'])
  expect(server.requests[0]?.body).toMatchObject({
    tools: [{ type: 'function', function: { name: 'check' } }],
    tool_choice: { type: 'function', function: { name: 'check' } },
  })
})

test.concurrent('asks without strict mode for a shape that the mode refuses', async ({ ask, server }) => {
  const jsonSchema = {
    type: 'object',
    properties: { scores: { type: 'object', additionalProperties: { type: 'number' } } },
    required: ['scores'],
    additionalProperties: false,
  }
  const { answer } = await ask({ json: {} }, { schema: { name: 'check', jsonSchema } })
  await answer
  expect(server.requests[0]?.body.response_format.json_schema.strict).toBe(false)
})

test.concurrent('cuts an answer that does not end', async ({ ask, server }) => {
  const { answer } = await ask({ text: Array.from({ length: 40 }, () => 'x'.repeat(50_000)) })
  const { text, truncated } = await answer
  expect(truncated).toBe('length')
  expect(text).toHaveLength(1024 * 1024)
  await server.requests[0]?.closed
})

test.concurrent('what onText throws ends the call and its connection', async ({ ask, server }) => {
  const { answer } = await ask(
    { text: ['one', ' two'], stallAfter: 2 },
    {
      onText() {
        throw new Error('The log is gone.')
      },
    },
  )
  await expect(answer).rejects.toThrow('The log is gone.')
  await server.requests[0]?.closed
  expect(server.requests[0]?.closedEarly).toBe(true)
})
