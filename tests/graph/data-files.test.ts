import { expect, test } from 'vitest'
import { runGraph } from '../../src/graph/index.js'
import { load, oneNode, problemsOf, settings } from './graph-folder.js'

const node = 'type: passthrough\noutput: {x: 1}'

test('a data file is in the state, an empty one is an empty mapping, and the input wins', async () => {
  const graph = load(oneNode(node, 'data_files: {facts: facts.yaml, empty: empty.yaml, both: facts.yaml}'), {
    'facts.yaml': 'a: yes\nb: [1, 2]',
    'empty.yaml': '',
  })
  const { state } = await runGraph(graph, { both: 'mine' }, { settings })
  expect(state).toMatchObject({ facts: { a: true, b: [1, 2] }, empty: {}, both: 'mine' })
})

test('a flat glob gives a mapping by file name, sorted', () => {
  const graph = load(oneNode(node, 'data_files: {all: "topics/[ab]?.yaml"}'), {
    'topics/b1.yaml': 'n: 2',
    'topics/a1.yaml': 'n: 1',
    'topics/c1.yaml': 'n: 3',
    'topics/a.yaml': 'n: 4',
  })
  expect(graph.data.all).toEqual({ a1: { n: 1 }, b1: { n: 2 } })
  expect(Object.keys(graph.data.all as object)).toEqual(['a1', 'b1'])
})

test('** and globs over folders are refused, and so are files that are missing or broken', () => {
  expect(
    problemsOf(oneNode(node, 'data_files: {a: "**/x.yaml", b: "*/x.yaml", c: none.yaml, d: bad.yaml}'), {
      'bad.yaml': 'a: [',
    }),
  ).toEqual([
    expect.stringContaining('"**/x.yaml" is not a flat glob'),
    expect.stringContaining('"*/x.yaml" is not a flat glob'),
    expect.stringContaining('There is no "none.yaml"'),
    expect.stringContaining('This is not valid YAML'),
  ])
})

test('schema.yaml is read in the dialect of questionnaires, wherever it is named', () => {
  const text = 'no: yes\nversion: 1e3'
  const graph = load(oneNode(node, 'data_files: {schema: schema.yaml, other: other.yaml}'), {
    'schema.yaml': text,
    'other.yaml': text,
  })
  expect(graph.data).toEqual({ schema: { no: 'yes', version: 1000 }, other: { false: true, version: '1e3' } })
})

test('a path out of the folder is refused', () => {
  expect(
    problemsOf(oneNode(node, 'data_files: {a: ../x.yaml, b: /etc/passwd, c: "../*.yaml"}')),
  ).toHaveLength(3)
})

test('a list that grows gets its data once on a thread, not with every run', async () => {
  const graph = load(
    'checkpointer: {type: memory}\nstate: {log: {type: list, reducer: add}}\ndata_files: {log: log.yaml}\nnodes: {note: {type: passthrough, output: {log: [new]}}}\nedges: [{from: START, to: note}]\n',
    { 'log.yaml': '[old]' },
  )
  const options = { settings, config: { thread_id: 't' } }
  expect((await runGraph(graph, {}, options)).state.log).toEqual(['old', 'new'])
  expect((await runGraph(graph, {}, options)).state.log).toEqual(['old', 'new', 'new'])
})

test('a glob that cannot be read, and an object that a checkpoint would revive, are problems', () => {
  expect(problemsOf(oneNode(node, 'data_files: {d: "[z-a].yaml"}'))).toEqual([
    expect.stringContaining('cannot be read as a glob'),
  ])
  expect(
    problemsOf(oneNode(node, 'data_files: {d: d.yaml}'), {
      'd.yaml': 'a: {lc: 1, type: constructor, id: [x]}',
    }),
  ).toEqual([expect.stringMatching(/^1:1 This file is not plain JSON: an object with "lc"/)])
})
