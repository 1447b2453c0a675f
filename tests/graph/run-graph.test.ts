import { expect, test } from 'vitest'
import { RunError, UsageError } from '../../src/errors.js'
import { compileGraph, runGraph } from '../../src/graph/index.js'
import { scriptedModel } from '../../src/llm/index.js'
import { load, oneNode, settings } from './graph-folder.js'

const says = (text: string) => ({ createModel: () => scriptedModel(text), settings })

test('an llm node writes its text under its own name, or under state_key', async () => {
  expect((await runGraph(load(oneNode('prompt: ask')), {}, says('Good day.'))).state.ask).toBe('Good day.')
  const { state } = await runGraph(load(oneNode('prompt: ask\nstate_key: greeting')), {}, says('Good day.'))
  expect(state).toMatchObject({ greeting: 'Good day.', current_step: 'ask', _loop_counts: { ask: 1 } })
  expect(state).not.toHaveProperty('ask')
})

test('a graph given as a path runs', async () => {
  const { file } = load(oneNode('prompt: ask', 'prompts_relative: true\nprompts_dir: prompts'))
  expect((await runGraph(file, {}, says('Yes.'))).state.ask).toBe('Yes.')
})

test('a node may be named like a state key', async () => {
  const graph = load(`
state: {critique: str}
nodes:
  critique: {prompt: ask}
edges:
  - {from: START, to: critique}
  - {from: critique, to: END}
`)
  expect((await runGraph(graph, {}, says('Fine.'))).state.critique).toBe('Fine.')
})

test('every key that a node can write and every key of the input has a channel', async () => {
  const graph = load(`
nodes:
  first: {type: passthrough, output: {made: "{state.given}"}}
  second: {prompt: ask, variables: {x: "{state.made}"}}
edges:
  - {from: START, to: first}
  - {from: first, to: second}
`)
  const { state } = await runGraph(graph, { given: [1, 2], unused: { deep: null } }, says('ok'))
  expect(state).toMatchObject({ given: [1, 2], made: [1, 2], second: 'ok', unused: { deep: null } })
})

