import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RunError } from '../../src/errors.js'
import {
  compileGraph,
  createStreamingLlmNode,
  executeToLog,
  runGraph,
  streamGraphWithTokens,
  streamNodeOutput,
} from '../../src/graph/index.js'
import { type Script, type ScriptedAnswer, ScriptedModel, scriptedModel } from '../../src/llm/index.js'
import type { RunEvent } from '../../src/stream/event.js'
import { RunLog } from '../../src/stream/run-log.js'
import { textOf } from '../../src/stream/run-text.js'
import { createRunSink } from '../../src/stream/sink.js'
import { folderWith, load, oneNode, settings } from './graph-folder.js'

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = []
  for await (const item of items) collected.push(item)
  return collected
}

function says(script: Script) {
  const model = scriptedModel(script)
  return { settings, createModel: () => model }
}

const streamed = (keys: string, script: Script, files: Record<string, string> = {}) =>
  collect(streamGraphWithTokens(load(oneNode(keys), files), {}, says(script)))

const isTerminal = (event: RunEvent) => ['interrupt', 'error', 'done'].includes(event.type)
const typesOf = (events: readonly RunEvent[]) => events.map(({ type }) => type)

test('a streaming node gives its tokens one by one, then node_complete, then one terminal event', async () => {
  const events = await streamed('prompt: ask\nstream: true\nstate_key: recap', 'Good morning, Ada.')
  expect(events).toMatchObject([
    { seq: 1, type: 'run_start', run_id: expect.any(String) },
    {
      seq: 2,
      type: 'token',
      node: 'ask',
      stream: 'ask#1',
      key: 'recap_stream',
      try: 1,
      content: 'Good',
      format: 'text',
    },
    { seq: 3, content: ' morning,' },
    { seq: 4, content: ' Ada.' },
    { seq: 5, type: 'node_complete', node: 'ask', stream: 'ask#1', output: 'Good morning, Ada.' },
    { seq: 6, type: 'done', state: { recap: 'Good morning, Ada.' } },
  ])
})

test('stream_key labels the events and is never state', async () => {
  const events = await streamed('prompt: ask\nstream: true\nstream_key: live', 'Hi')
  expect(events[1]).toMatchObject({ key: 'live' })
  expect(events.at(-1)).toMatchObject({ state: expect.not.objectContaining({ live: expect.anything() }) })
})

test('stream_options gather text, and the end of a try sends what is left', async () => {
  const events = await streamed(
    'prompt: ask\nstream: true\nstream_options: {buffer_size: 8, flush_after: 0, include_metadata: true}',
    'one two three four',
  )
  const tokens = events.filter((event) => event.type === 'token')
  expect(tokens.map(({ content }) => content)).toEqual(['one two three', ' four'])
  expect(tokens[0]?.meta).toMatchObject({
    provider: 'demo',
    model: '',
    index: 0,
    elapsed_ms: expect.any(Number),
  })
})

test("a repeated try is announced by a reset, and what follows it is the model's raw text", async () => {
  const events = await streamed('prompt: ask\nstream: true\non_error: retry', [
    { tokens: ['Half', ' of'], error: new Error('broke off') },
    'The whole text.',
  ])
  expect(typesOf(events)).toEqual([
    'run_start',
    'token',
    'token',
    'reset',
    'token',
    'token',
    'token',
    'node_complete',
    'done',
  ])
  expect(events[3]).toMatchObject({ node: 'ask', stream: 'ask#1', try: 1, reason: 'retry' })
  expect(events[4]).toMatchObject({ try: 2 })
  expect(textOf(events)).toBe('The whole text.')
})

test('a fallback is announced by a reset of its own reason, also when nothing was shown', async () => {
  const events = await streamed('prompt: ask\nstream: true\non_error: fallback\nfallback: {model: other}', [
    new Error('at once'),
    'From the other.',
  ])
  expect(events[1]).toMatchObject({ type: 'reset', try: 1, reason: 'fallback' })
  expect(textOf(events)).toBe('From the other.')
})

