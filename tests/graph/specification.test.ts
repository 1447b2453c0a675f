/** The rules that the format marks MUST, each by its name there. What surrounds them is in the files beside. */
import { MemorySaver } from '@langchain/langgraph-checkpoint'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileGraph, runGraph, streamGraphWithTokens } from '../../src/graph/index.js'
import { ScriptedModel } from '../../src/llm/index.js'
import { load, oneNode, settings } from './graph-folder.js'

describe('Channels (MUST): every key has one, so that nothing vanishes', () => {
  const one = (node: string, further = '') =>
    `nodes:\n  n: ${node}\nedges: [{from: START, to: n}]\n${further}`
  const files = {
    'facts.yaml': 'a: 1',
    'child.yaml':
      'state: {inner: any}\nnodes: {x: {type: passthrough, output: {inner: 7}}}\nedges: [{from: START, to: x}]',
    'prompts/schema.yaml': 'user: x\nschema: {name: S, fields: {intent: {type: str}}}',
  }
  const tools = { echo: (argument: Record<string, unknown>) => String(argument.word ?? 'echo') }

  test.each<[string, string, Record<string, unknown>]>([
    ['a state key', one('{prompt: ask}', 'state: {given: str}'), { given: 'input' }],
    ['a data_files key', one('{prompt: ask}', 'data_files: {facts: facts.yaml}'), { facts: { a: 1 } }],
    ['a state_key', one('{prompt: ask, state_key: said}'), { said: 'text' }],
    ['a node name, where that is the default', one('{prompt: ask}'), { n: 'text' }],
    ['passthrough output keys', one('{type: passthrough, output: {a: 1, b: [2]}}'), { a: 1, b: [2] }],
    [
      'map collect',
      one('{type: map, over: [1], as: i, collect: all, node: {prompt: ask, state_key: s}}'),
      { all: [{ _map_index: 0, value: 'text' }] },
    ],
    [
      'subgraph mapped parent keys',
      one('{type: subgraph, graph: child.yaml, output_mapping: {outer: inner}}'),
      { outer: 7 },
    ],
    ['every key of a direct child', one('{type: subgraph, graph: child.yaml, mode: direct}'), { inner: 7 }],
    [
      'tool_results_key',
      one('{type: agent, prompt: ask, tools: [], tool_results_key: calls}'),
      { n: 'text', calls: [] },
    ],
    ['the result of a function', one('{type: js, tool: echo}'), { n: 'echo' }],
    [
      'the result of a tool_call, under its default key',
      one('{type: tool_call, tool: echo, args: {word: hi}}'),
      { result: expect.objectContaining({ success: true, result: 'hi' }) },
    ],
    [
      "a router's answer and route",
      one('{type: router, prompt: schema, routes: {a: END}, route_field: intent}'),
      { n: { intent: 'a' }, _route: 'END' },
    ],
    ['run-input keys', one('{prompt: ask}'), { unheard_of: { deep: [1] }, given: 'input' }],
    [
      'the infrastructure keys',
      one('{prompt: ask}'),
      { current_step: 'n', errors: [], messages: [], _loop_counts: { n: 1 } },
    ],
  ])('%s', async (_name, graph, expected) => {
    const loaded = load(graph, files, { tools })
    const { state } = await runGraph(
      loaded,
      { given: 'input', unheard_of: { deep: [1] } },
      {
        settings,
        createModel: () => new ScriptedModel(graph.includes('router') ? '{"intent": "a"}' : 'text'),
      },
    )
    expect(state).toMatchObject(expected)
  })

  test('interrupt state_key and resume_key', async () => {
    const graph = load(one('{type: interrupt, message: Well?, state_key: asked, resume_key: answered}'))
    const compiled = compileGraph(graph, { settings, checkpointer: new MemorySaver() })
    const config = { thread_id: 't' }
    expect((await compiled.execute({ config })).state.asked).toBe('Well?')
    expect((await compiled.execute({ config, resume: 'fine' })).state.answered).toBe('fine')
  })

  test('a function that returns a key nobody declared fails with the name of the key', async () => {
    const graph = load(one('{type: js, tool: stray}'), {}, { tools: { stray: () => ({ nowhere: 1 }) } })
    await expect(runGraph(graph, {}, { settings })).rejects.toThrow(/"nowhere"/)
  })
})

test('Name collisions (MUST): a node may be named like any channel, and is told by its own name', async () => {
  const names = ['critique', 'errors', 'messages', 'input', 'current_step', '_route']
  const nodes = names.map((name) => `  ${name}: {prompt: ask, state_key: critique, skip_if_exists: false}`)
  const edges = names.map((name, index) => `  - {from: ${names[index - 1] ?? 'START'}, to: ${name}}`)
  const graph = load(`nodes:\n${nodes.join('\n')}\nedges:\n${edges.join('\n')}`)
  const completed: string[] = []
  for await (const event of streamGraphWithTokens(
    graph,
    {},
    {
      settings,
      createModel: () => new ScriptedModel('x'),
    },
  )) {
    if (event.type === 'node_complete') completed.push(event.node)
    if (event.type === 'error') throw new Error(event.error.message)
  }
  expect(completed).toEqual(names)
})

