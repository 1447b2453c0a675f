import { Annotation, END, MemorySaver, START, StateGraph } from '@langchain/langgraph'
import { expect, test as plainTest } from 'vitest'
import { runGraph, streamGraphWithTokens } from '../../src/graph/index.js'
import type { AgentNode } from '../../src/graph/node-definition.js'
import { frameNode } from '../../src/graph/node-frame.js'
import type { NodeServices } from '../../src/graph/node-services.js'
import type { NodeConfig } from '../../src/graph/node-sink.js'
import { agentWork } from '../../src/graph/nodes/agent-node.js'
import type { Tool, ToolCallContext } from '../../src/graph/tools/tool.js'
import { type Script, ScriptedModel } from '../../src/llm/index.js'
import { loadPrompt } from '../../src/prompt/index.js'
import type { RunEvent } from '../../src/stream/event.js'
import { RunLog } from '../../src/stream/run-log.js'
import { textOf } from '../../src/stream/run-text.js'
import { createRunSink } from '../../src/stream/sink.js'
import { defaultStreamOptions } from '../../src/stream/token-buffer.js'
import { settingsFor } from '../llm/ask.js'
import { type ModelServer, startModelServer } from '../model-server/model-server.mjs'
import { folderWith, load, settings } from './graph-folder.js'

const test = plainTest.extend<{ server: ModelServer }>({
  server: async ({ task: _task }, use) => {
    const server = await startModelServer()
    await use(server)
    await server.close()
  },
})

function tool(
  name: string,
  call: (args: Readonly<Record<string, unknown>>, context: ToolCallContext) => unknown,
): Tool {
  return {
    name,
    description: `The tool ${name}.`,
    parameters: { type: 'object', properties: {} },
    call: async (args, context) => call(args, context),
  }
}

const lookUp = tool('look_up', ({ word }) => ({ word, means: `the meaning of ${word}` }))
const add = tool('add', ({ a, b }) => Number(a) + Number(b))
const say = tool('say', ({ text }) => text)
const fail = tool('fail', () => {
  throw new Error('Out of order.')
})

interface Setup {
  readonly node?: Partial<AgentNode>
  readonly prompt?: string
  readonly tools?: readonly Tool[]
  readonly services?: Partial<NodeServices>
}

/** An agent whose prompt stands in a real file. */
function agent({ node: keys = {}, prompt, tools = [lookUp, add, say, fail], services = {} }: Setup) {
  const folder = folderWith({ 'agent.yaml': prompt ?? 'system: You are kind.\nuser: "What is {word}?"' })
  const node: AgentNode = {
    type: 'agent',
    name: 'ask',
    requires: [],
    variables: {},
    cache: undefined,
    stateKey: 'answer',
    skipIfExists: false,
    timeout: undefined,
    prompt: 'agent',
    onError: undefined,
    maxRetries: 3,
    fallback: undefined,
    options: {},
    parseJson: false,
    stream: true,
    streamKey: 'answer_stream',
    streamOptions: defaultStreamOptions,
    tools: tools.map(({ name }) => name),
    maxIterations: 10,
    toolResultsKey: 'results',
    ...keys,
  }
  const findTool = (name: string) => {
    const found = tools.find((candidate) => candidate.name === name)
    if (found === undefined) throw new Error(`The test has no tool ${name}.`)
    return found
  }
  const work = agentWork(
    node,
    loadPrompt('agent', { prompts: folder }),
    { defaults: {}, settings: () => settings, createModel: undefined, ...services },
    findTool,
  )
  return frameNode({ node, work })
}

/** Runs a scripted agent once, with a listener. */
async function run(script: Script, setup: Setup = {}, state: Record<string, unknown> = { word: 'calm' }) {
  const model = new ScriptedModel(script)
  const log = new RunLog()
  const runNode = agent({ ...setup, services: { createModel: () => model, ...setup.services } })
  const update = await runNode(state, { configurable: { __run: createRunSink(log) } })
  const asked = model.calls.map((messages) =>
    messages.map((message) => [message.getType(), message.content] as const),
  )
  return { update, asked, events: [...log.events], model }
}

function resetsOf(events: readonly RunEvent[]) {
  return events.flatMap((event) => (event.type === 'reset' ? [[event.try, event.reason]] : []))
}

const call = (name: string, args: Record<string, unknown> | string = {}) => ({ toolCalls: [{ name, args }] })

