import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Annotation, StateGraph } from '@langchain/langgraph'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createChatModel, scriptedModel, streamChatModel, withoutTracing } from '../../src/llm/index.js'
import { startModelServer } from '../model-server/model-server.mjs'
import { messages, settingsFor } from './ask.js'

/** Stands where LangSmith would be, and counts what reaches it. */
let traces = 0
const collector = createServer((request, response) => {
  traces++
  request.resume().on('end', () => response.writeHead(202).end('{}'))
})
let address = ''

const options = { firstTokenTimeout: 1000, idleTimeout: 1000 }

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
  for (const name of [
    'LANGSMITH_TRACING',
    'LANGSMITH_TRACING_V2',
    'LANGCHAIN_TRACING_V2',
    'LANGCHAIN_TRACING',
  ]) {
    vi.stubEnv(name, 'true')
  }
  vi.stubEnv('LANGSMITH_API_KEY', 'key')
  vi.stubEnv('LANGSMITH_ENDPOINT', address)
  vi.stubEnv('LANGCHAIN_CALLBACKS_BACKGROUND', 'false')
})

afterEach(() => {
  traces = 0
})

afterAll(() => {
  vi.unstubAllEnvs()
  collector.close()
})

function buildGraph() {
  const State = Annotation.Root({ text: Annotation<string>() })
  return new StateGraph(State)
    .addNode('say', async () => ({
      text: (await streamChatModel(scriptedModel('Yes.'), messages, options)).text,
    }))
    .addEdge('__start__', 'say')
    .compile()
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 700))

test('LangChain by itself would send traces here', async () => {
  await scriptedModel('Yes.').invoke(messages)
  await vi.waitFor(() => expect(traces).toBeGreaterThan(0), 5000)
  await settle()
})

test('a model that is asked sends no trace, whatever the environment says', async () => {
  const server = await startModelServer()
  const model = await createChatModel({ provider: 'openai', settings: settingsFor(server.url) })
  await streamChatModel(model, messages, options)
  await streamChatModel(scriptedModel('Yes.'), messages, options)
  await settle()
  await server.close()
  expect(traces).toBe(0)
})

test('nor does a graph with withoutTracing around it, and its nodes still know where they are', async () => {
  expect(await buildGraph().invoke({ text: '' }, { callbacks: [withoutTracing] })).toEqual({ text: 'Yes.' })
  await settle()
  expect(traces).toBe(0)
})

test('a gateway named in the environment does not reroute prompts', async () => {
  vi.stubEnv('LANGSMITH_GATEWAY', address)
  const asked: string[] = []
  const answer = new Response('{"error":{"message":"Closed."}}', { status: 400 })
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(String(url))
    return answer
  })
  const settings = { ...settingsFor(undefined), openaiApiKey: 'key' }
  const model = await createChatModel({ provider: 'openai', settings })
  await expect(streamChatModel(model, messages, options)).rejects.toThrow('Closed.')
  vi.unstubAllGlobals()
  expect(asked).toEqual(['https://api.openai.com/v1/chat/completions'])
})