describe('stream: true MUST NOT change final state, prompts, skips, retries, errors or checkpoints', () => {
  const schema = 'user: Go.\nschema: {name: S, fields: {intent: {type: str}}}'
  const cases: [string, string, (string | Error)[]][] = [
    ['llm', 'prompt: ask', ['text']],
    ['llm that retries', 'prompt: ask\non_error: retry', [new Error('once'), 'text']],
    ['llm that fails', 'prompt: ask', [new Error('down')]],
    ['llm that is skipped', 'prompt: ask\nstate_key: given', []],
    ['llm with a schema', 'prompt: schema', ['{"intent": "a"}']],
    ['llm with parse_json', 'prompt: ask\nparse_json: true', ['so: {"a": 1}']],
    ['router', 'type: router\nprompt: schema\nroutes: {a: END}', ['{"intent": "a"}']],
    [
      'race',
      'type: race\nprompt: ask\ncandidates: [{provider: openai, model: a}, {provider: openai, model: b}]',
      ['text', 'text'],
    ],
    ['agent', 'type: agent\nprompt: ask', ['text']],
  ]
  test.each(cases)('%s', async (_name, keys, answers) => {
    const outcomes = []
    for (const stream of [false, true]) {
      const saver = new MemorySaver()
      const prompts: unknown[] = []
      let call = 0
      const graph = load(oneNode(`${keys}\nstream: ${stream}`), { 'prompts/schema.yaml': schema })
      const compiled = compileGraph(graph, {
        settings,
        checkpointer: saver,
        createModel: () => {
          const answer = answers[Math.min(call++, answers.length - 1)] ?? ''
          return new ScriptedModel((messages) => {
            prompts.push(messages.map(({ content }) => content))
            return answer
          })
        },
      })
      const events = []
      for await (const event of streamGraphWithTokens(
        compiled,
        { given: 'there' },
        { config: { thread_id: 't' } },
      )) {
        if (event.type === 'done' || event.type === 'error') events.push(event)
      }
      const tuple = await saver.getTuple({ configurable: { thread_id: 't' } })
      outcomes.push(
        JSON.stringify([
          events.map((event) => ({ ...event, seq: 0 })),
          prompts,
          tuple?.checkpoint.channel_values,
        ])
          .replaceAll(/"timestamp":"[^"]+"/g, '""')
          .replaceAll('_stream', ''),
      )
    }
    expect(outcomes[1]).toBe(outcomes[0])
  })
})

test('stream: true MUST NOT change final state: not of a long list with a schema either, however long its log', async () => {
  const words = Array.from({ length: 2500 }, (_, index) => `w${index % 10}`)
  const text = JSON.stringify({ words })
  const tokens = text.match(/[\s\S]{1,8}/g) ?? []
  const graph = (stream: boolean) =>
    load(oneNode(`prompt: list\nstream: ${stream}`), {
      'prompts/list.yaml': 'user: Go.\nschema: {name: L, fields: {words: {type: "list[str]"}}}',
    })
  const partials: unknown[] = []
  for (const stream of [false, true]) {
    for await (const event of streamGraphWithTokens(
      graph(stream),
      {},
      {
        settings,
        ...(stream ? {} : { nodes: [] }),
        createModel: () => new ScriptedModel({ tokens }),
      },
    )) {
      if (event.type === 'partial') partials.push(event.value)
      if (event.type === 'error') throw new Error(event.error.message)
      if (event.type === 'done') expect(event.state.ask).toEqual({ words })
    }
  }
  expect(partials.at(-1)).toEqual({ words })
  expect(partials.length).toBeGreaterThan(100)
})

test("Invariant (MUST): what a stream says after its last reset is the model's raw text", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 3 }),
      fc.nat(2),
      fc.integer({ min: 1, max: 9 }),
      async (tokens, lost, failures, size) => {
        let call = 0
        const graph = load(
          oneNode(
            `prompt: ask\nstream: true\non_error: retry\nstream_options: {buffer_size: ${size}, flush_after: 0}`,
          ),
        )
        let text = ''
        for await (const event of streamGraphWithTokens(
          graph,
          {},
          {
            settings,
            createModel: () =>
              new ScriptedModel(call++ < failures ? { tokens: lost, error: new Error('down') } : { tokens }),
          },
        )) {
          if (event.type === 'token') text += event.content
          if (event.type === 'reset') text = ''
          if (event.type === 'done') expect(event.state.ask).toBe(tokens.join(''))
        }
        expect(text).toBe(tokens.join(''))
      },
    ),
    { numRuns: 40 },
  )
})
