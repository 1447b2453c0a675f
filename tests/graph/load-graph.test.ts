import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FilesInvalidError, UsageError } from '../../src/errors.js'
import { loadGraph } from '../../src/graph/index.js'
import { folderWith, load, oneNode, problemsOf, warningsOf } from './graph-folder.js'

test('a graph without nodes and edges is told both at once', () => {
  expect(problemsOf('name: empty')).toEqual([
    expect.stringContaining('The graph has no "nodes"'),
    expect.stringContaining('The graph has no "edges"'),
  ])
})

test('every problem of a file comes at once, each with its place and the nearest valid name', () => {
  const problems = problemsOf(`
nodes:
  ask:
    type: lmm
  greet:
    type: passthrough
    output: {n: "{state.a + 1 + 2}"}
  wait:
    prompt: nowhere/to_be_found
edges:
  - {from: STAT, to: grete}
  - {from: greet, to: wait, condition: "a = 1"}
`)
  expect(problems).toEqual([
    expect.stringMatching(/^4:11 "type" has to be .* found "lmm". Did you mean "llm"\?/),
    expect.stringMatching(/^7:17 "\{state.a \+ 1 \+ 2\}" is not one operation/),
    expect.stringMatching(/^9:13 There is no prompt "nowhere\/to_be_found". Tried: /),
    expect.stringMatching(/^10:1 No edge begins at START/),
    expect.stringMatching(/^11:12 There is no node "STAT". Did you mean "START"\?/),
    expect.stringMatching(/^11:22 There is no node "grete". Did you mean "greet"\?/),
    expect.stringMatching(/^12:40 The condition of the edge greet -> wait cannot be read.*Write "=="/),
  ])
})

test('a missing prompt lists every path that was tried, in order', () => {
  const folder = folderWith({
    'graphs/graph.yaml': `prompts_relative: true\nprompts_dir: texts\n${oneNode('prompt: a/b/missing')}`,
  })
  const tried = ['graphs/texts/a/b/missing', 'texts/a/b/missing', 'graphs/a/b/missing', 'a/b/prompts/missing']
  const paths = tried.map((path) => join(folder, `${path}.yaml`)).join(', ')
  expect(() => loadGraph(join(folder, 'graphs/graph.yaml'), { baseDirectory: folder })).toThrow(
    `There is no prompt "a/b/missing". Tried: ${paths}.`,
  )
})

test('a broken prompt is reported with the place in its own file', () => {
  try {
    load(oneNode('prompt: broken'), {
      'prompts/broken.yaml': 'system: Hi\nuser: "{% if x %}"\ntemperature: warm',
    })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(FilesInvalidError)
    expect((error as FilesInvalidError).problems).toMatchObject([
      { file: expect.stringContaining('prompts/broken.yaml'), line: 2 },
      { file: expect.stringContaining('prompts/broken.yaml'), line: 3, column: 14 },
    ])
  }
})

test.each(['copilot', 'a2a_call'])(
  'node type %s is a load error by name, with what to use instead',
  (type) => {
    expect(problemsOf(oneNode(`type: ${type}`))).toEqual([
      expect.stringMatching(new RegExp(`^3:11 Node type "${type}" is not supported: use `)),
    ])
  },
)

test.each(['verify', 'verification', 'guards', 'slots'])(
  'the node key %s is a load error by name',
  (name) => {
    expect(problemsOf(oneNode(`prompt: ask\n${name}: {}`))).toEqual([
      expect.stringMatching(new RegExp(`^4:5 "${name}" is not supported`)),
    ])
  },
)

test.each([
  ['guards: []', '"guards" is not supported'],
  ['verify: []', '"verify" is not supported'],
  ['verification: {}', '"verification" is not supported'],
])('%s is a load error by name', (line, message) => {
  expect(problemsOf(oneNode('prompt: ask', line))).toEqual([expect.stringContaining(message)])
})

test('unknown keys are warnings with the nearest valid name', () => {
  const graph = `${oneNode('prompt: ask\nstate_kye: x')}nmae: x\n`
  expect(warningsOf(graph)).toEqual([
    expect.stringMatching(/^4:5 Unknown key "state_kye".* Did you mean "state_key"\?/),
    expect.stringMatching(/^8:1 Unknown key "nmae".* Did you mean "name"\?/),
  ])
})

