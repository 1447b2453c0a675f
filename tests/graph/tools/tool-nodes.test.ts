import { expect, test } from 'vitest'
import { runGraph } from '../../../src/graph/index.js'
import { load, oneNode, settings } from '../graph-folder.js'

const tools = `tools:
  greet: {command: 'printf "hello %s" {name}'}
  fail: {command: 'echo broken >&2; exit 2'}
  slow: {command: sleep 30}
  list: {command: "printf '[1, 2]'", parse: json}
  search: {type: websearch, description: Looks.}
  double: {type: js, path: double.mjs, function: double}
  child: {type: graph, path: child.yaml, input_mapping: {question: input}, output_key: answer}
  whole: {type: graph, path: child.yaml}
`
const files = {
  'double.mjs': `export const double = (args, { signal }) => {
  if (!(signal instanceof AbortSignal)) throw new Error('no signal')
  args.number *= 2
  return args
}`,
  'child.yaml': `description: Answers.
state: {input: str, answer: str, number: int}
nodes:
  work:
    type: passthrough
    output: {answer: "re: {state.input}"}
edges:
  - {from: START, to: work}
  - {from: work, to: END}
`,
}
const host = { tools: { search: (args: Record<string, unknown>) => [{ found: args.query }] } }

function run(keys: string, state: Record<string, unknown> = {}, options = host) {
  return runGraph(load(oneNode(keys, tools), files, options), state, { settings })
}

test('a tool node keeps what its command wrote', async () => {
  const { state } = await run('type: tool\ntool: greet\nvariables: {name: "{state.who}"}', {
    who: "A'; exit 1",
  })
  expect(state.ask).toBe("hello A'; exit 1")
  expect((await run('type: tool\ntool: list\nstate_key: items')).state.items).toEqual([1, 2])
})

test('without variables a command takes its values from the state', async () => {
  expect((await run('type: tool\ntool: greet', { name: 'Ada' })).state.ask).toBe('hello Ada')
})

test('a tool node fails by default, and with on_error: skip writes null and appends the error', async () => {
  await expect(run('type: tool\ntool: fail')).rejects.toMatchObject({
    type: 'unknown_error',
    node: 'ask',
    message: expect.stringContaining('broken'),
  })
  const { state } = await run('type: tool\ntool: fail\non_error: skip')
  expect(state.ask).toBeNull()
  expect(state.errors).toMatchObject([{ node: 'ask', type: 'unknown_error' }])
})

test("a node's own timeout ends its command", async () => {
  await expect(run('type: tool\ntool: slow\ntimeout: 0.1')).rejects.toMatchObject({
    type: 'timeout_error',
    message: expect.stringContaining('node "ask"'),
  })
})

test('a tool node in a map takes the item, with variables and without', async () => {
  const map = (further: string) =>
    load(
      oneNode(
        `type: map\nover: "{state.names}"\nas: name\ncollect: all\nflatten_output: true\nnode: {type: tool, tool: greet${further}}`,
        tools,
      ),
      files,
      host,
    )
  const state = { names: ['a', 'b'] }
  for (const further of ['', ', variables: {other: 1}']) {
    expect((await runGraph(map(further), state, { settings })).state.all).toEqual([
      expect.objectContaining({ value: 'hello a' }),
      expect.objectContaining({ value: 'hello b' }),
    ])
  }
})

test('a function of the host takes the place of a command', async () => {
  const { state } = await run('type: tool\ntool: greet', { name: 'Ada' }, {
    tools: { ...host.tools, greet: (args: Record<string, unknown>) => [args.name] },
  } as typeof host)
  expect(state.ask).toEqual(['Ada'])
})

const call = 'type: tool_call\ntool: "{state.task.tool}"\nargs: "{state.task.args}"'

test('a tool call keeps an envelope around the result, under "result" unless told otherwise', async () => {
  const { state } = await run(call, { task: { id: 7, tool: 'greet', args: { name: 'Ada' } } })
  expect(state.result).toEqual({ task_id: 7, tool: 'greet', success: true, result: 'hello Ada', error: null })
})

test.each([
  ['js', 'double', { number: 4 }, { number: 8 }],
  ['websearch', 'search', { query: 'q' }, [{ found: 'q' }]],
  ['graph with an output key', 'child', { question: 'why' }, 're: why'],
  ['graph', 'whole', { input: 'why', number: 1 }, { input: 'why', answer: 're: why', number: 1 }],
])('a tool call reaches a tool of type %s with its arguments alone', async (_type, tool, args, result) => {
  const before = structuredClone(args)
  const { state } = await run(call, { task: { tool, args }, unrelated: 1 })
  expect(state.result).toEqual({ task_id: null, tool, success: true, result, error: null })
  expect(state.task).toEqual({ tool, args: before })
})

test('arguments are expressions one by one, and a missing whole path is null', async () => {
  const keys =
    'type: tool_call\ntool: double\nargs: {a: "{state.a}", b: "{state.b.c}", number: 2, text: "x {state.a}"}'
  const { state } = await run(keys, { a: [1] })
  expect(state.result).toMatchObject({ success: true, result: { a: [1], b: null, number: 4, text: 'x [1]' } })
})

test('a tool call without arguments gives none', async () => {
  expect((await run('type: tool_call\ntool: list')).state.result).toMatchObject({ result: [1, 2] })
  expect((await run(call, { task: { tool: 'list' } })).state.result).toMatchObject({ result: [1, 2] })
})

test.each([
  ['an unknown tool', { tool: 'graet', args: {} }, /no tool "graet".*Did you mean "greet"/],
  ['a tool that is no name', { args: {} }, /"tool" has to come to the name of a tool, found nothing/],
  [
    'arguments that are no mapping',
    { tool: 'greet', args: [1] },
    /"args" has to come to a mapping, found a list/,
  ],
  ['a value that is missing', { tool: 'greet', args: {} }, /no value for "name"/],
  ['a command that fails', { tool: 'fail', args: {} }, /broken/],
])('%s makes an envelope of the failure, or throws with on_error: fail', async (_what, task, message) => {
  const { state } = await run(call, { task })
  expect(state.result).toEqual({
    task_id: null,
    tool: 'tool' in task ? task.tool : null,
    success: false,
    result: null,
    error: expect.stringMatching(message),
  })
  await expect(run(`${call}\non_error: fail`, { task })).rejects.toMatchObject({
    node: 'ask',
    message: expect.stringMatching(message),
  })
})

test('a text with a missing path in it is an error before the call', async () => {
  const keys = 'type: tool_call\ntool: greet\nargs: {name: "dear {state.nobody}"}'
  expect((await run(keys)).state.result).toMatchObject({
    success: false,
    error: expect.stringContaining('"args.name" is "dear {state.nobody}", and the state has no value'),
  })
})

test("a person's own text is never taken for an expression", async () => {
  const keys = 'type: tool_call\ntool: greet\nargs: {name: "{state.word}"}'
  const { state } = await run(keys, { word: 'what does {state.foo} mean?' })
  expect(state.result).toMatchObject({ success: true, result: expect.stringContaining('{state.foo}') })
})
