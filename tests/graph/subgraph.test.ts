import { MemorySaver } from '@langchain/langgraph-checkpoint'
import { expect, test } from 'vitest'
import {
  compileGraph,
  resumeGraph,
  runGraph,
  runUntilInterrupt,
  streamGraphWithTokens,
} from '../../src/graph/index.js'
import { ScriptedModel } from '../../src/llm/index.js'
import { load, problemsOf, settings } from './graph-folder.js'

const parent = (keys: string, further = '') => `
${further}
nodes:
  part:
    type: subgraph
    graph: parts/child.yaml
${keys
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => `    ${line}`)
  .join('\n')}
  after: {type: passthrough, output: {ended: true}}
edges:
  - {from: START, to: part}
  - {from: part, to: after}
`

const doubling = {
  'parts/child.yaml': `
state: {number: int, doubled: int}
nodes:
  double: {type: passthrough, output: {doubled: "{state.number * 2}", hidden: true}}
edges: [{from: START, to: double}]
`,
}

const asking = (further = '', before = 'part: begun') => ({
  'parts/child.yaml': `
${further}
nodes:
  begin: {type: passthrough, output: {${before}, count: "{state.count + 1}"}}
  ask: {type: interrupt, message: "Name for {topic}?", resume_key: name}
  greet: {type: passthrough, output: {greeting: "Hello {state.name}"}}
edges:
  - {from: START, to: begin}
  - {from: begin, to: ask}
  - {from: ask, to: greet}
`,
})

const config = { thread_id: 'outer' }
const memory = 'checkpointer: {type: memory}'

test('an invoked child gets and gives what the mappings name, parent key first in both', async () => {
  const graph = load(parent('input_mapping: {n: number}\noutput_mapping: {result: doubled}'), doubling)
  const { state } = await runGraph(graph, { n: 4 }, { settings })
  expect(state).toMatchObject({ n: 4, result: 8, ended: true })
  expect(state).not.toHaveProperty('hidden')
  expect(state).not.toHaveProperty('doubled')
})

test.each(['auto', '"*"'])('%s copies everything', async (all) => {
  const graph = load(parent(`input_mapping: ${all}\noutput_mapping: ${all}`), doubling)
  const { state } = await runGraph(graph, { number: 4 }, { settings })
  expect(state).toMatchObject({ number: 4, doubled: 8, hidden: true, ended: true })
})

test('a direct child shares the keys of its parent, and a list that grows is not doubled', async () => {
  const graph = load(parent('mode: direct', 'state: {log: {type: list, reducer: add}}'), {
    'parts/child.yaml': `
state: {log: {type: list, reducer: add}}
nodes:
  note: {type: passthrough, output: {log: [second], seen: "{state.log}"}}
edges: [{from: START, to: note}]
`,
  })
  const { state } = await runGraph(graph, { log: ['first'] }, { settings })
  expect(state).toMatchObject({ log: ['first', 'second'], seen: ['first'] })
})

test('with mode: direct mappings are load errors', () => {
  expect(problemsOf(parent('mode: direct\ninput_mapping: {a: b}'), doubling)).toEqual([
    expect.stringContaining('so "input_mapping" has no place'),
  ])
})

test('graphs that contain themselves are load errors', () => {
  const child = { 'parts/child.yaml': parent('').replace('parts/child.yaml', '../graph.yaml') }
  expect(problemsOf(parent(''), child)).toEqual([
    expect.stringMatching(/would contain itself: .*graph\.yaml > .*child\.yaml > .*graph\.yaml/),
  ])
})

test.each(['../outside.yaml', '/etc/passwd', 'parts/missing.yaml'])('the graph %s is refused', (path) => {
  expect(problemsOf(parent('').replace('parts/child.yaml', path), doubling)).toEqual([
    expect.stringMatching(/^6:12 .*(outside|There is no)/),
  ])
})

test("a mistake in the child is told with the child's place", () => {
  expect(problemsOf(parent(''), { 'parts/child.yaml': 'nodes: {a: {prompt: none}}\nedges: []' })).toEqual([
    expect.stringMatching(/^1:1 The graph has no "edges"/),
    expect.stringMatching(/^1:21 There is no prompt "none"/),
  ])
})

