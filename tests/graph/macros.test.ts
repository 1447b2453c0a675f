import { expect, test } from 'vitest'
import { resumeGraph, runGraph } from '../../src/graph/index.js'
import { ScriptedModel } from '../../src/llm/index.js'
import { load, problemsOf, settings } from './graph-folder.js'

const pipeline = `
state: {glossary: {type: list, reducer: add}}
nodes:
  topics:
    type: pipeline
    items:
      - {name: sun, subject: the Sun, weight: 2}
      - {name: moon, subject: the Moon, weight: 1}
    stages:
      - {name: draft, type: llm, prompt: draft, variables: {subject: "{item.subject}", weight: "{item.weight}"}, state_key: "draft_{item.name}"}
      - {name: note, type: passthrough, output: {glossary: ["{item.name}"], "last_{item.name}": "{state.draft_{item.name}}"}}
  after: {type: passthrough, output: {ended: true}}
edges:
  - {from: START, to: topics}
  - {from: topics, to: after}
`
const prompts = { 'prompts/draft.yaml': 'user: "{subject} {weight}"' }

test('a pipeline is a chain of nodes for each item, with its fields filled in everywhere', async () => {
  const graph = load(pipeline, prompts)
  expect([...graph.nodes.keys()]).toEqual([
    'topics_sun_draft',
    'topics_sun_note',
    'topics_moon_draft',
    'topics_moon_note',
    'after',
  ])
  const { state } = await runGraph(
    graph,
    {},
    { settings, createModel: () => new ScriptedModel((messages) => `on ${messages.at(-1)?.content}`) },
  )
  expect(state).toMatchObject({
    draft_sun: 'on the Sun 2',
    last_sun: 'on the Sun 2',
    draft_moon: 'on the Moon 1',
    glossary: ['sun', 'moon'],
    ended: true,
  })
})

test('loop limits and conditions may name the nodes that a pipeline makes', () => {
  expect(load(`${pipeline}loop_limits: {topics_sun_draft: 2}\n`, prompts).loopLimits).toEqual(
    new Map([['topics_sun_draft', 2]]),
  )
  expect(problemsOf(`${pipeline}loop_limits: {topics_sun_darft: 2}\n`, prompts)).toEqual([
    expect.stringContaining('Did you mean "topics_sun_draft"?'),
  ])
})

test('mistakes in a pipeline are told at their stage', () => {
  expect(problemsOf(pipeline.replace('{item.subject}', '{item.subjekt}'), prompts)).toEqual([
    expect.stringMatching(/^10:9 The item "sun" has no "subjekt"/),
    expect.stringMatching(/^10:9 The item "moon" has no "subjekt"/),
  ])
  expect(problemsOf(pipeline.replace('name: moon, ', ''), prompts)).toEqual([
    expect.stringMatching(/^8:9 Each of "items" is a mapping with a "name"/),
  ])
  expect(
    problemsOf('nodes: {p: {type: pipeline, items: [], stages: []}}\nedges: [{from: START, to: p}]'),
  ).toEqual([expect.stringContaining('has no "items"'), expect.stringContaining('has no "stages"')])
})

const chat = (further = '') => `
state: {finished: bool, turns: int}
checkpointer: {type: memory}
nodes:
  chat: {type: interactive_tool, start: begin, step: turn, resume_key: said, response_key: reply, loop_until: "finished == true"${further}}
  after: {type: passthrough, output: {ended: true}}
edges:
  - {from: START, to: chat}
  - {from: chat, to: after}
`
const tools = {
  begin: () => ({ reply: 'Hello', turns: 0, finished: false }),
  turn: ({ said, turns }: Record<string, unknown>) => ({
    reply: `You said ${said}`,
    turns: Number(turns) + 1,
    finished: said === 'bye',
  }),
  close: () => 'Goodbye',
}
const options = { settings, config: { thread_id: 'chat' } }

test('an interactive tool starts, asks, steps until loop_until holds, and ends', async () => {
  const graph = load(chat(', end: close'), {}, { tools })
  expect([...graph.nodes.keys()]).toEqual(['chat_start', 'chat_ask', 'chat_step', 'chat_end', 'after'])
  const first = await runGraph(graph, {}, options)
  expect(first.interrupts).toMatchObject([{ value: 'Hello', node: 'chat_ask' }])
  const second = await resumeGraph(graph, 'hi', options)
  expect(second.interrupts).toMatchObject([{ value: 'You said hi' }])
  const { state, interrupts } = await resumeGraph(graph, 'bye', options)
  expect(interrupts).toEqual([])
  expect(state).toMatchObject({ reply: 'Goodbye', turns: 2, ended: true })
})

test('without an end tool the last reply stays', async () => {
  const graph = load(chat(), {}, { tools })
  await runGraph(graph, {}, options)
  expect((await resumeGraph(graph, 'bye', options)).state).toMatchObject({
    reply: 'You said bye',
    ended: true,
  })
})

test('max_iterations ends an interactive tool after so many steps', async () => {
  const graph = load(chat(', max_iterations: 2'), {}, { tools })
  await runGraph(graph, {}, options)
  expect((await resumeGraph(graph, 'a', options)).interrupts).toHaveLength(1)
  const { state, interrupts } = await resumeGraph(graph, 'b', options)
  expect(interrupts).toEqual([])
  expect(state).toMatchObject({ turns: 2, ended: true })
})

test('a loop_until that cannot be read, and tools that are missing, are load errors', () => {
  expect(problemsOf(chat().replace('finished == true', 'finished('), {}, { tools })).toEqual([
    expect.stringContaining('"loop_until" cannot be read'),
  ])
  expect(problemsOf(chat(), {}, { tools: { begin: tools.begin } }).join()).toContain('no tool "turn"')
})
