import { expect, test } from 'vitest'
import { findingsOf, findingsOfRule } from './lint-folder.js'

const edges = 'edges: [{from: START, to: ask}, {from: ask, to: END}]\n'
const streaming = `nodes:\n  ask: {prompt: ask, stream: true}\n${edges}`

test('a router streams only where it is named', () => {
  const graph = `nodes:\n  ask: {type: router, prompt: ask, stream: true, routes: {stop: END}}\nedges: [{from: START, to: ask}, {from: ask, to: [END], type: conditional}]\n`
  expect(findingsOf(graph)).toEqual([
    'graph.yaml:2:36 warning invisible-stream A router streams only where a program names it: what it answers is for the graph. Leave out "stream".',
  ])
})

test('a node that is never reached streams to nobody', () => {
  const graph = `nodes:\n  ask: {prompt: ask}\n  more: {prompt: ask, stream: true}\n${edges}`
  expect(findingsOfRule('invisible-stream', graph)).toEqual([
    expect.stringMatching(/^graph.yaml:3:23 warning invisible-stream "more" is never reached/),
  ])
})

test('so does a graph that is used as a tool alone', () => {
  const parent = (node: string) =>
    `tools: {help: {type: graph, path: child.yaml}}\nnodes:\n  use: {type: agent, prompt: ask, tools: [help]}\n${node}`
  const plain = parent('edges: [{from: START, to: use}, {from: use, to: END}]\n')
  expect(findingsOf(plain, { 'child.yaml': streaming })).toEqual([
    expect.stringMatching(/^child.yaml:2:22 warning invisible-stream This graph is used as a tool/),
  ])
  const both = parent(
    '  part: {type: subgraph, graph: child.yaml}\nedges: [{from: START, to: use}, {from: use, to: part}]\n',
  )
  expect(findingsOf(both, { 'child.yaml': streaming })).toEqual([])
})

test('nodes that a run comes to stream, in a map as well', () => {
  expect(findingsOf(streaming)).toEqual([])
  const map = `nodes:\n  ask: {type: map, over: [1], as: n, collect: all, node: {prompt: ask, stream: true}}\n${edges}`
  expect(findingsOf(map)).toEqual([])
})
