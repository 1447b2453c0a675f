import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HumanMessage } from '@langchain/core/messages'
import { expect } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { createChatModel, streamChatModel } from '../../src/llm/index.js'
import { messages, settingsFor, test } from './ask.js'

const times = { firstTokenTimeout: 2000, idleTimeout: 2000 }

test('asks the model, temperature and limit that the options name', async ({ server }) => {
  const model = await createChatModel({
    provider: 'openai',
    model: 'house-model',
    temperature: 0.2,
    maxTokens: 50,
    settings: { ...settingsFor(server.url), openaiApiKey: 'sk-house' },
  })
  await streamChatModel(model, messages, times)
  expect(server.requests[0]?.body).toMatchObject({ model: 'house-model', temperature: 0.2, max_tokens: 50 })
  expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-house')
})

test('a compatible server needs no key', async ({ server }) => {
  const model = await createChatModel({ provider: 'openai', settings: settingsFor(server.url) })
  await streamChatModel(model, messages, times)
  expect(server.requests[0]?.headers.authorization).toBe('Bearer none')
})

test('openai with neither a key nor an address says what to set', async () => {
  const model = createChatModel({ provider: 'openai', settings: settingsFor(undefined) }) as Promise<unknown>
  await expect(model).rejects.toThrow(UsageError)
  await expect(model).rejects.toThrow('OPENAI_API_KEY')
})

test('a provider whose package is missing says what to install', async () => {
  const model = createChatModel({
    provider: 'anthropic',
    settings: settingsFor(undefined),
  }) as Promise<unknown>
  await expect(model).rejects.toThrow(UsageError)
  await expect(model).rejects.toThrow('Install it: npm install @langchain/anthropic')
})

test('an unknown provider is named, with the nearest known one', async () => {
  const model = createChatModel({
    provider: 'mistrall',
    settings: settingsFor(undefined),
  }) as Promise<unknown>
  await expect(model).rejects.toThrow(UsageError)
  await expect(model).rejects.toThrow('Unknown provider "mistrall". Did you mean "mistral"?')
})

test('one model serves several calls at once, each with times of its own', async ({ server }) => {
  server.setBehaviour((request) =>
    request.body.messages[0].content === 'stall' ? { stallAfter: 0 } : { text: ['a', 'b', 'c'], pace: 100 },
  )
  const model = await createChatModel({ provider: 'openai', settings: settingsFor(server.url) })
  const slow = streamChatModel(model, messages, times)
  const stalled = streamChatModel(model, [new HumanMessage('stall')], { ...times, firstTokenTimeout: 150 })
  await expect(stalled).rejects.toThrow('no token')
  expect((await slow).text).toBe('abc')
})

test('importing the folder loads no provider package', () => {
  const source = fileURLToPath(new URL('../../src/llm/', import.meta.url))
  for (const file of readdirSync(source)) {
    const imports = readFileSync(`${source}/${file}`, 'utf8').matchAll(
      /^(?:import|export) [^;]*?from '(@langchain\/[^/']+)/gm,
    )
    for (const [, name] of imports) expect(`${file} ${name}`).toBe(`${file} @langchain/core`)
  }
})