test('calls tools until the model answers, and writes what is new as plain messages', async () => {
  const { update, asked, model } = await run([
    { tokens: ['Let me', ' see.'], ...call('look_up', { word: 'calm' }) },
    'It is calm.',
  ])
  expect(update).toMatchObject({ answer: 'It is calm.', _agent_iterations: 2, _agent_limit_reached: false })
  const result = '{"word":"calm","means":"the meaning of calm"}'
  expect(update.messages).toEqual([
    { role: 'system', content: 'You are kind.' },
    { role: 'user', content: 'What is calm?' },
    {
      role: 'assistant',
      content: 'Let me see.',
      tool_calls: [{ id: 'call_1_1', name: 'look_up', args: { word: 'calm' } }],
    },
    { role: 'tool', content: result, tool_call_id: 'call_1_1', name: 'look_up' },
    { role: 'assistant', content: 'It is calm.' },
  ])
  expect(update.results).toEqual([
    {
      tool: 'look_up',
      args: { word: 'calm' },
      output: { word: 'calm', means: 'the meaning of calm' },
      success: true,
    },
  ])
  expect(asked[1]).toEqual([
    ['system', 'You are kind.'],
    ['human', 'What is calm?'],
    ['ai', 'Let me see.'],
    ['tool', result],
  ])
  expect(model.offered[0]).toEqual(['look_up', 'add', 'say', 'fail'])
})

test('the calls of one turn are made at the same time, and their results keep the order', async () => {
  const order: string[] = []
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const slow = tool('slow', async () => {
    await released
    order.push('slow')
    return 'slow'
  })
  const fast = tool('fast', () => {
    order.push('fast')
    release()
    return 'fast'
  })
  const { asked } = await run([{ toolCalls: [{ name: 'slow' }, { name: 'fast' }] }, 'Done.'], {
    tools: [slow, fast],
  })
  expect(order).toEqual(['fast', 'slow'])
  expect(asked[1]?.slice(-2)).toEqual([
    ['tool', 'slow'],
    ['tool', 'fast'],
  ])
})

test.each([
  ['a tool that fails', 'fail', {}, 'Error: Out of order.'],
  [
    'a name that is no tool',
    'lookup',
    {},
    'Error: There is no tool "lookup". Did you mean "look_up"? Known: look_up, add, say, fail.',
  ],
  ['arguments that are not JSON', 'add', '{"a": 1, ', 'Error: The arguments are not valid JSON: {"a": 1, '],
  [
    'arguments that a checkpoint would revive',
    'say',
    { text: { lc: 1, type: 'constructor' } },
    'Error: The object of arguments is not plain JSON: an object with "lc", which a checkpoint would revive.',
  ],
])('%s: the model is told, and goes on', async (_case, name, args, told) => {
  const { update, asked } = await run([call(name, args), 'Never mind.'])
  expect(update.answer).toBe('Never mind.')
  expect(asked[1]?.at(-1)).toEqual(['tool', told])
  expect(update.results).toMatchObject([{ tool: name, success: false, output: told }])
  expect(JSON.stringify(update)).not.toContain('"lc":')
})

test('a result that is no plain JSON, or would be revived, is told as an error', async () => {
  const odd = tool('odd', () => ({ lc: 1, type: 'constructor', id: ['x'] }))
  const { asked } = await run([call('odd'), 'Done.'], { tools: [odd] })
  expect(asked[1]?.at(-1)?.[1]).toMatch(/^Error: The result of the tool "odd" is not plain JSON/)
})

test('a long result is cut with a note', async () => {
  const long = tool('long', () => 'x'.repeat(100_000))
  const { update, asked } = await run([call('long'), 'Done.'], { tools: [long] })
  const told = `${'x'.repeat(65_536)}\n[cut: 34464 more characters]`
  expect(asked[1]?.at(-1)).toEqual(['tool', told])
  expect(update.results).toMatchObject([{ output: told, success: true }])
})

test('at the limit the last text is kept, its tools are called, and the state says so', async () => {
  const turn = { tokens: ['Still', ' looking.'], ...call('add', { a: 1, b: 2 }) }
  const { update, asked, events } = await run([turn, turn, 'Too late.'], { node: { maxIterations: 2 } })
  expect(asked).toHaveLength(2)
  expect(update).toMatchObject({
    answer: 'Still looking.',
    _agent_iterations: 2,
    _agent_limit_reached: true,
    results: [{ output: 3 }, { output: 3 }],
  })
  expect((update.messages as { role: string }[]).map(({ role }) => role)).toEqual([
    'system',
    'user',
    'assistant',
    'tool',
    'assistant',
    'tool',
  ])
  expect(textOf(events)).toBe('Still looking.')
})

