import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FilesInvalidError } from '../../../src/errors.js'
import { inspectGraph, loadGraph } from '../../../src/graph/load-graph.js'
import { folderWith, load, oneNode, problemsOf } from '../graph-folder.js'

const pass = 'type: passthrough\noutput: {a: 1}'

/** What the file's tools are told, each as `line:column message`. */
function problems(tools: string, files = {}, options = {}): string[] {
  return problemsOf(oneNode(pass, tools), files, options)
}

function rulesOf(graph: string, options = {}): string[] {
  const folder = folderWith({ 'graph.yaml': graph })
  return inspectGraph(join(folder, 'graph.yaml'), options).problems.map(
    ({ rule, severity }) => `${severity} ${rule}`,
  )
}

test('a tool of each type is read, and a tool without a type is a command', () => {
  const graph = load(
    oneNode(
      pass,
      `tools:
  a: {command: 'ls {b}', description: Lists.}
  c:
    type: shell
    command: env
    parse: json
    timeout: 1.5
    working_dir: .
    env: {A: b}
    success_codes: [0, 1]
  d: {type: js, module: some-package, function: run, parameters: {type: object}}
  e: {type: python, module: x.y, function: z}
  f: {type: websearch, provider: any, max_results: 3}
`,
    ),
    {},
    { tools: { e: () => 1, f: () => 2 } },
  )
  expect(graph.warnings).toEqual([])
  expect(graph.tools.get('a')).toEqual({
    type: 'shell',
    name: 'a',
    description: 'Lists.',
    command: 'ls {b}',
    parse: 'text',
    timeout: 30_000,
    workingDir: undefined,
    env: {},
    successCodes: [0],
  })
  expect(graph.tools.get('c')).toMatchObject({
    parse: 'json',
    timeout: 1500,
    workingDir: '.',
    env: { A: 'b' },
    successCodes: [0, 1],
  })
  expect(graph.tools.get('d')).toMatchObject({
    type: 'js',
    source: { module: 'some-package' },
    function: 'run',
    parameters: { type: 'object' },
  })
  expect([...graph.tools.values()].map(({ type }) => type)).toEqual([
    'shell',
    'shell',
    'js',
    'python',
    'websearch',
  ])
})

