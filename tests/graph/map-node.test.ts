import { expect, test } from 'vitest'
import { compileGraph, runGraph, streamGraphWithTokens, streamNodeOutput } from '../../src/graph/index.js'
import { type Script, ScriptedModel } from '../../src/llm/index.js'
import { load, problemsOf, settings, warningsOf } from './graph-folder.js'

const prompts = { 'prompts/each.yaml': 'user: "{item}"' }

const map = (node: string, further = '', edges = '') => `
nodes:
  each:
    type: map
    over: "{state.items}"
    as: item
    collect: results
    node: ${node}
${further
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => `    ${line}`)
  .join('\n')}
  after: {type: passthrough, output: {joined: "{state.joined + 1}"}}
edges:
  - {from: START, to: each}
  - {from: each, to: after}
${edges}`

const echo: Script = (messages) => `said ${String(messages.at(-1)?.content)}`
const options = (script: Script = echo) => ({ settings, createModel: () => new ScriptedModel(script) })

test('each item is a branch, the results come in order, and the map joins once', async () => {
  const paced: Script = (messages) => {
    const item = Number(messages.at(-1)?.content)
    return { tokens: [`said ${item}`], pace: (4 - item) * 10 }
  }
  const graph = load(map('{type: llm, prompt: each, state_key: word}'), prompts)
  const { state } = await runGraph(graph, { items: [1, 2, 3], joined: 0 }, options(paced))
  expect(state.results).toEqual([
    { _map_index: 0, value: 'said 1' },
    { _map_index: 1, value: 'said 2' },
    { _map_index: 2, value: 'said 3' },
  ])
  expect(state.joined).toBe(1)
  expect(state).not.toHaveProperty('item')
})

test('zero items, and a list that is not there, go straight to the join', async () => {
  const graph = load(map('{type: llm, prompt: each}'), prompts)
  expect((await runGraph(graph, { items: [], joined: 0 }, options())).state).toMatchObject({
    results: [],
    joined: 1,
  })
  expect((await runGraph(graph, { joined: 0 }, options())).state).toMatchObject({ results: [], joined: 1 })
})

test('a mapping is spread beside its index, and without state_key the value is kept as _map_<node>_sub', async () => {
  const keyed = load(map('{type: passthrough, output: {double: "{state.item * 2}"}, state_key: x}'), prompts)
  expect((await runGraph(keyed, { items: [2], joined: 0 }, options())).state.results).toEqual([
    { _map_index: 0, double: 4 },
  ])
  const bare = load(map('{type: llm, prompt: each}'), prompts)
  expect((await runGraph(bare, { items: [2], joined: 0 }, options())).state.results).toEqual([
    { _map_index: 0, _map_each_sub: 'said 2' },
  ])
  const flat = load(map('{type: llm, prompt: each}', 'flatten_output: true'), prompts)
  expect((await runGraph(flat, { items: [2], joined: 0 }, options())).state.results).toEqual([
    { _map_index: 0, value: 'said 2' },
  ])
})

test("the item is added to the sub-node's own variables", async () => {
  const graph = load(map('{prompt: each, state_key: w, variables: {other: "{state.other}"}}'), {
    'prompts/each.yaml': 'user: "{item.name} and {other}"',
  })
  const { state } = await runGraph(graph, { items: [{ name: 'a' }], other: 'b', joined: 0 }, options())
  expect(state.results).toEqual([{ _map_index: 0, value: 'said a and b' }])
})

test('more items than max_items, or config.max_map_items, are cut off with a warning', async () => {
  const warnings: string[] = []
  const run = async (text: string) =>
    (
      await runGraph(
        load(text, prompts),
        { items: [1, 2, 3], joined: 0 },
        { ...options(), onWarning: (message) => warnings.push(message) },
      )
    ).state.results
  expect(await run(map('{prompt: each}', 'max_items: 2'))).toHaveLength(2)
  expect(await run(map('{prompt: each}', '', 'config: {max_map_items: 1}'))).toHaveLength(1)
  expect(warnings).toEqual([
    expect.stringContaining('runs for 2 of 3 items'),
    expect.stringContaining('runs for 1 of 3 items'),
  ])
})

test('a failed branch is a record and an error, and its siblings go on', async () => {
  const script: Script = (messages) => (messages.at(-1)?.content === '2' ? new Error('boom') : 'fine')
  const graph = load(map('{prompt: each, state_key: w}'), prompts)
  const { state } = await runGraph(graph, { items: [1, 2, 3], joined: 0 }, options(script))
  expect(state.results).toEqual([
    { _map_index: 0, value: 'fine' },
    { _map_index: 1, _error: expect.stringContaining('boom'), _error_type: 'llm_error' },
    { _map_index: 2, value: 'fine' },
  ])
  expect(state.errors).toMatchObject([{ type: 'llm_error', node: 'each' }])
})

test('on_error of a map: skip leaves failed branches out, fail ends the run after the join', async () => {
  const script: Script = (messages) => (messages.at(-1)?.content === '2' ? new Error('boom') : 'fine')
  const input = { items: [1, 2], joined: 0 }
  const skipped = load(map('{prompt: each, state_key: w, on_error: fail}', 'on_error: skip'), prompts)
  expect((await runGraph(skipped, input, options(script))).state).toMatchObject({
    results: [{ _map_index: 0, value: 'fine' }],
    errors: [{ node: 'each' }],
  })
  const failing = load(map('{prompt: each}', 'on_error: fail'), prompts)
  await expect(runGraph(failing, input, options(script))).rejects.toMatchObject({
    type: 'llm_error',
    node: 'each',
  })
})