test('at the limit the text of an earlier turn comes back, and without any the result is empty', async () => {
  const silent = call('add')
  const spoken = await run([{ tokens: ['One', ' moment.'], ...silent }, silent], {
    node: { maxIterations: 2 },
  })
  expect(spoken.update.answer).toBe('One moment.')
  expect(textOf(spoken.events)).toBe('One moment.')
  const mute = await run(() => silent, { node: { maxIterations: 3 } })
  expect(mute.update).toMatchObject({ answer: '', _agent_iterations: 3, _agent_limit_reached: true })
})

test('goes on with the messages of the state, and writes only the new ones', async () => {
  const before = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello.' },
    { role: 'assistant', content: 'Hello!' },
  ]
  const { update, asked } = await run('It is.', {}, { word: 'this', messages: before })
  expect(asked[0]).toEqual([
    ['system', 'Be brief.'],
    ['human', 'Hello.'],
    ['ai', 'Hello!'],
    ['human', 'What is this?'],
  ])
  expect(update.messages).toEqual([
    { role: 'user', content: 'What is this?' },
    { role: 'assistant', content: 'It is.' },
  ])
})

test('does not repeat a question that still waits, and brings the system text to a thread without one', async () => {
  const { update, asked } = await run(
    'It is.',
    {},
    { word: 'this', messages: [{ type: 'human', content: 'What is this?' }] },
  )
  expect(asked[0]).toEqual([
    ['system', 'You are kind.'],
    ['human', 'What is this?'],
  ])
  expect(update.messages).toEqual([{ role: 'assistant', content: 'It is.' }])
})

test('reads threads in the forms that other programs write', async () => {
  const messages = [
    'Plain text.',
    {
      type: 'ai',
      content: [{ type: 'text', text: 'Parts.' }],
      tool_calls: [{ id: 'a', name: 'add', args: { a: 1 } }],
    },
    { type: 'tool', data: { content: '1', tool_call_id: 'a' } },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'b', type: 'function', function: { name: 'add', arguments: '{"b":2}' } }],
    },
    { role: 'tool', content: '2', tool_call_id: 'b' },
  ]
  const { model } = await run('Yes.', {}, { word: 'x', messages })
  const asked = model.calls[0]?.slice(1, 6) ?? []
  expect(asked.map((message) => [message.getType(), message.content])).toEqual([
    ['human', 'Plain text.'],
    ['ai', 'Parts.'],
    ['tool', '1'],
    ['ai', ''],
    ['tool', '2'],
  ])
  expect(asked[3]).toMatchObject({ tool_calls: [{ id: 'b', name: 'add', args: { b: 2 } }] })
})

test.each([
  [{ messages: 'hello' }, 'has to be a list of messages, and is: "hello"'],
  [{ messages: [{ role: 'captain', content: 'x' }] }, 'messages[0] of the state has to be {role, content}'],
  [{ messages: [{ role: 'tool', content: 'x' }] }, 'needs the tool_call_id'],
  [{ messages: [{ role: 'ai', content: 'x', tool_calls: [{}] }] }, 'has to be {id, name, args}'],
])('%j is a state_error, which no retry repeats', async (state, message) => {
  const { update, asked } = await run('x', { node: { onError: 'retry' } }, { word: 'x', ...state })
  expect(asked).toEqual([])
  expect(update.errors).toMatchObject([
    { type: 'state_error', node: 'ask', message: expect.stringContaining(message) },
  ])
})

test('the messages survive a checkpoint, and the next turn goes on from there', async () => {
  const model = new ScriptedModel([call('add', { a: 1, b: 2 }), 'Three.', 'As I said: three.'])
  const runNode = agent({ prompt: 'user: "{word}"', services: { createModel: () => model } })
  const State = Annotation.Root({
    word: Annotation<string>,
    answer: Annotation<unknown>,
    results: Annotation<unknown>,
    current_step: Annotation<unknown>,
    _loop_counts: Annotation<unknown>,
    _agent_iterations: Annotation<unknown>,
    _agent_limit_reached: Annotation<unknown>,
    messages: Annotation<unknown[]>({ reducer: (before, after) => [...before, ...after], default: () => [] }),
  })
  const graph = new StateGraph(State)
    .addNode('node.ask', (state, config) => runNode(state, config as unknown as NodeConfig))
    .addEdge(START, 'node.ask')
    .addEdge('node.ask', END)
    .compile({ checkpointer: new MemorySaver() })
  const config = { configurable: { thread_id: 't' } }
  await graph.invoke({ word: 'One and two?' }, config)
  await graph.invoke({ word: 'Sure?' }, config)
  const { values } = await graph.getState(config)
  expect(values.messages).toEqual([
    { role: 'user', content: 'One and two?' },
    { role: 'assistant', content: '', tool_calls: [{ id: 'call_1_1', name: 'add', args: { a: 1, b: 2 } }] },
    { role: 'tool', content: '3', tool_call_id: 'call_1_1', name: 'add' },
    { role: 'assistant', content: 'Three.' },
    { role: 'user', content: 'Sure?' },
    { role: 'assistant', content: 'As I said: three.' },
  ])
  expect(JSON.stringify(values)).not.toContain('"lc"')
})