test('a question of the child pauses the parent, with the payload and what the child lets out', async () => {
  const keys =
    'input_mapping: {topic: topic}\noutput_mapping: {said: greeting}\ninterrupt_output_mapping: {shown: part}'
  const graph = load(parent(keys, memory), asking())
  const paused = await runUntilInterrupt(graph, { topic: 'tea', count: 0 }, { settings, config })
  expect(paused.interrupts).toEqual([{ id: expect.any(String), value: 'Name for tea?', node: 'part' }])
  expect(paused.state).toMatchObject({ shown: 'begun' })
  expect(paused.state).not.toHaveProperty('ended')
  const { state, interrupts } = await resumeGraph(graph, 'Ada', { settings, config })
  expect(interrupts).toEqual([])
  expect(state).toMatchObject({ said: 'Hello Ada', ended: true })
})

test('a child without a checkpointer inherits that of its parent, on a thread of its own', async () => {
  const saver = new MemorySaver()
  const graph = compileGraph(load(parent('output_mapping: auto\ninput_mapping: auto'), asking()), {
    settings,
    checkpointer: saver,
  })
  await graph.execute({ state: { topic: 'tea', count: 0 }, config })
  const own = await saver.getTuple({ configurable: { thread_id: 'outer:part' } })
  expect(own?.checkpoint.channel_values).toMatchObject({ part: 'begun' })
  expect((await graph.execute({ resume: 'Ada', config })).state).toMatchObject({ greeting: 'Hello Ada' })
})

test('a child with a checkpointer of its own keeps it', async () => {
  const graph = load(
    parent('output_mapping: auto\ninput_mapping: auto', memory),
    asking('checkpointer: {type: memory}'),
  )
  await runGraph(graph, { topic: 'tea', count: 0 }, { settings, config })
  expect((await resumeGraph(graph, 'Ada', { settings, config })).state).toMatchObject({
    greeting: 'Hello Ada',
  })
})

test('a direct child pauses and goes on, too', async () => {
  const graph = load(parent('mode: direct', memory), asking())
  const { interrupts } = await runGraph(graph, { topic: 'tea', count: 0 }, { settings, config })
  expect(interrupts).toMatchObject([{ value: 'Name for tea?', node: 'part' }])
  expect((await resumeGraph(graph, 'Ada', { settings, config })).state).toMatchObject({
    greeting: 'Hello Ada',
    ended: true,
    count: 1,
  })
})

test('a child that comes up again begins anew, and asks again', async () => {
  const graph = load(
    `${parent('input_mapping: {topic: topic}\noutput_mapping: {said: greeting}', memory)}  - {from: after, to: part, condition: "said == 'Hello Ada'"}\n`,
    asking(),
  )
  await runGraph(graph, { topic: 'tea' }, { settings, config })
  const again = await resumeGraph(graph, 'Ada', { settings, config })
  expect(again.interrupts).toMatchObject([{ value: 'Name for tea?', node: 'part' }])
  const { state, interrupts } = await resumeGraph(graph, 'Grace', { settings, config })
  expect(interrupts).toEqual([])
  expect(state.said).toBe('Hello Grace')
})

test('what a child with the checkpointer of its parent wrote on an earlier visit is gone on the next', async () => {
  const graph = load(
    `${parent('output_mapping: {seen: visits}', memory)}  - {from: after, to: part, condition: "count(seen) == 1 and again == true"}\n`,
    {
      'parts/child.yaml': `
state: {visits: {type: list, reducer: add}}
nodes:
  note: {type: passthrough, output: {visits: [here]}}
  ask: {type: interrupt, message: Well?}
edges: [{from: START, to: note}, {from: note, to: ask}]
`,
    },
  )
  await runGraph(graph, { again: true }, { settings, config })
  const second = await resumeGraph(graph, 'yes', { settings, config })
  expect(second).toMatchObject({ state: { seen: ['here'] }, interrupts: [{ value: 'Well?' }] })
  const saver = compileGraph(graph, { settings })
  expect((await saver.execute({ resume: 'no', config })).state.seen).toEqual(['here'])
})

test('an interrupt two graphs down comes up to the top, and its answer goes back down', async () => {
  const middle = parent('input_mapping: auto\noutput_mapping: auto').replace('parts/child.yaml', 'child.yaml')
  const graph = load(
    parent('input_mapping: auto\noutput_mapping: auto', memory).replace(
      'parts/child.yaml',
      'parts/middle.yaml',
    ),
    { ...asking(), 'parts/middle.yaml': middle },
  )
  const { interrupts } = await runGraph(graph, { topic: 'tea', count: 0 }, { settings, config })
  expect(interrupts).toMatchObject([{ value: 'Name for tea?', node: 'part' }])
  expect((await resumeGraph(graph, 'Ada', { settings, config })).state).toMatchObject({
    greeting: 'Hello Ada',
    ended: true,
  })
})