test('names that reach a prototype are refused as input, and so are values that are no JSON', async () => {
  const graph = load(oneNode('prompt: ask'))
  const input = JSON.parse('{"__proto__": {"polluted": true}}')
  await expect(runGraph(graph, input, says(''))).rejects.toThrow(UsageError)
  await expect(runGraph(graph, { f: () => 1 }, says(''))).rejects.toThrow(RunError)
  await expect(
    runGraph(graph, { x: { lc: 1, type: 'constructor', id: ['langchain'] } }, says('')),
  ).rejects.toThrow(/"lc"/)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test('a condition group takes the first edge that holds, in file order, and else ends with a warning', async () => {
  const graph = load(`
nodes:
  start: {type: passthrough, output: {seen: true}}
  high: {type: passthrough, output: {went: high}}
  middle: {type: passthrough, output: {went: middle}}
edges:
  - {from: START, to: start}
  - {from: start, to: high, condition: "score >= 0.8"}
  - {from: start, to: middle, condition: "score >= 0.5 and state.seen == true"}
`)
  const warnings: string[] = []
  const went = async (score: number) =>
    (await runGraph(graph, { score }, { settings, onWarning: (message) => warnings.push(message) })).state
      .went
  expect([await went(0.9), await went(0.6)]).toEqual(['high', 'middle'])
  expect(warnings).toEqual([])
  expect(await went(0.1)).toBeUndefined()
  expect(warnings).toEqual([expect.stringContaining('No condition of the edges from "start" holds')])
})

test('conditions on the edges of START choose where a run begins', async () => {
  const graph = load(`
nodes:
  a: {type: passthrough, output: {went: a}}
  b: {type: passthrough, output: {went: b}}
edges:
  - {from: START, to: a, condition: "kind == 'a'"}
  - {from: START, to: b, condition: "kind == b"}
`)
  expect((await runGraph(graph, { kind: 'a' }, { settings })).state.went).toBe('a')
  expect((await runGraph(graph, { kind: 'b' }, { settings })).state.went).toBe('b')
})

test('a list of targets runs all of them in parallel, and infrastructure keys do not clash', async () => {
  const graph = load(`
state:
  log: {type: list, reducer: add}
nodes:
  a: {type: passthrough, output: {log: a}}
  b: {type: passthrough, output: {log: [b]}}
  c: {type: passthrough, output: {log: c}}
edges:
  - {from: START, to: [a, b]}
  - {from: a, to: c}
`)
  const { state } = await runGraph(graph, {}, { settings })
  expect(state.log).toEqual(['a', 'b', 'c'])
  expect(state._loop_counts).toEqual({ a: 1, b: 1, c: 1 })
})

test('two writes to one key in one step are an error without a reducer, and not with last_value', async () => {
  const graph = (state: string) => `
state: {x: ${state}}
nodes:
  a: {type: passthrough, output: {x: 1}}
  b: {type: passthrough, output: {x: 2}}
edges:
  - {from: START, to: [a, b]}
`
  await expect(runGraph(load(graph('int')), {}, { settings })).rejects.toMatchObject({
    type: 'state_error',
    message: expect.stringMatching(/^Two nodes wrote "x" in one step\. Give them different keys/),
  })
  const { state } = await runGraph(load(graph('{type: int, reducer: last_value}')), {}, { settings })
  expect([1, 2]).toContain(state.x)
})

test('sorted_add appends and sorts by _map_index, keeping the order of equals', async () => {
  const graph = load(`
state: {found: {type: list, reducer: sorted_add}}
nodes:
  late: {type: passthrough, output: {found: [{_map_index: 2, v: c}, {_map_index: 0, v: a}]}}
  early: {type: passthrough, output: {found: [{_map_index: 0, v: b}]}}
edges:
  - {from: START, to: late}
  - {from: late, to: early}
`)
  const { found } = (await runGraph(graph, {}, { settings })).state as { found: { v: string }[] }
  expect(found.map(({ v }) => v)).toEqual(['a', 'b', 'c'])
})

test('a passthrough null leaves an existing key, a literal null clears it, and a failure is noted', async () => {
  const graph = load(
    oneNode(
      'type: passthrough\noutput:\n  a: "{state.missing}"\n  b: null\n  c: "{state.n / 0}"\n  d: "{state.n + 1}"',
    ),
  )
  const { state } = await runGraph(graph, { a: 1, b: 2, c: 3, n: 4 }, { settings })
  expect(state).toMatchObject({ a: 1, b: null, c: 3, d: 5 })
  expect(state.errors).toMatchObject([{ type: 'state_error', node: 'ask', retryable: false }])
})

test.each(['outputs', 'set'])('%s is another name of output', async (key) => {
  expect((await runGraph(load(oneNode(`type: passthrough\n${key}: {a: 1}`)), {}, { settings })).state.a).toBe(
    1,
  )
})

test('a loop runs until its condition ends it', async () => {
  const graph = load(`
nodes:
  count: {type: passthrough, output: {n: "{state.n + 1}"}}
edges:
  - {from: START, to: count}
  - {from: count, to: count, condition: "n < 5"}
  - {from: count, to: END, condition: "n >= 5"}
`)
  const { state } = await runGraph(graph, { n: 0 }, { settings })
  expect(state).toMatchObject({ n: 5, _loop_counts: { count: 5 } })
})

const endless = (config: string) => `
nodes:
  count: {type: passthrough, output: {n: "{state.n + 1}"}}
  after: {type: passthrough, output: {left: true}}
edges:
  - {from: START, to: count}
  - {from: count, to: count, condition: "n > 0"}
${config}`

test('a node to which no edge leads does not run, and can still run by name', async () => {
  const compiled = compileGraph(
    load(`
nodes:
  first: {type: passthrough, output: {went: first}}
  apart: {type: passthrough, output: {went: apart}}
edges:
  - {from: START, to: first}
  - {from: apart, to: END}
`),
    { settings },
  )
  expect((await compiled.execute({})).state.went).toBe('first')
  expect((await compiled.execute({ node: 'apart' })).state.went).toBe('apart')
})

test('at its limit a node does no work, and its condition edges lead to the loop exit', async () => {
  const graph = load(endless('loop_limits: {count: 3}\nloop_exits: {count: after}'))
  const { state } = await runGraph(graph, { n: 1 }, { settings })
  expect(state).toMatchObject({ n: 4, left: true, _loop_limit_reached: true, _loop_counts: { count: 3 } })
})

test('without a loop exit the limit leads to the end', async () => {
  const { state } = await runGraph(load(endless('loop_limits: {count: 3}')), { n: 1 }, { settings })
  expect(state.n).toBe(4)
  expect(state).not.toHaveProperty('left')
})

test('exhaustion is tracked for each node: one loop that is over does not end another', async () => {
  const graph = load(`
nodes:
  inner: {type: passthrough, output: {n: "{state.n + 1}"}}
  outer: {type: passthrough, output: {rounds: "{state.rounds + 1}"}}
edges:
  - {from: START, to: inner}
  - {from: inner, to: inner, condition: "n > 0"}
  - {from: outer, to: outer, condition: "rounds < 4"}
  - {from: outer, to: END, condition: "rounds >= 4"}
loop_limits: {inner: 2, outer: 10}
loop_exits: {inner: outer}
`)
  expect((await runGraph(graph, { n: 1, rounds: 0 }, { settings })).state).toMatchObject({ n: 3, rounds: 4 })
})

test('the recursion limit is 50 steps unless the file says otherwise', async () => {
  await expect(runGraph(load(endless('')), { n: 1 }, { settings })).rejects.toThrow(/more than 50 steps/)
  const graph = load(endless('config: {recursion_limit: 5}'))
  await expect(runGraph(graph, { n: 1 }, { settings })).rejects.toThrow(/more than 5 steps/)
})

test('config.timeout ends the whole run', async () => {
  const graph = load(oneNode('prompt: ask', 'config: {timeout: 0.05}'))
  const slow = { settings, createModel: () => scriptedModel({ tokens: ['a', 'b'], pace: 5000 }) }
  const started = performance.now()
  await expect(runGraph(graph, {}, slow)).rejects.toMatchObject({ type: 'timeout_error' })
  expect(performance.now() - started).toBeLessThan(2000)
})

test('a signal ends a run with its reason', async () => {
  const graph = load(oneNode('prompt: ask'))
  const slow = { settings, createModel: () => scriptedModel({ tokens: ['a'], pace: 5000 }) }
  const controller = new AbortController()
  setTimeout(() => controller.abort('superseded'), 20)
  await expect(runGraph(graph, {}, { ...slow, signal: controller.signal })).rejects.toMatchObject({
    type: 'aborted',
    reason: 'superseded',
  })
})

test('on hears every event of the run', async () => {
  const types: string[] = []
  const graph = load(oneNode('prompt: ask\nstream: true'))
  await runGraph(graph, {}, { ...says('Hello there'), on: ({ type, seq }) => types.push(`${seq} ${type}`) })
  expect(types).toEqual(['1 run_start', '2 token', '3 token', '4 node_complete', '5 done'])
})

test('a compiled graph serves many runs at once without mixing them', async () => {
  const compiled = compileGraph(
    load(oneNode('prompt: ask', 'data_files: {shared: shared.yaml}'), { 'shared.yaml': 'list: [1]' }),
    {
      settings,
      createModel: () => scriptedModel((messages) => String(messages.length)),
    },
  )
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      compiled.execute({ state: { index, [`key_${index % 3}`]: index } }),
    ),
  )
  expect(results.map(({ state }) => state.index)).toEqual(Array.from({ length: 20 }, (_, index) => index))
  for (const { state } of results) (state.shared as { list: number[] }).list.push(2)
  expect((await compiled.execute({ state: {} })).state.shared).toEqual({ list: [1] })
})

test('a loop exit of a node without conditions is no way: what only it leads to never runs', async () => {
  const graph = load(`
nodes:
  a: {type: passthrough, output: {went: a}}
  z: {type: passthrough, output: {went: z}}
edges:
  - {from: START, to: a}
  - {from: a, to: END}
loop_limits: {a: 2}
loop_exits: {a: z}
`)
  expect((await runGraph(graph, {}, { settings })).state.went).toBe('a')
})

test('the limit of a pipeline is that of its last stage, from which its edges lead', () => {
  const graph = load(`
nodes:
  p: {type: pipeline, items: [{name: x}], stages: [{name: one, prompt: ask}, {name: two, prompt: ask}]}
  z: {type: passthrough, output: {went: z}}
edges:
  - {from: START, to: p}
  - {from: p, to: p, condition: "p_x_two == null"}
loop_limits: {p: 3}
loop_exits: {p: z}
`)
  expect([...graph.loopLimits]).toEqual([['p_x_two', 3]])
  expect([...graph.loopExits]).toEqual([['p_x_two', 'z']])
  expect(graph.warnings).toEqual([])
})