test('the text of a turn that calls tools is withdrawn; what remains is the answer', async () => {
  const { update, events } = await run([
    { tokens: ['First', ' I look.'], ...call('add') },
    call('add'),
    { tokens: ['Then', ' again.'], ...call('add') },
    'All done now.',
  ])
  expect(resetsOf(events)).toEqual([
    [1, 'tool_call'],
    [2, 'tool_call'],
  ])
  expect(textOf(events)).toBe(update.answer)
  expect(events.at(-1)).toEqual({
    type: 'node_complete',
    seq: events.length,
    node: 'ask',
    stream: 'ask#1',
    output: 'All done now.',
  })
  expect(
    events
      .filter(({ type }) => type === 'token')
      .every((event) => !JSON.stringify(event).includes('meaning')),
  ).toBe(true)
})

test('text that waits in the buffer goes with its turn', async () => {
  const streamOptions = { ...defaultStreamOptions, buffer_size: 100, flush_after: 0 }
  const { events } = await run([{ tokens: ['Wait', ' for it.'], ...call('add') }, 'Here.'], {
    node: { streamOptions },
  })
  expect(events.flatMap((event) => (event.type === 'token' ? [event.content] : []))).toEqual(['Here.'])
})

test('streams nothing unless it is asked to, and does the same', async () => {
  const { update, events } = await run([call('add', { a: 1, b: 1 }), 'Two.'], { node: { stream: false } })
  expect(update.answer).toBe('Two.')
  expect(events.map(({ type }) => type)).toEqual(['node_complete'])
})

const schema =
  'user: "{word}"\nschema:\n  name: Mood\n  fields:\n    word: {type: str}\n    score: {type: int, constraints: {ge: 1, le: 5}}'

test('a schema applies to the final answer, and the model is told of it', async () => {
  const { update, asked, events } = await run(
    [{ tokens: ['Hm.'], ...call('add') }, '{"word": "calm", "score": 4}'],
    { prompt: schema },
  )
  expect(update.answer).toEqual({ word: 'calm', score: 4 })
  expect(update.messages).toMatchObject([
    { role: 'user', content: 'calm' },
    {},
    {},
    { content: '{"word": "calm", "score": 4}' },
  ])
  expect(asked[0]?.[0]).toEqual(['system', expect.stringContaining('"score"')])
  expect(textOf(events)).toBe('{"word": "calm", "score": 4}')
  expect(events.filter((event) => event.type === 'partial').at(-1)).toMatchObject({
    value: { word: 'calm', score: 4 },
  })
})

test('an answer that does not fit is a validation_error, and a retry begins the conversation anew', async () => {
  const failed = await run([call('add'), '{"word": "calm", "score": 9}'], { prompt: schema })
  expect(failed.update).not.toHaveProperty('answer')
  expect(failed.update).not.toHaveProperty('messages')
  expect(failed.update.errors).toMatchObject([{ type: 'validation_error', node: 'ask' }])

  const healed = await run([call('add'), 'nonsense', call('add'), '{"word": "calm", "score": 3}'], {
    prompt: schema,
    node: { onError: 'retry' },
  })
  expect(healed.update.answer).toEqual({ word: 'calm', score: 3 })
  expect(healed.update).toMatchObject({ _agent_iterations: 2, results: [{}] })
  expect(resetsOf(healed.events)).toEqual([[1, 'retry']])
  expect(healed.asked[2]).toEqual(healed.asked[0])
})

test('parse_json takes the JSON out of the final answer', async () => {
  const { update } = await run('Well: {"a": [1]}.', { node: { parseJson: true } })
  expect(update.answer).toEqual({ a: [1] })
})

