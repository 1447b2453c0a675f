import { expect, test } from 'vitest'
import { z } from 'zod'
import { FilesInvalidError, RunError, UsageError } from '../../src/errors.js'
import { type Script, ScriptedModel } from '../../src/llm/index.js'
import { executePrompt, executePromptStreaming, loadPrompt } from '../../src/prompt/index.js'
import { readModelSettings } from '../../src/settings.js'
import { folderWith } from './prompt-folder.js'

const settings = readModelSettings({})

function setUp(script: Script) {
  const prompts = folderWith({
    'greet.yaml': 'system: Be kind.\nuser: "Hello {name}"\ndemo: "Demo for {{ name }}."',
    'deep/typed.yaml': 'user: Hi\nschema: {name: M, fields: {word: str}}',
    'broken.yaml': 'user: [1]\nsystem: {a: 1}',
  })
  const model = new ScriptedModel(script)
  return { model, options: { prompts, settings, createModel: () => model } }
}

test("executePrompt gives the text, or the object of the prompt's schema", async () => {
  const { model, options } = setUp(['Good day.', '{"word": "calm"}'])
  expect(await executePrompt('greet', { name: 'Ada' }, options)).toBe('Good day.')
  expect(await executePrompt('deep/typed', {}, options)).toEqual({ word: 'calm' })
  expect(model.calls[0]?.map(({ content }) => content)).toEqual(['Be kind.', 'Hello Ada'])
})

test('a schema of the caller wins, and what does not fit it is a validation_error', async () => {
  const { options } = setUp(['{"n": 1}', '{"n": "x"}'])
  const schema = z.object({ n: z.number() })
  expect(await executePrompt('greet', { name: 'A' }, { ...options, schema })).toEqual({ n: 1 })
  await expect(executePrompt('greet', { name: 'A' }, { ...options, schema })).rejects.toMatchObject({
    type: 'validation_error',
  })
})

test('an incomplete answer is never given as a whole one', async () => {
  const { options } = setUp({ tokens: ['Half'], finishReason: 'length' })
  await expect(executePrompt('greet', { name: 'A' }, options)).rejects.toMatchObject({ type: 'truncated' })
})

test('executePromptStreaming gives the text piece by piece, whole characters at a time', async () => {
  const { options } = setUp({ tokens: ['Hi ', '\ud83d', '\ude00', '!'] })
  const chunks: string[] = []
  for await (const chunk of executePromptStreaming('greet', { name: 'A' }, options)) chunks.push(chunk)
  expect(chunks).toEqual(['Hi ', '😀', '!'])
})

test('streamOptions gather the text', async () => {
  const { options } = setUp('one two three')
  const chunks: string[] = []
  const streamOptions = { buffer_size: 6, flush_after: 0 }
  for await (const chunk of executePromptStreaming('greet', { name: 'A' }, { ...options, streamOptions }))
    chunks.push(chunk)
  expect(chunks).toEqual(['one two', ' three'])
})

test('executePromptStreaming throws after the text so far', async () => {
  const { options } = setUp([
    { tokens: ['Half'], error: new Error('x') },
    { tokens: ['Half'], finishReason: null },
  ])
  for (const type of ['llm_error', 'truncated']) {
    const chunks: string[] = []
    const reading = (async () => {
      for await (const chunk of executePromptStreaming('greet', { name: 'A' }, options)) chunks.push(chunk)
    })()
    await expect(reading).rejects.toMatchObject({ name: 'RunError', type })
    expect(chunks).toEqual(['Half'])
  }
})

test('a signal and leaving the loop end the call', async () => {
  const slow: Script = { tokens: ['a', 'b'], pace: 5000 }
  const { options } = setUp(slow)
  await expect(
    executePrompt('greet', { name: 'A' }, { ...options, signal: AbortSignal.timeout(20) }),
  ).rejects.toBeInstanceOf(RunError)
  const quick = setUp({ tokens: Array.from({ length: 100 }, () => 'x'), pace: 5 })
  for await (const _chunk of executePromptStreaming('greet', { name: 'A' }, quick.options)) break
})

test("the demo provider says the prompt's demo text", async () => {
  const { prompts } = setUp('').options
  expect(await executePrompt('greet', { name: 'Ada' }, { prompts, settings })).toBe('Demo for Ada.')
})

test('a demo text of a prompt with a schema is JSON, and is checked by it', async () => {
  const prompts = folderWith({
    'good.yaml': 'user: Hi\nschema: {name: M, fields: {word: str}}\ndemo: \'{"word": {{ name | tojson }}}\'',
    'wrong.yaml': 'user: Hi\nschema: {name: M, fields: {word: str}}\ndemo: No JSON.',
    'none.yaml': 'user: Hi',
  })
  expect(await executePrompt('good', { name: 'a "b"' }, { prompts, settings })).toEqual({ word: 'a "b"' })
  await expect(executePrompt('wrong', {}, { prompts, settings })).rejects.toMatchObject({
    type: 'validation_error',
  })
  await expect(executePrompt('none', {}, { prompts, settings })).rejects.toThrow(/has no "demo" text/)
})

test('loadPrompt reads by name or by path, and tells every mistake', () => {
  const { prompts } = setUp('').options
  expect(loadPrompt('deep/typed', { prompts }).answer?.name).toBe('M')
  expect(loadPrompt(`${prompts}/greet.yaml`).user?.source).toBe('Hello {name}')
  expect(() => loadPrompt('nowhere', { prompts })).toThrow(UsageError)
  expect(() => loadPrompt('../greet', { prompts })).toThrow(/is not a prompt name/)
  try {
    loadPrompt('broken', { prompts })
    expect.unreachable()
  } catch (error) {
    expect((error as FilesInvalidError).problems).toHaveLength(2)
    expect(error).toBeInstanceOf(FilesInvalidError)
  }
})