test('unsent text is discarded by a reset, and flushed before an error', async () => {
  const keys = 'prompt: ask\nstream: true\nstream_options: {buffer_size: 100, flush_after: 0}'
  const broken: ScriptedAnswer = { tokens: ['Half'], error: new Error('broke off') }
  const retried = await streamed(`${keys}\non_error: retry`, [broken, 'Whole'])
  expect(retried.filter((event) => event.type === 'token').map(({ content }) => content)).toEqual(['Whole'])
  const failed = await streamed(`${keys}\non_error: fail`, [broken])
  expect(typesOf(failed)).toEqual(['run_start', 'token', 'error'])
})

test('structured output streams raw JSON and partial values, and is validated once at the end', async () => {
  const files = {
    'prompts/typed.yaml':
      'user: Hi\nschema:\n  name: M\n  fields:\n    word: {type: str}\n    score: {type: int}',
  }
  const tokens = ['{"word": "ca', 'lm", "score"', ': 4', '}']
  const events = await streamed('prompt: typed\nstream: true', { tokens }, files)
  expect(events.filter((event) => event.type === 'partial').map(({ value }) => value)).toEqual([
    { word: 'ca' },
    { word: 'calm' },
    { word: 'calm' },
    { word: 'calm', score: 4 },
  ])
  expect(events.filter((event) => event.type === 'token')).toMatchObject(
    tokens.map((content) => ({ content, format: 'json' })),
  )
  expect(events.at(-1)).toMatchObject({ type: 'done', state: { ask: { word: 'calm', score: 4 } } })
  const failed = await streamed(
    'prompt: typed\nstream: true\non_error: fail',
    { tokens: ['{"word": 1}'] },
    files,
  )
  expect(failed.at(-1)).toMatchObject({ type: 'error', error: { type: 'validation_error', node: 'ask' } })
})

test('parse_json streams text, and extracts at the end', async () => {
  const events = await streamed('prompt: ask\nstream: true\nparse_json: true', 'So: {"a": 1}')
  expect(events[1]).toMatchObject({ type: 'token', format: 'text' })
  expect(typesOf(events)).not.toContain('partial')
  expect(events.at(-1)).toMatchObject({ state: { ask: { a: 1 } } })
})

const two = (first: string, second: string) => `
nodes:
  one: {prompt: ask, stream: ${first}}
  two: {prompt: ask, stream: ${second}}
edges:
  - {from: START, to: one}
  - {from: one, to: two}
`

test.each([
  ['those with stream: true', two('false', 'true'), {}, ['two']],
  ['all that ask a model, where none streams', two('false', 'false'), {}, ['one', 'two']],
  ['all', two('false', 'true'), { all: true }, ['one', 'two']],
  ['the named ones', two('false', 'true'), { nodes: ['one'] }, ['one']],
])('streamGraphWithTokens emits from %s', async (_title, graph, options, expected) => {
  const events = await collect(streamGraphWithTokens(load(graph), {}, { ...says('Hi'), ...options }))
  expect(events.flatMap((event) => (event.type === 'token' ? [event.node] : []))).toEqual(expected)
  expect(events.filter(isTerminal)).toHaveLength(1)
})

test('a node that is not there, or has no text, is named before anything runs', async () => {
  const graph = load('nodes: {a: {type: passthrough, output: {x: 1}}}\nedges:\n  - {from: START, to: a}')
  await expect(collect(streamGraphWithTokens(graph, {}, { ...says('x'), nodes: ['aa'] }))).rejects.toThrow(
    /Did you mean "a"/,
  )
  await expect(collect(streamNodeOutput({ graph, node: 'a', ...says('x') }))).rejects.toThrow(
    /writes no text/,
  )
})

test('each execution of a node has a stream of its own', async () => {
  const graph = load(`
nodes:
  ask: {prompt: ask, stream: true}
  count: {type: passthrough, output: {n: "{state.n + 1}"}}
edges:
  - {from: START, to: ask}
  - {from: ask, to: count}
  - {from: count, to: ask, condition: "n < 2"}
  - {from: count, to: END, condition: "n >= 2"}
`)
  const events = await collect(streamGraphWithTokens(graph, { n: 0 }, says('Hi')))
  expect(events.flatMap((event) => (event.type === 'token' ? [event.stream] : []))).toEqual([
    'ask#1',
    'ask#2',
  ])
})

