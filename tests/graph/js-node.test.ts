import { expect, test } from 'vitest'
import { runGraph } from '../../src/graph/index.js'
import { load, oneNode, settings } from './graph-folder.js'

const tools = 'tools: {count: {type: js, path: tools/count.mjs, function: count}}'
const files = {
  'tools/count.mjs': `
export const count = ({ text }) => text.split(' ').length
export const broken = () => { throw new Error('no') }
`,
}

test('a function of a file gets the state with the variables laid over it', async () => {
  const graph = load(
    oneNode(
      'type: js\ntool: count\nvariables: {text: "{state.first} {state.second}"}\nstate_key: words',
      tools,
    ),
    files,
  )
  const { state } = await runGraph(graph, { first: 'a b', second: 'c', text: 'hidden' }, { settings })
  expect(state.words).toBe(3)
  expect(state.text).toBe('hidden')
})

test("a function of the host wins over the file's, and needs none", async () => {
  const graph = load(oneNode('type: js\ntool: own'), {}, { tools: { own: (state) => [state.a, 'own'] } })
  expect((await runGraph(graph, { a: 1 }, { settings })).state.ask).toEqual([1, 'own'])
})

test('a mapping that a function returns updates the state; what it says of itself is plain JSON', async () => {
  const graph = load(
    oneNode('type: js\ntool: own', 'state: {a: int, when: str}'),
    {},
    {
      tools: { own: async () => ({ a: 2, when: new Date(0), ask: undefined }) },
    },
  )
  expect((await runGraph(graph, { a: 1 }, { settings })).state).toMatchObject({
    a: 2,
    when: '1970-01-01T00:00:00.000Z',
  })
})

test('a key that the state does not have fails with its name', async () => {
  const graph = load(oneNode('type: js\ntool: own'), {}, { tools: { own: () => ({ surprise: 1 }) } })
  await expect(runGraph(graph, {}, { settings })).rejects.toMatchObject({
    type: 'state_error',
    node: 'ask',
    message: expect.stringContaining('"surprise"'),
  })
})

test('a function cannot change the state behind its back', async () => {
  const graph = load(
    oneNode('type: js\ntool: own'),
    {},
    {
      tools: {
        own: (state) => {
          ;(state.list as number[]).push(2)
          return 'done'
        },
      },
    },
  )
  expect((await runGraph(graph, { list: [1] }, { settings })).state).toMatchObject({ list: [1], ask: 'done' })
})

test('on_error is fail by default, and skip writes null and appends the error', async () => {
  const further = 'tools: {bad: {type: js, path: tools/count.mjs, function: broken}}'
  await expect(
    runGraph(load(oneNode('type: js\ntool: bad', further), files), {}, { settings }),
  ).rejects.toThrow('no')
  const { state } = await runGraph(
    load(oneNode('type: js\ntool: bad\non_error: skip', further), files),
    {},
    { settings },
  )
  expect(state.ask).toBeNull()
  expect(state.errors).toMatchObject([{ node: 'ask', message: 'no' }])
})

test('a function that is not in its file is named, with those that are', async () => {
  const further = 'tools: {bad: {type: js, path: tools/count.mjs, function: cuont}}'
  await expect(
    runGraph(load(oneNode('type: js\ntool: bad', further), files), {}, { settings }),
  ).rejects.toThrow(/no function "cuont".*broken, count/)
})

test('a function that takes too long ends as timeout_error, and is told', async () => {
  let isTold = false
  const graph = load(
    oneNode('type: js\ntool: own\ntimeout: 0.03'),
    {},
    {
      tools: {
        own: (_state, { signal }) =>
          new Promise(() => {
            signal.addEventListener('abort', () => {
              isTold = true
            })
          }),
      },
    },
  )
  await expect(runGraph(graph, {}, { settings })).rejects.toMatchObject({ type: 'timeout_error' })
  expect(isTold).toBe(true)
})

test('a result that a checkpoint would revive as code does not enter the state', async () => {
  const graph = load(
    oneNode('type: js\ntool: own'),
    {},
    { tools: { own: () => [{ lc: 1, type: 'constructor', id: [] }] } },
  )
  await expect(runGraph(graph, {}, { settings })).rejects.toThrow(/"lc"/)
})

test('a function that a graph names as Python runs when the host gives one by its name', async () => {
  const further = 'tools: {score: {type: python, module: scores, function: score}}'
  const graph = load(
    oneNode('type: python\ntool: score\nvariables: {b: 2}', further),
    {},
    {
      tools: { score: ({ a, b }) => Number(a) + Number(b) },
    },
  )
  expect((await runGraph(graph, { a: 1 }, { settings })).state.ask).toBe(3)
})

test('with tool_load_mode: warn a function that nobody has bound fails when it is called', async () => {
  const further = 'tools: {score: {type: python}}\nconfig: {tool_load_mode: warn}'
  await expect(
    runGraph(load(oneNode('type: python\ntool: score', further)), {}, { settings }),
  ).rejects.toMatchObject({
    type: 'state_error',
    node: 'ask',
    message: expect.stringContaining('tools: {score: …}'),
  })
})