test.each([
  ['{}', /has no "command"/],
  ['', /The tool "a" is empty/],
  ['7', /has to be a mapping/],
  ['{type: slot}', /"slot" is not supported/],
  ['{type: shel, command: ls}', /Did you mean "shell"/],
  ['{command: ls, parse: yaml}', /"parse" has to be/],
  ['{command: ls, timeout: 0}', /"timeout" has to be a number above 0/],
  ['{command: ls, env: {A: 1}}', /Put it in quotes: "1"/],
  ['{command: ls, env: {A-B: x}}', /"A-B" cannot be the name of an environment variable/],
  ['{command: ls, success_codes: [256]}', /whole numbers from 0 to 255, found the number 256/],
  ['{command: ls, working_dir: ..}', /outside the graph's folder/],
  ['{command: ls, working_dir: away}', /outside the graph's folder/],
  ['{command: ls, working_dir: missing}', /There is no "missing"/],
  ['{command: "echo $(ls {b})"}', /"\{b\}" stands inside \$\(…\)/],
  ['{type: js, function: f}', /either "path", .* or "module"/],
  ['{type: js, path: a.mjs, module: b, function: f}', /either "path", .* or "module"/],
  ['{type: js, path: a.mjs}', /has no "function"/],
  ['{type: js, path: ../a.mjs, function: f}', /outside the graph's folder/],
  ['{type: js, path: b.mjs, function: f}', /There is no "b.mjs"/],
  ['{type: js, module: b, function: f, parameters: {type: array}}', /with type: object, found "array"/],
  ['{type: js, module: b, function: f, parameters: {properties: {}}}', /with type: object, found no type/],
  ['{type: graph}', /has no "path"/],
  ['{type: graph, path: missing.yaml}', /There is no "missing.yaml"/],
])('a tool that is %s is told with its place', (tool, message) => {
  const folder = folderWith({ 'a.mjs': '', 'graph.yaml': oneNode(pass, `tools:\n  a: ${tool}\n`) })
  symlinkSync(tmpdir(), join(folder, 'away'))
  let found: string[] = []
  try {
    loadGraph(join(folder, 'graph.yaml'))
  } catch (error) {
    found = (error as FilesInvalidError).problems.map(({ line, message }) => `${line} ${message}`)
  }
  expect(found).toEqual([expect.stringMatching(message)])
  expect(found[0]).toMatch(/^9 /)
})

test('a key that belongs to another type is warned of', () => {
  const graph = load(oneNode(pass, 'tools:\n  a: {command: ls, function: f}\n'))
  expect(graph.warnings).toMatchObject([{ rule: 'unknown-key', line: 9 }])
})

const all = `tools:
  shell: {command: ls}
  js: {type: js, module: m, function: f}
  graph: {type: graph, path: child.yaml}
`
const files = { 'child.yaml': oneNode(pass) }

test.each([
  [
    'type: js\ntool: shell',
    /takes a tool of type js, and "shell" is of type shell. Make it a node of type tool\./,
  ],
  ['type: js\ntool: graph', /"graph" is of type graph. Make it a node of type tool_call\./],
  ['type: tool\ntool: js', /takes a tool of type shell, and "js" is of type js. Make it a node of type js\./],
  ['type: tool\ntool: shel', /no tool "shel". Did you mean "shell"/],
  ['type: tool_call\ntool: shel', /no tool "shel". Did you mean "shell"/],
  ['type: agent\nprompt: ask\ntools: [shell, nothing]', /no tool "nothing"/],
  [
    'type: map\nover: [1]\nas: item\ncollect: all\nnode: {type: tool, tool: shel}',
    /no tool "shel". Did you mean "shell"/,
  ],
])('a node refers to a tool that there is, of a type that it can call: %s', (node, message) => {
  const found = problemsOf(oneNode(node, all), files)
  expect(found).toEqual([expect.stringMatching(message)])
  expect(found[0]).not.toMatch(/^[12]:/)
})

test.each([
  'type: js\ntool: js',
  'type: python\ntool: own',
  'type: tool\ntool: own',
  'type: tool_call\ntool: "{state.tool}"',
])('a reference that is in order is not told: %s', (node) => {
  expect(problemsOf(oneNode(node, all), files, { tools: { own: () => 1 } })).toEqual([])
})

test('a tool that could not be read is told once, not again where it is used', () => {
  expect(problemsOf(oneNode('type: tool\ntool: a', 'tools:\n  a: {type: js, function: f}\n'))).toHaveLength(1)
})

test('values that a command needs and the variables do not have are told', () => {
  const further = 'tools:\n  a: {command: "ls {b} {c} {d}"}\n'
  expect(problemsOf(oneNode('type: tool\ntool: a\nvariables: {c: 1}', further))).toEqual([
    expect.stringMatching(/^5:\d+ The command needs "b", "d".*b: "\{state.b\}"/),
  ])
  expect(problemsOf(oneNode('type: tool\ntool: a', further))).toEqual([])
})

const unbound = `tools:
  one: {type: python}
  two: {type: websearch}
  three: {type: python}
`

test('functions that nobody has bound are one error with all their names', () => {
  expect(problems(unbound)).toEqual([
    expect.stringMatching(/^9:3 .*"one", "two", "three".*tool_load_mode: warn/),
  ])
  expect(problems(unbound, {}, { tools: { one: () => 1, two: () => 1 } })).toEqual([
    expect.stringMatching(/no function stands in for "three"/),
  ])
})

test('with tool_load_mode: warn they are a warning', () => {
  const graph = load(oneNode(pass, `${unbound}config: {tool_load_mode: warn}\n`))
  expect(graph.warnings).toMatchObject([{ rule: 'unbound-tool', severity: 'warning', line: 9 }])
})

const guarded = `tools:
  shell: {command: ls}
  package: {type: js, module: m, function: f}
  file: {type: js, path: a.mjs, function: f}
  own: {type: js, path: a.mjs, function: f}
`
const agent = 'type: agent\nprompt: ask\ntools: [own, shell]'

test('without allowTools everything may run', () => {
  expect(problemsOf(oneNode(agent, guarded), { 'a.mjs': '' })).toEqual([])
})

test('with allowTools, commands, functions of packages and tools of agents have to be named in it', () => {
  expect(problemsOf(oneNode(agent, guarded), { 'a.mjs': '' }, { allowTools: [] })).toEqual([
    expect.stringMatching(/^5:\d+ The agent's tool "own" is not allowed to run.*allowTools: \['own'\]/),
    expect.stringMatching(/^\d+:\d+ The shell tool "shell".*ALLOW_TOOLS=shell/),
    expect.stringMatching(/^\d+:\d+ The package's function "package"/),
  ])
  expect(
    problemsOf(oneNode(agent, guarded), { 'a.mjs': '' }, { allowTools: ['own', 'shell', 'package'] }),
  ).toEqual([])
})

test('a tool that a graph inside may not run is refused in its own file', () => {
  const folder = folderWith({
    'graph.yaml': oneNode('type: subgraph\ngraph: inner/graph.yaml'),
  })
  mkdirSync(join(folder, 'inner'))
  writeFileSync(join(folder, 'inner/graph.yaml'), oneNode(pass, 'tools:\n  a: {command: ls}\n'))
  expect(() => loadGraph(join(folder, 'graph.yaml'), { allowTools: ['b'] })).toThrow(FilesInvalidError)
  expect(() => loadGraph(join(folder, 'graph.yaml'), { allowTools: ['a'] })).not.toThrow()
})

test('each kind of mistake has its rule', () => {
  expect(rulesOf(oneNode('type: tool\ntool: x'))).toEqual(['error unknown-tool'])
  expect(rulesOf(oneNode(pass, 'tools: {a: {command: "eval {b}"}}'))).toEqual(['error invalid-template'])
  expect(rulesOf(oneNode(pass, 'tools: {a: {command: ls}}'), { allowTools: [] })).toEqual([
    'error tool-not-allowed',
  ])
})