test('several questions of one child are several of the parent, each answered by its id, in any order', async () => {
  const graph = load(parent('input_mapping: auto\noutput_mapping: auto', memory), {
    'parts/child.yaml': `
nodes:
  first: {type: interrupt, message: One?, state_key: q1, resume_key: a1}
  second: {type: interrupt, message: Two?, state_key: q2, resume_key: a2}
edges: [{from: START, to: [first, second]}]
`,
  })
  const { interrupts } = await runGraph(graph, {}, { settings, config })
  expect(interrupts.map(({ value }) => value).sort()).toEqual(['One?', 'Two?'])
  expect(interrupts.map(({ node }) => node)).toEqual(['part', 'part'])
  const idOf = (question: string) => interrupts.find(({ value }) => value === question)?.id ?? ''
  const half = await resumeGraph(graph, { [idOf('Two?')]: 'to two' }, { settings, config })
  expect(half.interrupts).toMatchObject([{ value: 'One?' }])
  const { state } = await resumeGraph(graph, { [idOf('One?')]: 'to one' }, { settings, config })
  expect(state).toMatchObject({ a1: 'to one', a2: 'to two', ended: true })
})

test("errors of the child are the parent's, with the way to the node", async () => {
  const graph = load(parent('output_mapping: auto'), {
    'parts/child.yaml': 'nodes: {ask: {prompt: ask, requires: [never]}}\nedges: [{from: START, to: ask}]',
  })
  const { state } = await runGraph(graph, {}, { settings })
  expect(state.errors).toMatchObject([{ type: 'state_error', node: 'part/ask' }])
})

test("a child's text streams under the name of both nodes", async () => {
  const graph = load(parent('output_mapping: auto'), {
    'parts/child.yaml': 'nodes: {ask: {prompt: ask, stream: true}}\nedges: [{from: START, to: ask}]',
  })
  const events = []
  for await (const event of streamGraphWithTokens(
    graph,
    {},
    { settings, createModel: () => new ScriptedModel('from below') },
  )) {
    events.push(event)
  }
  const tokens = events.filter(({ type }) => type === 'token')
  expect(tokens).toMatchObject([
    { node: 'part/ask', stream: 'part#1/ask#1', content: 'from' },
    { node: 'part/ask', stream: 'part#1/ask#1', content: ' below' },
  ])
  expect(events.at(-1)).toMatchObject({ type: 'done', state: { ask: 'from below', ended: true } })
  expect(events.filter(({ type }) => type === 'run_start')).toHaveLength(1)
})

test('a child that pauses cannot be a branch of a map', () => {
  const graph = `
nodes:
  each: {type: map, over: "{state.items}", as: item, collect: out, node: {type: subgraph, graph: parts/child.yaml}}
edges: [{from: START, to: each}]
`
  expect(problemsOf(graph, asking())).toEqual([
    expect.stringContaining('pauses for an answer, which a branch of a map cannot do'),
  ])
  expect(problemsOf(graph, doubling)).toEqual([])
})

test('a subgraph works as a branch of a map', async () => {
  const graph = load(
    `
nodes:
  each:
    type: map
    over: "{state.numbers}"
    as: n
    collect: out
    node: {type: subgraph, graph: parts/child.yaml, input_mapping: {n: number}, output_mapping: {twice: doubled}}
    flatten_output: true
edges: [{from: START, to: each}]
`,
    doubling,
  )
  const { state } = await runGraph(graph, { numbers: [1, 2] }, { settings })
  expect(state.out).toEqual([
    { _map_index: 0, twice: 2 },
    { _map_index: 1, twice: 4 },
  ])
})