test('a key of another node type is a warning of its own', () => {
  expect(warningsOf(oneNode('type: passthrough\noutput: {a: 1}\nprompt: ask'))).toEqual([
    expect.stringContaining('"prompt" has no effect on a node of type passthrough.'),
  ])
})

test('several targets with a condition, and an edge without a target, are errors', () => {
  const graph =
    'nodes: {a: {prompt: ask}}\nedges:\n  - {from: START, to: a}\n  - {from: a, to: [a, END], condition: x == 1}\n  - {from: a}\n  - {from: a, to: []}'
  expect(problemsOf(graph)).toEqual([
    expect.stringMatching(/^4:\d+ An edge with a condition has one target/),
    expect.stringMatching(/^5:5 The edge has no "to"/),
    expect.stringMatching(/^6:\d+ "to" names no node/),
  ])
})

test('a graph with no START edge is an error', () => {
  expect(problemsOf('nodes: {a: {prompt: ask}}\nedges:\n  - {from: a, to: END}')).toEqual([
    expect.stringContaining('No edge begins at START'),
  ])
})

test('a plain edge beside condition edges is a warning', () => {
  const graph =
    'nodes: {a: {prompt: ask}}\nedges:\n  - {from: START, to: a}\n  - {from: a, to: END}\n  - {from: a, to: END, condition: x == 1}'
  expect(warningsOf(graph)).toEqual([expect.stringContaining('those without are always taken')])
})

test.each([
  'buffer_size: 0',
  'buffer_size: 1.5',
  'buffer_size: -1',
  'emit_interval: -5',
  'flush_after: soon',
  'include_metadata: 3',
])('stream_options %s is a load error', (option) => {
  expect(problemsOf(oneNode(`prompt: ask\nstream: true\nstream_options: {${option}}`))).toEqual([
    expect.stringMatching(/^5:\d+ "\w+" has to be /),
  ])
})

test('a stream_key that equals a state key is a load warning', () => {
  expect(
    warningsOf(oneNode('prompt: ask\nstream: true\nstream_key: topics', 'state: {topics: list}')),
  ).toEqual([expect.stringMatching(/^5:5 "topics" is a state key too/)])
})

test('a loop exit without a loop limit, and limits of unknown nodes, are errors', () => {
  expect(problemsOf(oneNode('prompt: ask', 'loop_limits: {aks: 2}\nloop_exits: {ask: END}'))).toEqual([
    expect.stringContaining('There is no node "aks". Did you mean "ask"?'),
    expect.stringContaining('"ask" has no loop limit'),
  ])
})

test('a limit of a node whose edges have no condition is a warning, for the run goes on as before', () => {
  const graph = (condition: string) =>
    `nodes: {a: {prompt: ask}, b: {prompt: ask}}\nedges:\n  - {from: START, to: a}\n  - {from: a, to: b${condition}}\n  - {from: b, to: a, condition: x == 1}\nloop_limits: {a: 3}\n`
  expect(warningsOf(graph(''))).toEqual([
    expect.stringMatching(/^6:15 At its limit "a" does no more work, but/),
  ])
  expect(warningsOf(graph(', condition: a != null'))).toEqual([])
})

test('an unknown state type warns and counts as any, an unknown reducer is an error', () => {
  expect(warningsOf(oneNode('prompt: ask', 'state: {a: strnig, b: STR, c: {type: List}}'))).toEqual([
    expect.stringContaining('"strnig" is not a type, and counts as any. Did you mean "string"?'),
  ])
  expect(problemsOf(oneNode('prompt: ask', 'state: {a: {type: list, reducer: append}}'))).toEqual([
    expect.stringContaining('"reducer" has to be "last_value", "add" or "sorted_add", found "append"'),
  ])
})

test.each(['state: {__proto__: str}', 'state: {constructor: str}', 'data_files: {prototype: x.yaml}'])(
  '%s cannot be a state key',
  (line) => {
    expect(problemsOf(oneNode('prompt: ask', line)).join()).toMatch(/is not allowed as a key/)
  },
)

