import { expect, test } from 'vitest'
import { runGraph } from '../../src/graph/index.js'
import { type ChatModelOptions, type Script, ScriptedModel } from '../../src/llm/index.js'
import { load, oneNode, settings } from './graph-folder.js'

/** Runs the one node `ask` with a script, and keeps what models were made and asked. */
async function run(
  keys: string,
  script: Script,
  options: {
    state?: Record<string, unknown>
    files?: Record<string, string>
    further?: string
    settings?: Partial<typeof settings>
  } = {},
) {
  const made: ChatModelOptions[] = []
  const model = new ScriptedModel(script)
  const graph = load(oneNode(keys, options.further), options.files)
  const result = runGraph(graph, options.state, {
    settings: { ...settings, provider: 'openai', ...options.settings },
    createModel: (choice) => {
      made.push(choice)
      return model
    },
  })
  const { state } = await result.catch((error: unknown) => ({
    state: { thrown: error } as Record<string, unknown>,
  }))
  return { state, made, prompts: model.calls.map((messages) => messages.map(({ content }) => content)) }
}

const boom = new Error('boom')

test('requires: a missing or null key appends a state_error, and the node does nothing', async () => {
  const { state, made } = await run('prompt: ask\nrequires: [topic, other]', 'x', { state: { topic: null } })
  expect(made).toEqual([])
  expect(state).not.toHaveProperty('ask')
  expect(state.errors).toMatchObject([
    {
      type: 'state_error',
      node: 'ask',
      retryable: false,
      message: expect.stringContaining('"topic", "other"'),
    },
  ])
})

test.each([[[]], [{}], [''], [0], [false], [null]])('skip_if_exists does not skip on %j', async (value) => {
  expect((await run('prompt: ask', 'new', { state: { ask: value } })).state.ask).toBe('new')
})

test('skip_if_exists is true by default, and keeps a value that is there', async () => {
  const { state, made } = await run('prompt: ask', 'new', { state: { ask: 'old' } })
  expect(state.ask).toBe('old')
  expect(made).toEqual([])
  expect((await run('prompt: ask\nskip_if_exists: false', 'new', { state: { ask: 'old' } })).state.ask).toBe(
    'new',
  )
})

test('skip_if_exists is false by default on a cycle', async () => {
  const graph = load(`
nodes:
  ask: {prompt: ask}
  count: {type: passthrough, output: {n: "{state.n + 1}"}}
edges:
  - {from: START, to: ask}
  - {from: ask, to: count}
  - {from: count, to: ask, condition: "n < 3"}
  - {from: count, to: END, condition: "n >= 3"}
`)
  const model = new ScriptedModel(['one', 'two', 'three'])
  const { state } = await runGraph(graph, { n: 0 }, { settings, createModel: () => model })
  expect(state.ask).toBe('three')
  expect(model.calls).toHaveLength(3)
})

test('on_error unset appends the error, writes no output and goes on', async () => {
  const { state } = await run('prompt: ask', boom)
  expect(state).not.toHaveProperty('ask')
  expect(state.errors).toEqual([
    {
      type: 'llm_error',
      message: 'The model failed: boom',
      node: 'ask',
      retryable: true,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      details: {},
    },
  ])
})

test('on_error skip writes null and appends the error', async () => {
  const { state } = await run('prompt: ask\non_error: skip', boom)
  expect(state.ask).toBeNull()
  expect(state.errors).toHaveLength(1)
})

test('on_error fail throws with the name of the node', async () => {
  const { state } = await run('prompt: ask\non_error: fail', boom)
  expect(state.thrown).toMatchObject({ name: 'RunError', type: 'llm_error', node: 'ask' })
})

test('on_error retry calls up to max_retries more times, then is as unset', async () => {
  const healed = await run('prompt: ask\non_error: retry', [boom, boom, boom, 'at last'])
  expect(healed.state).toMatchObject({ ask: 'at last', errors: [] })
  const lost = await run('prompt: ask\non_error: retry\nmax_retries: 1', [boom, boom, 'too late'])
  expect(lost.state.errors).toHaveLength(1)
  expect(lost.prompts).toHaveLength(2)
})