test('on_error: skip writes null, fail throws, and fallback asks the other model from the start', async () => {
  const boom = new Error('boom')
  expect((await run([call('add'), boom], { node: { onError: 'skip' } })).update).toMatchObject({
    answer: null,
    errors: [{ type: 'llm_error' }],
  })
  await expect(run([call('add'), boom], { node: { onError: 'fail' } })).rejects.toMatchObject({
    type: 'llm_error',
    node: 'ask',
  })
  const made: string[] = []
  const model = new ScriptedModel([{ tokens: ['Half'], error: boom }, 'Whole.'])
  const { update, events } = await run('unused', {
    node: {
      onError: 'fallback',
      fallback: { provider: 'mistral', model: 'second' },
      options: { provider: 'groq' },
    },
    services: {
      createModel: ({ provider }) => {
        made.push(provider)
        return model
      },
    },
  })
  expect(made).toEqual(['groq', 'mistral'])
  expect(update.answer).toBe('Whole.')
  expect(resetsOf(events)).toEqual([[1, 'fallback']])
})

test('an answer cut at its length limit is kept and noted, a call that was cut is not made', async () => {
  const kept = await run({ tokens: ['Half'], finishReason: 'length' })
  expect(kept.update).toMatchObject({ answer: 'Half', errors: [{ type: 'truncated' }] })
  const lost = await run({ ...call('add'), finishReason: 'length' })
  expect(lost.update).not.toHaveProperty('answer')
  expect(lost.update.errors).toMatchObject([{ type: 'truncated', details: { reason: 'length' } }])
})

test('timeout is for each call of the model', async () => {
  const { update } = await run([call('add'), { tokens: ['late'], pace: 5000 }], { node: { timeout: 50 } })
  expect(update.errors).toMatchObject([
    { type: 'timeout_error', message: expect.stringContaining('node "ask"') },
  ])
})

test('an abort in the middle of a tool ends the node, and the tool', async () => {
  const controller = new AbortController()
  let heard: unknown
  const hang = tool('hang', (_args, { signal }) => {
    setTimeout(() => controller.abort('stop'))
    return new Promise((resolve) => {
      signal?.addEventListener('abort', () => {
        heard = signal.reason
        resolve('too late')
      })
    })
  })
  const model = new ScriptedModel([call('hang'), 'Never.'])
  const runNode = agent({ tools: [hang], services: { createModel: () => model } })
  await expect(runNode({ word: 'x' }, { signal: controller.signal })).rejects.toMatchObject({
    type: 'aborted',
    reason: 'stop',
    node: 'ask',
  })
  expect(heard).toBe('stop')
  expect(model.calls).toHaveLength(1)
})

test('a tool that pays no heed to an abort is not waited for', async () => {
  const controller = new AbortController()
  const deaf = tool('deaf', () => {
    setTimeout(() => controller.abort('abandoned'))
    return new Promise(() => {})
  })
  const model = new ScriptedModel([call('deaf')])
  const runNode = agent({ tools: [deaf], services: { createModel: () => model } })
  await expect(runNode({ word: 'x' }, { signal: controller.signal })).rejects.toMatchObject({
    type: 'aborted',
    reason: 'abandoned',
  })
})

test('tools get the state and the thread of the agent', async () => {
  const heard: unknown[] = []
  const peek = tool('peek', (_args, { state, thread }) => heard.push(state.secret, thread))
  const model = new ScriptedModel([call('peek'), 'Done.'])
  const runNode = agent({ tools: [peek], services: { createModel: () => model } })
  await runNode({ word: 'x', secret: 'blue' }, { configurable: { thread_id: 't1' } })
  expect(heard).toEqual(['blue', 't1'])
})

test('in Jinja texts {name} is a variable or a key of the state, and nothing else is', async () => {
  const prompt = [
    'system: "{% if true %}{tone}{% endif %} {other} {\\"a\\": 1} {# {tone} #}{% raw %}{tone}{% endraw %}"',
    'user: "{{ word }} and {word}"',
  ].join('\n')
  const { asked } = await run(
    'x',
    { prompt, node: { variables: { word: '{state.given}' } } },
    {
      given: '{tone} {{ tone }}',
      tone: 'kind',
    },
  )
  expect(asked[0]).toEqual([
    ['system', 'kind {other} {"a": 1} {tone}'],
    ['human', '{tone} {{ tone }} and {tone} {{ tone }}'],
  ])
})