test('a run that was cut off after the answer goes on from where the child stands', async () => {
  let isDown = true
  const saver = new MemorySaver()
  const graph = compileGraph(
    load(parent('input_mapping: auto\noutput_mapping: auto'), {
      'parts/child.yaml': `
nodes:
  ask: {type: interrupt, message: Name?, resume_key: name}
  say: {prompt: ask, on_error: fail}
edges: [{from: START, to: ask}, {from: ask, to: say}]
`,
    }),
    {
      settings,
      checkpointer: saver,
      createModel: () => new ScriptedModel(isDown ? new Error('down') : 'back again'),
    },
  )
  const { interrupts } = await graph.execute({ config })
  const resume = { [interrupts[0]?.id ?? '']: 'Ada' }
  await expect(graph.execute({ resume, config })).rejects.toMatchObject({ type: 'llm_error' })
  isDown = false
  const { state } = await graph.execute({ resume, config, isRetry: true })
  expect(state).toMatchObject({ name: 'Ada', say: 'back again', ended: true })
})

test('a child that was cut off goes on where it stood: what has been asked is not asked again', async () => {
  let isDown = true
  const asked: string[] = []
  const graph = compileGraph(
    load(parent('output_mapping: auto'), {
      'prompts/one.yaml': 'user: one',
      'prompts/two.yaml': 'user: two',
      'parts/child.yaml':
        'nodes: {one: {prompt: one, stream: true}, two: {prompt: two, on_error: fail, stream: true}}\nedges: [{from: START, to: one}, {from: one, to: two}]',
    }),
    {
      settings,
      checkpointer: new MemorySaver(),
      createModel: () =>
        new ScriptedModel((messages) => {
          const prompt = String(messages.at(-1)?.content)
          asked.push(prompt)
          return prompt === 'two' && isDown ? new Error('down') : `said ${prompt}`
        }),
    },
  )
  await expect(graph.execute({ config })).rejects.toMatchObject({ type: 'llm_error', node: 'part/two' })
  isDown = false
  const { state } = await graph.execute({ config, isRetry: true })
  expect(state).toMatchObject({ one: 'said one', two: 'said two', ended: true })
  expect(asked).toEqual(['one', 'two', 'two'])
})

test('an answer of an earlier run is not used in a new one on the same thread', async () => {
  let isDown = true
  const graph = load(
    parent('input_mapping: {topic: topic}\noutput_mapping: {said: say}', memory),
    {
      'parts/child.yaml': `
nodes:
  ask: {type: interrupt, message: "About {topic}?", resume_key: name}
  say: {type: js, tool: say}
edges: [{from: START, to: ask}, {from: ask, to: say}]
`,
    },
    {
      tools: {
        say: ({ topic, name }) => {
          if (isDown) throw new Error('down')
          return `${topic} ${name}`
        },
      },
    },
  )
  await runGraph(graph, { topic: 'bees' }, { settings, config })
  await expect(resumeGraph(graph, 'old', { settings, config })).rejects.toThrow('down')
  isDown = false
  const next = await runGraph(graph, { topic: 'cats' }, { settings, config })
  expect(next.interrupts).toMatchObject([{ value: 'About cats?' }])
  expect((await resumeGraph(graph, 'new', { settings, config })).state.said).toBe('cats new')
})

test("a child's config.timeout ends it", async () => {
  const graph = load(
    parent('output_mapping: auto'),
    {
      'parts/child.yaml':
        'config: {timeout: 0.1}\nnodes: {wait: {type: js, tool: wait}}\nedges: [{from: START, to: wait}]',
    },
    { tools: { wait: () => new Promise((resolve) => setTimeout(resolve, 5000).unref()) } },
  )
  await expect(runGraph(graph, {}, { settings })).rejects.toMatchObject({
    type: 'timeout_error',
    node: 'part',
  })
})

test('branches of a map of subgraphs stream apart', async () => {
  const graph = load(
    'nodes:\n  m: {type: map, over: [a, b], as: x, collect: out, node: {type: subgraph, graph: parts/child.yaml, input_mapping: {x: x}, output_mapping: {said: ask}}}\nedges: [{from: START, to: m}]\n',
    {
      'prompts/x.yaml': 'user: "{x}"',
      'parts/child.yaml':
        'state: {x: str}\nnodes: {ask: {prompt: x, stream: true}}\nedges: [{from: START, to: ask}]',
    },
  )
  const streams = new Map<string, string>()
  for await (const event of streamGraphWithTokens(
    graph,
    {},
    { settings, createModel: () => new ScriptedModel((messages) => `on ${messages.at(-1)?.content}`) },
  )) {
    if (event.type === 'token') streams.set(event.stream, (streams.get(event.stream) ?? '') + event.content)
  }
  expect(Object.fromEntries(streams)).toEqual({ 'm#1[0]/ask#1': 'on a', 'm#1[1]/ask#1': 'on b' })
})
