import { HumanMessage } from '@langchain/core/messages'
import { expect, test as plainTest } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { DemoModel, type ScriptedReply, scriptedModel, streamChatModel } from '../../src/llm/index.js'
import { failureOf, messages, test } from './ask.js'

const tools = [
  {
    name: 'look_up',
    description: 'Looks a word up.',
    parameters: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
  },
  { name: 'add', description: 'Adds numbers.', parameters: { type: 'object' } },
]

const times = { firstTokenTimeout: 1000, idleTimeout: 1000, tools }

test.concurrent('offers tools to the provider, and reads a call whose arguments come in pieces', async ({
  ask,
  server,
}) => {
  const { answer, received } = await ask(
    { text: ['Let me', ' look.'], toolCall: { name: 'look_up', arguments: ['{"wo', 'rd": "sä', 'ä"}'] } },
    { tools },
  )
  expect(await answer).toMatchObject({
    text: 'Let me look.',
    toolCalls: [{ id: 'call_1', name: 'look_up', args: { word: 'sää' } }],
  })
  expect((await answer).truncated).toBeUndefined()
  expect(received).toEqual(['Let me', ' look.'])
  expect(server.requests[0]?.body.tools).toEqual([
    { type: 'function', function: tools[0] },
    { type: 'function', function: { ...tools[1], parameters: { type: 'object', properties: {} } } },
  ])
})

test.concurrent('keeps two calls of one answer apart', async ({ ask }) => {
  const { answer } = await ask(
    {
      toolCalls: [
        { name: 'look_up', arguments: ['{"word":', '"a"}'] },
        { name: 'look_up', arguments: ['{"word"', ':"b"}'] },
        { name: 'add', arguments: [] },
      ],
    },
    { tools },
  )
  expect((await answer).toolCalls).toEqual([
    { id: 'call_1', name: 'look_up', args: { word: 'a' } },
    { id: 'call_2', name: 'look_up', args: { word: 'b' } },
    { id: 'call_3', name: 'add', args: {} },
  ])
})

test.concurrent('says of arguments that are no JSON object what they are', async ({ ask }) => {
  const { answer } = await ask(
    {
      toolCalls: [
        { name: 'look_up', arguments: ['{"word": ', 'oops'] },
        { name: 'look_up', arguments: ['["a"]'] },
      ],
    },
    { tools },
  )
  expect((await answer).toolCalls).toEqual([
    {
      id: 'call_1',
      name: 'look_up',
      args: {},
      problem: 'The arguments are not valid JSON: {"word": oops',
    },
    {
      id: 'call_2',
      name: 'look_up',
      args: {},
      problem: 'The arguments have to be a JSON object, and are: ["a"]',
    },
  ])
})

test.concurrent('an answer without calls has none, and a question without tools no list', async ({ ask }) => {
  const offered = await ask({ text: 'Yes.' }, { tools })
  expect(await offered.answer).toMatchObject({ text: 'Yes.', toolCalls: [] })
  const plain = await ask({ text: 'Yes.' })
  expect(await plain.answer).not.toHaveProperty('toolCalls')
})

test.concurrent('a request with tools is watched and repeated like any other', async ({ ask, server }) => {
  const { answer } = await ask(
    [{ status: 503, retryAfter: 1 }, { toolCall: { name: 'add', arguments: ['{}'] } }],
    { tools, firstTokenTimeout: 900 },
  )
  expect((await answer).toolCalls).toHaveLength(1)
  expect(server.requests).toHaveLength(2)

  const stalled = await ask({ stallAfter: 0 }, { tools, firstTokenTimeout: 200 })
  expect((await stalled.failure()).type).toBe('timeout_error')
})

test.concurrent('the arguments of a call are progress', async ({ ask }) => {
  const { answer } = await ask(
    { toolCall: { name: 'look_up', arguments: [...'{"word": "slow"}'] }, pace: 60 },
    { tools, firstTokenTimeout: 400, idleTimeout: 400 },
  )
  expect((await answer).toolCalls?.[0]?.args).toEqual({ word: 'slow' })
})

plainTest('a model that cannot stream gives its calls, too', async () => {
  const model = scriptedModel({
    toolCalls: [
      { name: 'look_up', args: { word: 'a' } },
      { name: 'add', args: '{' },
    ],
  })
  model.disableStreaming = true
  expect((await streamChatModel(model, messages, times)).toolCalls).toMatchObject([
    { name: 'look_up', args: { word: 'a' } },
    { name: 'add', problem: 'The arguments are not valid JSON: {' },
  ])
})

plainTest('a script calls tools, and remembers which were offered', async () => {
  const model = scriptedModel([
    {
      tokens: ['Hm.'],
      toolCalls: [
        { name: 'look_up', args: { word: 'a longer word' } },
        { name: 'add', id: 'mine' },
      ],
    },
    'Done.',
  ])
  expect(await streamChatModel(model, messages, times)).toMatchObject({
    text: 'Hm.',
    toolCalls: [
      { id: 'call_1_1', name: 'look_up', args: { word: 'a longer word' } },
      { id: 'mine', name: 'add', args: {} },
    ],
  })
  expect((await streamChatModel(model, messages, { ...times, tools: [] })).text).toBe('Done.')
  expect(model.offered).toEqual([['look_up', 'add'], []])
})

plainTest('the demo model answers whatever it is offered', async () => {
  const model = new DemoModel({ answer: 'It is sunny.', firstWordAfter: 0, wordsPerSecond: 1000 })
  expect(await streamChatModel(model, messages, times)).toMatchObject({
    text: 'It is sunny.',
    toolCalls: [],
  })
})

plainTest('a model that cannot call tools says so', async () => {
  class ModelWithoutTools extends DemoModel {
    override _llmType(): string {
      return 'wordy'
    }
  }
  const model = new ModelWithoutTools({ answer: 'x' })
  await expect(streamChatModel(model, messages, times)).rejects.toThrow('cannot call tools')
  await expect(streamChatModel(model, messages, times)).rejects.toBeInstanceOf(UsageError)
})

plainTest('tools and a schema together are refused', async () => {
  const schema = { name: 'answer', jsonSchema: {} }
  await expect(streamChatModel(scriptedModel('x'), messages, { ...times, schema })).rejects.toThrow(
    'either tools or a schema',
  )
})

plainTest('an answer with more calls than anyone needs is cut', async () => {
  const reply: ScriptedReply = { toolCalls: Array.from({ length: 200 }, () => ({ name: 'add' })) }
  const answer = await streamChatModel(scriptedModel(reply), [new HumanMessage('Go.')], times)
  expect(answer).toMatchObject({ truncated: 'length' })
  expect(answer.toolCalls).toHaveLength(128)
})

plainTest('an answer that breaks off in a call fails', async () => {
  const model = scriptedModel({ toolCalls: [{ name: 'add' }], error: new Error('Cut.') })
  expect((await failureOf(streamChatModel(model, messages, times))).message).toContain('Cut.')
})
