import { expect, test } from 'vitest'
import { RunError } from '../../../src/errors.js'
import { compileGraph } from '../../../src/graph/index.js'
import { findTool } from '../../../src/graph/tools/tool.js'
import { load, oneNode, settings } from '../graph-folder.js'

const tools = `config: {tool_load_mode: warn}
tools:
  greet: {command: "echo {who}", description: Greets.}
  look: {type: websearch, description: Looks.}
  add: {type: python, parameters: {type: object, properties: {a: {type: number}}}}
  child: {type: graph, path: child.yaml, input_mapping: {question: input}, output_key: answer}
`
const child = `description: Answers.
state: {input: str, count: int, ready: bool, parts: list, more: {type: dict}, anything: any, answer: str}
checkpointer: {type: memory}
nodes:
  work: {type: passthrough, output: {seen: "{state.seen + 1}", answer: "{state.input}"}}
edges:
  - {from: START, to: work}
  - {from: work, to: END}
`

/** Finds tools in a graph of its own. */
function finder() {
  const graph = load(
    oneNode('type: passthrough\noutput: {a: 1}', tools),
    { 'child.yaml': child },
    { tools: { own: (args) => args.a } },
  )
  const services = {
    childApart: (path: string) => {
      const found = graph.children.get(path)
      if (found === undefined) throw new Error(path)
      return compileGraph(found, { settings })
    },
  }
  return (name: string) => findTool(graph, services, name)
}

const context = { state: {}, signal: undefined }

test('models are told what a tool does and what it takes', () => {
  const find = finder()
  expect(find('greet')).toMatchObject({
    description: 'Greets.',
    parameters: { properties: { who: { type: 'string' } }, required: ['who'] },
  })
  expect(find('look').parameters).toMatchObject({ required: ['query'] })
  expect(find('add').parameters).toEqual({
    type: 'object',
    properties: { a: { type: 'number' } },
  })
  expect(find('own')).toMatchObject({ description: '', parameters: { type: 'object' } })
})

test('a graph takes its state keys, under the names that its arguments have', () => {
  const find = finder()
  expect(find('child')).toMatchObject({ description: 'Answers.' })
  expect(find('child').parameters).toEqual({
    type: 'object',
    properties: {
      question: { type: 'string' },
      count: { type: 'integer' },
      ready: { type: 'boolean' },
      parts: { type: 'array' },
      more: { type: 'object' },
      anything: {},
    },
  })
})

test('a graph with a checkpointer begins anew with each call', async () => {
  const find = finder()
  const tool = find('child')
  expect(await tool.call({ question: 'a' }, context)).toBe('a')
  expect(await tool.call({ question: 'b' }, context)).toBe('b')
})

test('a host function needs no entry, and gets a copy of its arguments with a signal', async () => {
  const find = finder()
  expect(await find('own').call({ a: [1] }, context)).toEqual([1])
})

test('what is wrong with a call is a RunError', async () => {
  const find = finder()
  await expect(find('look').call({}, context)).rejects.toMatchObject({
    type: 'state_error',
    message: expect.stringContaining('loadGraph as tools: {look: …}'),
  })
  await expect(find('child').call({ __proto: 1 }, context)).rejects.toThrow(RunError)
  expect(() => find('gret')).toThrow(/no tool "gret".*Did you mean "greet"/)
  expect(() => find('toString')).toThrow(/no tool "toString".*The graph has: greet, look/)
})
