import { expect, test } from 'vitest'
import { type RunGraphOptions, runGraph, streamGraphWithTokens } from '../../src/graph/index.js'
import { type Script, ScriptedModel } from '../../src/llm/index.js'
import { load, problemsOf, settings, warningsOf } from './graph-folder.js'

const prompts = {
  'prompts/classify.yaml':
    'user: Classify.\nschema:\n  name: Mood\n  fields:\n    mood: {type: str}\n    tone: {type: str, optional: true}\n    intent: {type: str, optional: true}\n',
}

const graph = (keys: string, edge = 'to: [cheer, comfort], type: conditional') => `
nodes:
  classify:
    type: router
    prompt: classify
    routes: {happy: cheer, sad: comfort}
${keys
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => `    ${line}`)
  .join('\n')}
  cheer: {type: passthrough, output: {went: cheer}}
  comfort: {type: passthrough, output: {went: comfort}}
edges:
  - {from: START, to: classify}
  - {from: classify, ${edge}}
`

function options(script: Script): RunGraphOptions {
  return { settings, createModel: () => new ScriptedModel(script) }
}

async function went(keys: string, answer: object, state: Record<string, unknown> = {}) {
  const result = await runGraph(load(graph(keys), prompts), state, options(JSON.stringify(answer)))
  return result.state
}

test('a router goes where the route of its answer leads, and keeps the whole answer', async () => {
  const state = await went('route_field: mood', { mood: 'sad' })
  expect(state).toMatchObject({
    went: 'comfort',
    _route: 'comfort',
    classify: { mood: 'sad', tone: null, intent: null },
  })
})

test('an answer without a route takes default_route, else the first route', async () => {
  expect(await went('route_field: mood\ndefault_route: comfort', { mood: 'bored' })).toMatchObject({
    went: 'comfort',
  })
  expect(await went('route_field: mood', { mood: 'bored' })).toMatchObject({ went: 'cheer' })
})

test('without route_field the first of tone and intent that is not empty decides', async () => {
  expect(await went('', { mood: 'happy', tone: '', intent: 'sad' })).toMatchObject({ went: 'comfort' })
  expect(await went('', { mood: 'sad', tone: 'happy', intent: 'sad' })).toMatchObject({ went: 'cheer' })
})

test('a skipped router recomputes its route from what is stored', async () => {
  const state = await went('route_field: mood', { mood: 'happy' }, { classify: { mood: 'sad' } })
  expect(state).toMatchObject({ went: 'comfort', classify: { mood: 'sad' } })
})

test('a router that fails goes its default way, and the error is kept', async () => {
  const result = await runGraph(
    load(graph('route_field: mood\ndefault_route: comfort'), prompts),
    {},
    options(new Error('down')),
  )
  expect(result.state).toMatchObject({ went: 'comfort', errors: [{ node: 'classify', type: 'llm_error' }] })
  expect(result.state).not.toHaveProperty('classify')
})

test('a route that the edge does not list takes its first target', async () => {
  const listed = load(graph('route_field: mood', 'to: [cheer, END], type: conditional'), prompts)
  const { state } = await runGraph(listed, {}, options('{"mood": "sad"}'))
  expect(state.went).toBe('cheer')
})

test('parallel routers each go their own way', async () => {
  const both = load(
    `
nodes:
  first: {type: router, prompt: classify, route_field: mood, routes: {happy: a, sad: b}}
  second: {type: router, prompt: classify, route_field: tone, routes: {happy: c, sad: d}}
  a: {type: passthrough, output: {one: a}}
  b: {type: passthrough, output: {one: b}}
  c: {type: passthrough, output: {two: c}}
  d: {type: passthrough, output: {two: d}}
edges:
  - {from: START, to: [first, second]}
  - {from: first, to: [a, b], type: conditional}
  - {from: second, to: [c, d], type: conditional}
`,
    prompts,
  )
  const { state } = await runGraph(both, {}, options('{"mood": "sad", "tone": "happy"}'))
  expect(state).toMatchObject({ one: 'b', two: 'c', _routes: { first: 'b', second: 'c' } })
})

test('an edge of type conditional follows the _route that a function wrote', async () => {
  const routed = load(
    `
state: {went: str}
nodes:
  pick: {type: js, tool: pick}
  a: {type: passthrough, output: {went: a}}
  b: {type: passthrough, output: {went: b}}
edges:
  - {from: START, to: pick}
  - {from: pick, to: [a, b], type: conditional}
`,
    {},
    { tools: { pick: () => ({ _route: 'b' }) } },
  )
  expect((await runGraph(routed, {}, { settings })).state.went).toBe('b')
})

test('routers stream only when they are named', async () => {
  const loaded = load(graph('route_field: mood'), prompts)
  const said = async (further: object) => {
    const tokens: string[] = []
    for await (const event of streamGraphWithTokens(
      loaded,
      {},
      { ...options('{"mood": "sad"}'), ...further },
    )) {
      if (event.type === 'token') tokens.push(event.content)
    }
    return tokens.join('')
  }
  expect(await said({})).toBe('')
  expect(await said({ all: true })).toBe('')
  expect(await said({ nodes: ['classify'] })).toBe('{"mood": "sad"}')
})

test('a router asks its candidates at once, where it has some', async () => {
  const raced = load(
    graph('route_field: mood\ncandidates: [{provider: openai, model: a}, {provider: openai, model: b}]'),
    prompts,
  )
  const { state } = await runGraph(
    raced,
    {},
    {
      settings,
      createModel: ({ model }) => new ScriptedModel(model === 'a' ? new Error('down') : '{"mood": "sad"}'),
    },
  )
  expect(state).toMatchObject({ went: 'comfort', _race_winner: 'openai/b' })
})

test('routes to unknown nodes, and none at all, are load errors', () => {
  expect(problemsOf(graph('default_route: cher'), prompts)).toEqual([
    expect.stringContaining('There is no node "cher". Did you mean "cheer"?'),
  ])
  const without = graph('').replace('    routes: {happy: cheer, sad: comfort}\n', '')
  expect(problemsOf(without, prompts)).toEqual([expect.stringContaining('has no "routes"')])
})

test('a conditional edge has no condition of its own', () => {
  const both = graph('', 'to: [cheer, comfort], type: conditional, condition: "x == 1"')
  expect(problemsOf(both, prompts)).toEqual([expect.stringContaining('goes by the route')])
  expect(problemsOf(graph('', 'to: cheer, type: routed'), prompts)).toEqual([
    expect.stringContaining('"type" of an edge may be "conditional"'),
  ])
  expect(warningsOf(graph(''), prompts)).toEqual([])
})
