import { expect, test as plainTest } from 'vitest'
import { runGraph, streamGraphWithTokens, streamNodeOutput } from '../../src/graph/index.js'
import type { RunEvent } from '../../src/stream/event.js'
import { textOf } from '../../src/stream/run-text.js'
import { settingsFor } from '../llm/ask.js'
import { type ModelServer, startModelServer } from '../model-server/model-server.mjs'
import { load, oneNode } from './graph-folder.js'

const test = plainTest.extend<{ server: ModelServer }>({
  server: async ({ task: _task }, use) => {
    const server = await startModelServer()
    await use(server)
    await server.close()
  },
})

async function eventsOf(server: ModelServer, keys: string, files = {}): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  const settings = { ...settingsFor(server.url), model: 'test-model' }
  for await (const event of streamGraphWithTokens(load(oneNode(keys), files), {}, { settings }))
    events.push(event)
  return events
}

test('tokens come through the real client, with the model and its usage in the metadata', async ({
  server,
}) => {
  server.enqueue({ text: 'Grüße an 😀 alle', splitBytes: true })
  const events = await eventsOf(server, 'prompt: ask\nstream: true\nstream_options: {include_metadata: true}')
  expect(textOf(events)).toBe('Grüße an 😀 alle')
  const tokens = events.filter((event) => event.type === 'token')
  expect(tokens.at(-1)?.meta).toMatchObject({
    provider: 'openai',
    model: 'test-model',
    message_id: 'chatcmpl-1',
    usage: { total_tokens: expect.any(Number) },
  })
  expect(server.requests[0]?.body).toMatchObject({ model: 'test-model', temperature: 0.7, stream: true })
})

test('a schema is asked for by response_format, and streams as JSON', async ({ server }) => {
  server.enqueue({ json: { word: 'calm', score: 4 } })
  const events = await eventsOf(server, 'prompt: typed\nstream: true', {
    'prompts/typed.yaml':
      'user: Hi\nschema: {name: Mood, fields: {word: str, score: {type: int, optional: true}}}',
  })
  expect(events.at(-1)).toMatchObject({ type: 'done', state: { ask: { word: 'calm', score: 4 } } })
  expect(events.filter((event) => event.type === 'partial').at(-1)).toMatchObject({
    value: { word: 'calm', score: 4 },
  })
  expect(server.requests[0]?.body.response_format).toEqual({
    type: 'json_schema',
    json_schema: {
      name: 'Mood',
      strict: true,
      schema: {
        type: 'object',
        properties: { word: { type: 'string' }, score: { type: ['integer', 'null'] } },
        required: ['word', 'score'],
        additionalProperties: false,
      },
    },
  })
})

test('a body that just ends is truncated, and a retry that the graph declares begins anew', async ({
  server,
}) => {
  server.enqueue({ text: 'One two three', endAfter: 2 }, { text: 'One two three' })
  const events = await eventsOf(server, 'prompt: ask\nstream: true\non_error: retry')
  expect(events.filter(({ type }) => type === 'reset')).toHaveLength(1)
  expect(textOf(events)).toBe('One two three')
  expect(server.requests).toHaveLength(2)
})

test('leaving the loop closes the connection to the model', async ({ server }) => {
  server.enqueue({ text: 'a b c d e f g h', pace: 50 })
  const graph = load(oneNode('prompt: ask'))
  for await (const _chunk of streamNodeOutput({ graph, node: 'ask', settings: settingsFor(server.url) }))
    break
  await server.requests[0]?.closed
  expect(server.requests[0]?.closedEarly).toBe(true)
})

test('a run without listeners asks in the same way', async ({ server }) => {
  server.enqueue({ text: 'Quiet.' })
  const { state } = await runGraph(
    load(oneNode('prompt: ask\nstream: true')),
    {},
    { settings: settingsFor(server.url) },
  )
  expect(state.ask).toBe('Quiet.')
  expect(server.requests).toHaveLength(1)
})