test.each([
  ['length', true],
  ['content_filter', false],
  [null, false],
] as const)(
  'a run whose answer ends with %s ends in an error of type truncated',
  async (finishReason, isKept) => {
    const graph = load(oneNode('prompt: ask\nstream: true'))
    const events = await collect(
      streamGraphWithTokens(graph, {}, says({ tokens: ['Half', ' a'], finishReason })),
    )
    expect(events.at(-1)).toMatchObject({
      type: 'error',
      error: { type: 'truncated', node: 'ask', reason: finishReason ?? 'no_finish_reason' },
    })
    expect(textOf(events)).toBe('Half a')
    const { state } = await runGraph(graph, {}, says({ tokens: ['Half', ' a'], finishReason }))
    expect(state.ask).toBe(isKept ? 'Half a' : undefined)
  },
)

test('streamNodeOutput gives the text of one node, which need not be declared to stream', async () => {
  const graph = load(two('false', 'false'))
  expect((await collect(streamNodeOutput({ graph, node: 'two', ...says('Only this.') }))).join('')).toBe(
    'Only this.',
  )
})

test('streamNodeOutput ignores skip_if_exists and loop limits, and checks requirements', async () => {
  const graph = load(oneNode('prompt: ask\nrequires: [topic]', 'loop_limits: {ask: 1}'))
  const state = { ask: 'there already', topic: 'x', _loop_counts: { ask: 5 } }
  expect((await collect(streamNodeOutput({ graph, node: 'ask', state, ...says('New.') }))).join('')).toBe(
    'New.',
  )
  await expect(collect(streamNodeOutput({ graph, node: 'ask', ...says('x') }))).rejects.toMatchObject({
    type: 'state_error',
    message: expect.stringContaining('"topic"'),
  })
})

test('streamNodeOutput throws after the text so far when the node fails, whatever on_error says', async () => {
  const graph = load(oneNode('prompt: ask'))
  const chunks: string[] = []
  const broken = says({ tokens: ['Half'], error: new Error('broke off') })
  const reading = (async () => {
    for await (const chunk of streamNodeOutput({ graph, node: 'ask', ...broken })) chunks.push(chunk)
  })()
  await expect(reading).rejects.toBeInstanceOf(RunError)
  expect(chunks).toEqual(['Half'])
})

test('streamNodeOutput marks a text that is withdrawn', async () => {
  const graph = load(oneNode('prompt: ask\non_error: retry'))
  const script = [{ tokens: ['Half'], error: new Error('x') }, 'Whole']
  const model = new ScriptedModel(script)
  const chunks = await collect(streamNodeOutput({ graph, node: 'ask', settings, createModel: () => model }))
  expect(chunks).toEqual(['Half', '\n\n[started again]\n\n', 'Whole'])
})

test('streamNodeOutput runs on the latest checkpoint of its thread, with state laid over it, and writes none', async () => {
  const graph = load(`checkpointer: {type: memory}\n${oneNode('prompt: echo\nstate_key: said')}`, {
    'prompts/echo.yaml': 'user: "{a} {b}"',
  })
  const config = { thread_id: 't' }
  const model = new ScriptedModel('ok')
  const options = { settings, createModel: () => model, config }
  await runGraph(graph, { a: 1, b: 2 }, options)
  await collect(streamNodeOutput({ graph, node: 'ask', state: { b: 3 }, ...options }))
  await collect(streamNodeOutput({ graph, node: 'ask', ...options }))
  expect(model.calls.map(([message]) => message?.content)).toEqual(['1 2', '1 3', '1 2'])
})