test('on_error retry does not repeat what cannot succeed', async () => {
  const refused = Object.assign(new Error('no'), { status: 401 })
  expect((await run('prompt: ask\non_error: retry', [refused, 'never'])).prompts).toHaveLength(1)
})

test('on_error fallback calls once with the other model', async () => {
  const keys = 'prompt: ask\nmodel: first\non_error: fallback\nfallback: {provider: mistral, model: second}'
  const healed = await run(keys, [boom, 'from the other'])
  expect(healed.state).toMatchObject({ ask: 'from the other', errors: [] })
  expect(healed.made).toMatchObject([
    { provider: 'openai', model: 'first' },
    { provider: 'mistral', model: 'second' },
  ])
  const lost = await run(keys, [boom, boom])
  expect(lost.state.errors).toHaveLength(1)
  expect(lost.prompts).toHaveLength(2)
})

const schema =
  'user: Say something.\nschema:\n  name: Mood\n  fields:\n    word: {type: str}\n    score: {type: int, constraints: {ge: 1, le: 5}}'

test('a prompt with a schema gives the validated object', async () => {
  const { state } = await run('prompt: typed', '```json\n{"word": "calm", "score": 4, "more": 1}\n```', {
    files: { 'prompts/typed.yaml': schema },
  })
  expect(state.ask).toEqual({ word: 'calm', score: 4 })
})

test('an answer that does not fit its schema is a validation_error, which a retry can heal', async () => {
  const files = { 'prompts/typed.yaml': schema }
  const failed = await run('prompt: typed', '{"word": "calm", "score": 9}', { files })
  expect(failed.state.errors).toMatchObject([
    { type: 'validation_error', retryable: true, message: expect.stringContaining('score') },
  ])
  const healed = await run('prompt: typed\non_error: retry', ['nonsense', '{"word": "calm", "score": 3}'], {
    files,
  })
  expect(healed.state.ask).toEqual({ word: 'calm', score: 3 })
})

test('parse_json extracts JSON where there is some, whatever the schema', async () => {
  const files = { 'prompts/typed.yaml': schema }
  expect((await run('prompt: typed\nparse_json: true', 'Well: {"a": [1]}.', { files })).state.ask).toEqual({
    a: [1],
  })
  expect((await run('prompt: ask\nparse_json: true', 'no json here')).state.ask).toBe('no json here')
})

test('an answer that a checkpoint would revive as code does not enter the state', async () => {
  const { state } = await run(
    'prompt: ask\nparse_json: true',
    '{"lc": 1, "type": "constructor", "id": ["x"]}',
  )
  expect(state).not.toHaveProperty('ask')
  expect(state.errors).toHaveLength(1)
})

test('model options: node over defaults over prompt file over environment over built-in', async () => {
  const files = {
    'prompts/own.yaml': 'user: Hi\nprovider: google\nmodel: of-prompt\ntemperature: 0.1\nmax_tokens: 10',
  }
  const chosen = async (keys: string, further = '', environment: Partial<typeof settings> = {}) =>
    (await run(keys, 'x', { files, further, settings: environment })).made[0]
  expect(
    await chosen(
      'prompt: own\nmodel: of-node\ntemperature: 0',
      'defaults: {model: of-defaults, provider: groq}',
    ),
  ).toMatchObject({
    provider: 'groq',
    model: 'of-node',
    temperature: 0,
    maxTokens: 10,
  })
  expect(await chosen('prompt: own', 'defaults: {temperature: 0.3, thinking_budget: 99}')).toMatchObject({
    provider: 'google',
    model: 'of-prompt',
    temperature: 0.3,
    thinkingBudget: 99,
  })
  expect(await chosen('prompt: ask', '', { provider: 'xai', model: 'of-environment' })).toMatchObject({
    provider: 'xai',
    model: 'of-environment',
    temperature: 0.7,
  })
  expect(
    await chosen('prompt: ask\nprovider: groq', '', { provider: 'xai', model: 'of-environment' }),
  ).not.toHaveProperty('model')
  expect(await chosen('prompt: ask', 'config: {max_tokens: 7}')).toMatchObject({ maxTokens: 7 })
})

