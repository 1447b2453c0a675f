import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { createChatModel, DemoModel, streamChatModel } from '../../src/llm/index.js'
import { messages, settingsFor } from './ask.js'

const times = { firstTokenTimeout: 2000, idleTimeout: 2000 }
const text = '  Good morning,\n\nyou said: 😀  walking helps.\n'

test('says its text word by word, and nothing but its text', async () => {
  const received: string[] = []
  const model = new DemoModel({ answer: text, firstWordAfter: 0, wordsPerSecond: Number.POSITIVE_INFINITY })
  const answer = await streamChatModel(model, messages, { ...times, onText: (word) => received.push(word) })
  expect(answer.text).toBe(text)
  expect(answer.truncated).toBeUndefined()
  expect(received).toEqual(['  Good', ' morning,', '\n\nyou', ' said:', ' 😀', '  walking', ' helps.', '\n'])
})

test('keeps the pace of a reader', async () => {
  const model = await createChatModel({
    provider: 'demo',
    demo: Array.from({ length: 31 }, (_, index) => `${index}`).join(' '),
    settings: settingsFor(undefined),
  })
  const startedAt = performance.now()
  let firstAfter = 0
  await streamChatModel(model, messages, {
    ...times,
    onText: () => {
      firstAfter ||= performance.now() - startedAt
    },
  })
  expect(firstAfter).toBeGreaterThan(280)
  expect(firstAfter).toBeLessThan(600)
  expect(performance.now() - startedAt).toBeGreaterThan(1250)
  expect(performance.now() - startedAt).toBeLessThan(1900)
})

test('answers in one piece to those who do not stream', async () => {
  const model = new DemoModel({ answer: text, firstWordAfter: 0, wordsPerSecond: Number.POSITIVE_INFINITY })
  expect((await model.invoke(messages)).content).toBe(text)
})

test('a prompt without demo text says what to do', async () => {
  const model = createChatModel({ provider: 'demo', settings: settingsFor(undefined) }) as Promise<unknown>
  await expect(model).rejects.toThrow(UsageError)
  await expect(model).rejects.toThrow('`demo:`')
})