test.each([
  'state_key: __proto__',
  'state_key: constructor',
  'state_key: toString',
  'state_key: hasOwnProperty',
  'state_key: "__secret"',
])('a node with %s is refused', (key) => {
  expect(problemsOf(oneNode(`prompt: ask\n${key}`))).toEqual([
    expect.stringContaining('cannot be the name of a state key'),
  ])
})

test('a node without a prompt, and a fallback that is missing, are errors', () => {
  expect(problemsOf(oneNode('on_error: fallback'))).toEqual([
    expect.stringContaining('The node "ask" has no "prompt"'),
    expect.stringContaining('on_error: fallback needs a "fallback"'),
  ])
})

test('a js node names a tool that exists, with a file inside the folder', () => {
  const graph = (tools: string) => oneNode('type: js\ntool: count', tools)
  expect(problemsOf(graph('tools: {cuont: {type: js, path: a.mjs, function: f}}'), { 'a.mjs': '' })).toEqual([
    expect.stringContaining('There is no tool "count". Did you mean "cuont"?'),
  ])
  expect(problemsOf(graph('tools: {count: {type: js, path: a.mjs, function: f}}'))).toEqual([
    expect.stringContaining('There is no "a.mjs"'),
  ])
  expect(problemsOf(graph('tools: {count: {type: js, path: ../a.mjs, function: f}}'))).toEqual([
    expect.stringContaining("outside the graph's folder"),
  ])
})

test('where only some tools are allowed, one that loads a package has to be named', () => {
  const graph = oneNode(
    'type: js\ntool: count',
    'tools: {count: {type: js, module: some-package, function: f}}',
  )
  expect(problemsOf(graph)).toEqual([])
  expect(problemsOf(graph, {}, { allowTools: [] })).toEqual([
    expect.stringContaining("allowTools: ['count']"),
  ])
  expect(problemsOf(graph, {}, { allowTools: ['count'] })).toEqual([])
})

test('files that a link leads out of the folder are refused after resolving it', () => {
  const outside = folderWith({
    'secret.yaml': 'a: 1',
    'code.mjs': 'export const f = () => 1',
    'ask.yaml': 'user: Hi',
  })
  const folder = folderWith({
    'graph.yaml': oneNode(
      'type: js\ntool: count',
      'data_files: {secret: link.yaml, all: "data/*.yaml"}\ntools: {count: {type: js, path: code.mjs, function: f}}',
    ),
  })
  symlinkSync(join(outside, 'secret.yaml'), join(folder, 'link.yaml'))
  symlinkSync(join(outside, 'code.mjs'), join(folder, 'code.mjs'))
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'fine.yaml'), 'b: 2')
  symlinkSync(join(outside, 'secret.yaml'), join(folder, 'data', 'stolen.yaml'))
  expect(() => loadGraph(join(folder, 'graph.yaml'))).toThrow(
    /"link.yaml" is outside[\s\S]*stolen.yaml" is outside[\s\S]*"code.mjs" is outside/,
  )
})

test.each(['../../etc/passwd', '/etc/passwd', 'a/../../b', '.', 'a//b', 'a\\b'])(
  'the prompt name %s is refused',
  (name) => {
    expect(problemsOf(oneNode(`prompt: '${name}'`))).toEqual([
      expect.stringContaining('is not a prompt name'),
    ])
  },
)

test('a provider that nobody knows is a warning with the nearest name', () => {
  expect(warningsOf(oneNode('prompt: ask\nprovider: opnai'))).toEqual([
    expect.stringContaining('Did you mean "openai"?'),
  ])
})

test('a graph file that is not there is a UsageError', () => {
  expect(() => loadGraph('/nowhere/graph.yaml')).toThrow(UsageError)
})

test('scalars are read as PyYAML reads them', () => {
  const graph = load(oneNode('type: passthrough\noutput: {a: yes, b: y, c: 010, d: 1e3}'))
  expect(graph.nodes.get('ask')).toMatchObject({ output: { a: true, b: 'y', c: 8, d: '1e3' } })
})