test('an agent without tools asks with the schema itself', async ({ server }) => {
  server.enqueue({ json: { word: 'calm', score: 4 } })
  const runNode = agent({
    prompt: schema,
    tools: [],
    services: { settings: () => settingsFor(server.url) },
  })
  expect((await runNode({ word: 'x' })).answer).toEqual({ word: 'calm', score: 4 })
  expect(server.requests[0]?.body).toMatchObject({ response_format: { type: 'json_schema' } })
  expect(server.requests[0]?.body).not.toHaveProperty('tools')
})

test('the demo provider answers with the demo text', async () => {
  const runNode = agent({ prompt: 'user: "{word}"\ndemo: "About {word}."' })
  expect((await runNode({ word: 'calm' })).answer).toBe('About calm.')
})

test('talks to a provider over HTTP: calls in pieces, two at once, one that cannot be read', async ({
  server,
}) => {
  server.enqueue(
    {
      text: ['I will', ' look.'],
      toolCalls: [
        { id: 'x1', name: 'look_up', arguments: ['{"wo', 'rd":"ca', 'lm"}'] },
        { id: 'x2', name: 'add', arguments: ['{"a":', '20,"b"', ':22}'] },
      ],
    },
    { toolCalls: [{ id: 'x3', name: 'add', arguments: ['{"a": ', '1'] }] },
    { text: 'It is 42.' },
  )
  const log = new RunLog()
  const runNode = agent({ services: { settings: () => settingsFor(server.url) } })
  const update = await runNode({ word: 'calm' }, { configurable: { __run: createRunSink(log) } })
  expect(update).toMatchObject({ answer: 'It is 42.', _agent_iterations: 3 })
  expect(textOf(log.events)).toBe('It is 42.')
  expect(resetsOf(log.events)).toEqual([[1, 'tool_call']])
  expect(server.requests).toHaveLength(3)
  expect(server.requests[2]?.body.messages).toEqual([
    { role: 'system', content: 'You are kind.' },
    { role: 'user', content: 'What is calm?' },
    {
      role: 'assistant',
      content: 'I will look.',
      tool_calls: [
        { id: 'x1', type: 'function', function: { name: 'look_up', arguments: '{"word":"calm"}' } },
        { id: 'x2', type: 'function', function: { name: 'add', arguments: '{"a":20,"b":22}' } },
      ],
    },
    {
      role: 'tool',
      name: 'look_up',
      tool_call_id: 'x1',
      content: '{"word":"calm","means":"the meaning of calm"}',
    },
    { role: 'tool', name: 'add', tool_call_id: 'x2', content: '42' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'x3', type: 'function', function: { name: 'add', arguments: '{}' } }],
    },
    {
      role: 'tool',
      name: 'add',
      tool_call_id: 'x3',
      content: 'Error: The arguments are not valid JSON: {"a": 1',
    },
  ])
  expect(server.requests[0]?.body.tools).toHaveLength(4)
})

test('an agent of a graph file calls the functions of the file and of the host', async () => {
  const graph = load(
    `
tools:
  shout: {type: js, path: tools.mjs, function: shout, description: Says it louder.}
  size: {type: python, description: Counts letters.}
nodes:
  ask: {type: agent, prompt: ask, tools: [shout, size], tool_results_key: made, state_key: answer}
edges:
  - {from: START, to: ask}
  - {from: ask, to: END}
checkpointer: {type: memory}
`,
    {
      'tools.mjs': 'export const shout = ({ text }) => ({ loud: text.toUpperCase() })',
    },
    { tools: { size: ({ text }) => String(text).length } },
  )
  const script = [
    {
      toolCalls: [
        { name: 'shout', args: { text: 'hey' } },
        { name: 'size', args: { text: 'hey' } },
      ],
    },
    'HEY has three letters.',
    'Still three.',
  ]
  const model = new ScriptedModel(script)
  const options = { settings, createModel: () => model, config: { thread_id: 't' } }
  const events: RunEvent[] = []
  for await (const event of streamGraphWithTokens(graph, {}, options)) events.push(event)
  expect(textOf(events)).toBe('HEY has three letters.')
  expect(events.at(-1)).toMatchObject({
    type: 'done',
    state: {
      made: [
        { tool: 'shout', output: { loud: 'HEY' } },
        { tool: 'size', output: 3 },
      ],
    },
  })
  const { state } = await runGraph(graph, {}, options)
  expect(state.answer).toBe('Still three.')
  expect(state.messages).toHaveLength(7)
})