test('leaving the loop aborts the model call', async () => {
  const signals: (AbortSignal | undefined)[] = []
  class Watched extends ScriptedModel {
    override async *_streamResponseChunks(...parameters: Parameters<ScriptedModel['_streamResponseChunks']>) {
      signals.push(parameters[1].signal)
      yield* super._streamResponseChunks(...parameters)
    }
  }
  const graph = load(oneNode('prompt: ask\nstream: true'))
  const model = () => new Watched({ tokens: Array.from({ length: 1000 }, () => 'x'), pace: 5 })
  for await (const _chunk of streamNodeOutput({ graph, node: 'ask', settings, createModel: model })) break
  for await (const event of streamGraphWithTokens(graph, {}, { settings, createModel: model })) {
    if (event.type === 'token') break
  }
  expect(signals.map((signal) => signal?.aborted)).toEqual([true, true])
})

test('a signal, in the options or in config, ends the run as aborted with its reason', async () => {
  const graph = load(oneNode('prompt: ask\nstream: true'))
  const slow = says({ tokens: ['a', 'b', 'c'], pace: 30 })
  for (const place of ['options', 'config'] as const) {
    const controller = new AbortController()
    const { signal } = controller
    const options = place === 'options' ? { signal } : { config: { signal } }
    const events: RunEvent[] = []
    for await (const event of streamGraphWithTokens(graph, {}, { ...slow, ...options })) {
      events.push(event)
      if (event.type === 'token') controller.abort('superseded')
    }
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { type: 'aborted', reason: 'superseded' } })
  }
})

test('a timeout is an error of type timeout_error', async () => {
  const graph = load(oneNode('prompt: ask\nstream: true'))
  const slow = says({ tokens: ['a', 'b'], pace: 400 })
  const late = await collect(streamGraphWithTokens(graph, {}, { ...slow, timeout: 50 }))
  expect(late.at(-1)).toMatchObject({ type: 'error', error: { type: 'timeout_error' } })
  const idle = load(oneNode('prompt: ask\nstream: true\non_error: fail'))
  const stalled = await collect(streamGraphWithTokens(idle, {}, { ...slow, idleTimeout: 50 }))
  expect(stalled.at(-1)).toMatchObject({ type: 'error', error: { type: 'timeout_error' } })
  expect(textOf(stalled)).toBe('a')
})

test("when one of two parallel nodes fails, the other's model call is ended too", async () => {
  const graph = load(`
nodes:
  quick: {prompt: ask, on_error: fail, model: quick}
  slow: {prompt: ask, stream: true, model: slow}
edges:
  - {from: START, to: [quick, slow]}
`)
  let ended: AbortSignal | undefined
  class Slow extends ScriptedModel {
    override async *_streamResponseChunks(...parameters: Parameters<ScriptedModel['_streamResponseChunks']>) {
      ended = parameters[1].signal
      yield* super._streamResponseChunks(...parameters)
    }
  }
  const createModel = ({ model }: { model?: string }) =>
    model === 'slow'
      ? new Slow({ tokens: ['a', 'b', 'c'], pace: 1000 })
      : scriptedModel({ tokens: [' '], pace: 50, error: new Error('boom') })
  const events = await collect(streamGraphWithTokens(graph, {}, { settings, createModel }))
  expect(events.at(-1)).toMatchObject({ type: 'error', error: { node: 'quick' } })
  expect(ended?.aborted).toBe(true)
})

test('executeToLog never throws, and misuse is an error event too', async () => {
  const log = new RunLog()
  const compiled = compileGraph(load(`checkpointer: {type: memory}\n${oneNode('prompt: ask')}`), says('x'))
  await executeToLog(compiled, {}, { log, runId: 'r', signal: new AbortController().signal })
  expect(log.events).toMatchObject([
    { type: 'run_start', run_id: 'r' },
    { type: 'error', error: { type: 'unknown_error', message: expect.stringContaining('thread_id') } },
  ])
  const aborted = new RunLog()
  await executeToLog(
    compiled,
    { config: { thread_id: 't' } },
    { log: aborted, runId: 'r', signal: AbortSignal.abort('shutdown') },
  )
  expect(aborted.terminal).toMatchObject({ error: { type: 'aborted', reason: 'shutdown' } })
})