test('variables: exactly those of the node, else all state but nulls and keys that begin with _', async () => {
  const files = {
    'prompts/vars.yaml': 'user: "{a} {state.b}"',
    'prompts/all.yaml':
      'user: "{% if a is defined %}a{% endif %}{% if empty is defined %}empty{% endif %}{% if _x is defined %}_x{% endif %}"',
  }
  const state = { a: 1, b: { c: 2 }, empty: null, _x: 3 }
  expect((await run('prompt: vars\nvariables: {a: "{state.b.c}"}', 'x', { files, state })).prompts).toEqual([
    ['2 {"c": 2}'],
  ])
  expect((await run('prompt: all', 'x', { files, state })).prompts).toEqual([['a']])
})

test('a missing variable is a prompt_error that lists all, and no model is asked', async () => {
  const files = { 'prompts/vars.yaml': 'system: "{{ one }}"\nuser: "{two} {three.four} {literal brace"' }
  const { state, prompts } = await run('prompt: vars\non_error: retry', 'x', { files, state: { three: {} } })
  expect(prompts).toEqual([])
  expect(state.errors).toMatchObject([
    { type: 'prompt_error', message: expect.stringContaining('it needs "one", "two", "three.four"') },
  ])
})

test('timeout is a failed call, which on_error governs', async () => {
  const { state } = await run('prompt: ask\ntimeout: 0.05\non_error: retry\nmax_retries: 1', [
    { tokens: ['late'], pace: 5000 },
    'in time',
  ])
  expect(state).toMatchObject({ ask: 'in time', errors: [] })
  const failed = await run('prompt: ask\ntimeout: 0.05', { tokens: ['late'], pace: 5000 })
  expect(failed.state.errors).toMatchObject([{ type: 'timeout_error' }])
})

test('an answer cut at its length limit is kept, and noted as truncated', async () => {
  const { state } = await run('prompt: ask', { tokens: ['Half a', ' sentence'], finishReason: 'length' })
  expect(state.ask).toBe('Half a sentence')
  expect(state.errors).toMatchObject([{ type: 'truncated', node: 'ask', details: { reason: 'length' } }])
})

test.each([null, 'content_filter'] as const)(
  'an answer that ends with %s fails as truncated',
  async (finishReason) => {
    const { state } = await run('prompt: ask', { tokens: ['Half'], finishReason })
    expect(state).not.toHaveProperty('ask')
    expect(state.errors).toMatchObject([{ type: 'truncated', retryable: finishReason === null }])
  },
)

test("the demo provider answers with the prompt's demo text, rendered with the same variables", async () => {
  const graph = load(oneNode('prompt: hi\nvariables: {name: Ada}'), {
    'prompts/hi.yaml': 'user: "{name}"\ndemo: "Hello {{ name }}!"',
  })
  expect((await runGraph(graph, {}, { settings })).state.ask).toBe('Hello Ada!')
})

test('a prompt without a demo text under the demo provider is a prompt_error that says what to add', async () => {
  const graph = load(oneNode('prompt: hi'), { 'prompts/hi.yaml': 'user: Hi' })
  expect((await runGraph(graph, {}, { settings })).state.errors).toMatchObject([
    { type: 'prompt_error', message: expect.stringContaining('Add "demo"') },
  ])
})

test('another provider means another model: the one that the file meant for the first is not asked of it', async () => {
  const asked = async (keys: string, override?: { provider: string; model?: string }) => {
    const made: string[] = []
    await runGraph(
      load(oneNode(keys)),
      {},
      {
        settings: { ...settings, provider: 'openai', model: 'from-environment' },
        ...(override === undefined ? {} : { override }),
        createModel: ({ provider, model }) => {
          made.push(`${provider}/${model ?? 'default'}`)
          return new ScriptedModel(boom)
        },
      },
    )
    return made
  }
  expect(await asked('prompt: ask\nmodel: big\non_error: fallback\nfallback: {provider: mistral}')).toEqual([
    'openai/big',
    'mistral/default',
  ])
  expect(await asked('prompt: ask\nprovider: google\nmodel: big', { provider: 'mistral' })).toEqual([
    'mistral/default',
  ])
  expect(
    await asked('prompt: ask\nprovider: google\nmodel: big', { provider: 'openai', model: 'x' }),
  ).toEqual(['openai/x'])
})
