import { HumanMessage } from '@langchain/core/messages'
import { expect, test } from 'vitest'
import { scriptedModel, streamChatModel } from '../../src/llm/index.js'
import { failureOf, messages } from './ask.js'

const times = { firstTokenTimeout: 1000, idleTimeout: 1000 }

test('gives one answer to every call, and remembers what it was asked', async () => {
  const model = scriptedModel('Good morning.')
  expect(await streamChatModel(model, messages, times)).toMatchObject({ text: 'Good morning.' })
  expect(await streamChatModel(model, [new HumanMessage('Again?')], times)).toMatchObject({
    text: 'Good morning.',
  })
  expect(model.calls.map((call) => call[0]?.content)).toEqual(['How are the mornings?', 'Again?'])
})

test('gives the answers of a list in order, and fails when they are used up', async () => {
  const model = scriptedModel([new Error('Out of paper.'), { tokens: ['Go', 'od'] }])
  expect((await failureOf(streamChatModel(model, messages, times))).details).toEqual({
    type: 'llm_error',
    message: 'The model failed: Out of paper.',
    retryable: true,
  })
  expect((await streamChatModel(model, messages, times)).text).toBe('Good')
  await expect(streamChatModel(model, messages, times)).rejects.toThrow(
    '2 answers, and the model was asked 3 times',
  )
})

test('answers by a function of the messages', async () => {
  const model = scriptedModel((asked, call) => `${call}: ${asked[0]?.content}`)
  expect((await streamChatModel(model, messages, times)).text).toBe('1: How are the mornings?')
})

test('breaks off after its tokens', async () => {
  const received: string[] = []
  const model = scriptedModel({ tokens: ['Half', ' of'], error: new Error('Cut.') })
  const answer = streamChatModel(model, messages, { ...times, onText: (text) => received.push(text) })
  expect((await failureOf(answer)).type).toBe('llm_error')
  expect(received).toEqual(['Half', ' of'])
})

test('ends without a finish reason, or with another one', async () => {
  const silent = scriptedModel({ tokens: ['Half'], finishReason: null })
  expect(await streamChatModel(silent, messages, times)).toMatchObject({ truncated: 'no_finish_reason' })
  const long = scriptedModel({ tokens: ['Half'], finishReason: 'length' })
  expect(await streamChatModel(long, messages, times)).toMatchObject({ truncated: 'length' })
})