test('createStreamingLlmNode is an ordinary async function that writes to the sink in its config', async () => {
  const prompts = folderWith({ 'hello.yaml': 'user: "{name}"' })
  const model = new ScriptedModel('Hello Ada')
  const node = createStreamingLlmNode(
    'greet',
    { prompt: 'hello', state_key: 'greeting' },
    { prompts, settings, createModel: () => model },
  )
  const log = new RunLog()
  const update = await node({ name: 'Ada' }, { configurable: { __run: createRunSink(log) } })
  expect(update).toMatchObject({ greeting: 'Hello Ada', current_step: 'greet' })
  expect(textOf(log.events)).toBe('Hello Ada')
  expect(await node({ name: 'Ada' })).toEqual(update)
})

test('createStreamingLlmNode works in a graph that is built in code', async () => {
  const { Annotation, StateGraph } = await import('@langchain/langgraph')
  const prompts = folderWith({ 'hello.yaml': 'user: Hi' })
  const node = createStreamingLlmNode('greet', { prompt: 'hello' }, { prompts, ...says('Hello') })
  const graph = new StateGraph(Annotation.Root({ greet: Annotation<string> }))
    .addNode('greeter', node)
    .addEdge('__start__', 'greeter')
    .compile()
  const log = new RunLog()
  const result = await graph.invoke({}, { configurable: { __run: createRunSink(log) } })
  expect(result).toEqual({ greet: 'Hello' })
  expect(textOf(log.events)).toBe('Hello')
})

const anyAnswer: fc.Arbitrary<ScriptedAnswer> = fc.oneof(
  fc.constantFrom('{"word": "calm"}', 'plain text', '{"word": 1}', ''),
  fc.constant(new Error('boom')),
  fc.record({
    tokens: fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 4 }),
    finishReason: fc.constantFrom('stop' as const, 'length' as const, 'content_filter' as const, null),
  }),
)

test('stream: true changes neither the final state, nor the prompts, retries and errors', async () => {
  const files = {
    'prompts/plain.yaml': 'user: "{{ n }}"',
    'prompts/typed.yaml': 'user: Hi\nschema: {name: M, fields: {word: str}}',
  }
  const onErrors = [
    '',
    'on_error: skip',
    'on_error: retry',
    'on_error: fail',
    'on_error: fallback\nfallback: {model: b}',
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('plain', 'typed'),
      fc.constantFrom(...onErrors),
      fc.boolean(),
      fc.constantFrom('', 'stream_options: {buffer_size: 5, emit_interval: 3, flush_after: 2}'),
      fc.array(anyAnswer, { minLength: 6, maxLength: 6 }),
      async (prompt, onError, parseJson, streamOptions, answers) => {
        const outcome = async (stream: boolean, listens: boolean) => {
          const keys = [
            `prompt: ${prompt}`,
            onError,
            `parse_json: ${parseJson}`,
            `stream: ${stream}`,
            stream ? streamOptions : '',
          ]
          const graph = load(oneNode(keys.filter((key) => key !== '').join('\n')), files)
          const model = new ScriptedModel(answers)
          const events: RunEvent[] = []
          const result = await runGraph(
            graph,
            { n: 1 },
            {
              settings,
              createModel: () => model,
              ...(listens ? { on: (event: RunEvent) => events.push(event) } : {}),
            },
          ).catch((error: unknown) => error)
          if (listens) {
            expect(events.filter(isTerminal)).toHaveLength(1)
            expect(isTerminal(events.at(-1) as RunEvent)).toBe(true)
          }
          return JSON.parse(
            JSON.stringify({
              result,
              calls: model.calls.map((messages) => messages.map(({ content }) => content)),
            }),
            (key, value) => (['timestamp', 'pregelTaskId'].includes(key) ? undefined : value),
          )
        }
        const plain = await outcome(false, false)
        expect(await outcome(true, true)).toEqual(plain)
        expect(await outcome(true, false)).toEqual(plain)
      },
    ),
    { numRuns: 40 },
  )
})