test('a branch that takes longer than the timeout fails alone', async () => {
  const script: Script = (messages) =>
    messages.at(-1)?.content === '2' ? { tokens: ['late'], pace: 3000 } : 'fine'
  const graph = load(map('{prompt: each, state_key: w}', 'timeout: 0.2'), prompts)
  const { state } = await runGraph(graph, { items: [1, 2], joined: 0 }, options(script))
  expect(state.results).toMatchObject([{ value: 'fine' }, { _error_type: 'timeout_error' }])
})

test('a map that comes up again appends', async () => {
  const graph = load(
    map('{prompt: each, state_key: w}', '', '  - {from: after, to: each, condition: "joined < 2"}'),
    prompts,
  )
  const { state } = await runGraph(graph, { items: [1], joined: 0 }, options())
  expect(state.results).toHaveLength(2)
})

test('conditions on the edges out of a map are honoured', async () => {
  const graph = load(
    map('{prompt: each, state_key: w}').replace(
      '- {from: each, to: after}',
      '- {from: each, to: after, condition: "count(results) > 1"}',
    ),
    prompts,
  )
  expect((await runGraph(graph, { items: [1], joined: 0 }, options())).state.joined).toBe(0)
  expect((await runGraph(graph, { items: [1, 2], joined: 0 }, options())).state.joined).toBe(1)
})

test.each([
  ['over: "{items}"', { items: ['a'] }, ['said a']],
  ['over: [x, y]', {}, ['said x', 'said y']],
  ['over: "{state.deep.list}"', { deep: { list: ['z'] } }, ['said z']],
])('%s', async (over, state, said) => {
  const graph = load(
    map('{prompt: each}', 'flatten_output: true').replace('over: "{state.items}"', over),
    prompts,
  )
  const { results } = (await runGraph(graph, { joined: 0, ...state }, options())).state
  expect((results as { value: string }[]).map(({ value }) => value)).toEqual(said)
})

test('what is no list fails the run with what was found', async () => {
  const graph = load(map('{prompt: each}'), prompts)
  await expect(runGraph(graph, { items: 'text', joined: 0 }, options())).rejects.toMatchObject({
    type: 'state_error',
    node: 'each',
    message: expect.stringContaining('needs a list, but {state.items} is a string'),
  })
})

test('parallel branches stream apart: node#visit[index]', async () => {
  const graph = load(map('{prompt: each, stream: true}'), prompts)
  const streams = new Map<string, string>()
  for await (const event of streamGraphWithTokens(graph, { items: ['a', 'b'], joined: 0 }, options())) {
    if (event.type !== 'token') continue
    expect(event.node).toBe('each')
    streams.set(event.stream, (streams.get(event.stream) ?? '') + event.content)
  }
  expect(Object.fromEntries(streams)).toEqual({ 'each#1[0]': 'said a', 'each#1[1]': 'said b' })
})

test('a map by its name runs all its branches', async () => {
  const graph = load(map('{prompt: each}'), prompts)
  let text = ''
  for await (const piece of streamNodeOutput({
    graph,
    node: 'each',
    state: { items: ['a', 'b'] },
    ...options(),
  })) {
    text += piece
  }
  expect(text.length).toBe('said asaid b'.length)
})

test('requires that are missing leave a map without branches', async () => {
  const graph = load(map('{prompt: each}', 'requires: [key]'), prompts)
  const { state } = await runGraph(graph, { items: [1], joined: 0 }, options())
  expect(state).toMatchObject({ results: [], joined: 1, errors: [{ type: 'state_error' }] })
})

test('mistakes in a map are load errors at their place', () => {
  expect(problemsOf('nodes:\n  m: {type: map}\nedges:\n  - {from: START, to: m}')).toEqual([
    expect.stringContaining('has no "over"'),
    expect.stringContaining('has no "as"'),
    expect.stringContaining('has no "collect"'),
    expect.stringContaining('has no "node"'),
  ])
  expect(problemsOf(map('{type: interrupt}'), prompts)).toEqual([
    expect.stringContaining('The node inside a map may be'),
  ])
  expect(problemsOf(map('{prompt: each}').replace('"{state.items}"', 'many'), prompts)).toEqual([
    expect.stringContaining('"over" has to be a list or an expression'),
  ])
  const plain = `${map('{prompt: each}', '', '  - {from: after, to: END, condition: "x == 1"}\n  - {from: after, to: each}')}`
  expect(problemsOf(plain, prompts)).toEqual([
    expect.stringContaining('The edge from "after" to the map "each" has no condition'),
  ])
  expect(warningsOf(map('{prompt: each}', '', 'loop_limits: {each: 2}'), prompts)).toEqual([
    expect.stringContaining('A loop limit has no effect on "each", a node of type map'),
  ])
})

test('a map that runs alone keeps the record of a failed branch beside its siblings', async () => {
  const script: Script = (messages) => (messages.at(-1)?.content === '2' ? new Error('boom') : 'fine')
  const compiled = compileGraph(load(map('{prompt: each, state_key: w}'), prompts), options(script))
  const { state } = await compiled.execute({ node: 'each', state: { items: [1, 2] } })
  expect(state.results).toMatchObject([{ value: 'fine' }, { _error_type: 'llm_error' }])
})

test('each branch that streams is complete by its stream, the map once without one', async () => {
  const graph = load(map('{prompt: each, stream: true}'), prompts)
  const complete: unknown[] = []
  for await (const event of streamGraphWithTokens(graph, { items: ['a', 'b'], joined: 0 }, options())) {
    if (event.type === 'node_complete' && event.node === 'each') complete.push(event.stream ?? 'the map')
  }
  expect(complete.toSorted()).toEqual(['each#1[0]', 'each#1[1]', 'the map'])
})
