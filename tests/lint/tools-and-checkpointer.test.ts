import { expect, test } from 'vitest'
import { findingsOf } from './lint-folder.js'

const edges = 'edges: [{from: START, to: ask}, {from: ask, to: END}]\n'

test('a tool that no node names is told', () => {
  const graph = (node: string) => `
tools:
  count: {command: wc}
  look_up: {command: ls}
nodes: {ask: ${node}}
${edges}`
  expect(findingsOf(graph('{type: tool, tool: count}'))).toEqual([
    'graph.yaml:4:3 warning unused-tool No node names the tool "look_up". Name it, or remove it.',
  ])
  const agent = '{type: agent, prompt: ask, tools: [count, look_up]}'
  expect(findingsOf(graph(agent))).toEqual([])
  expect(
    findingsOf(graph('{type: map, over: [1], as: n, collect: all, node: {type: tool_call, tool: count}}')),
  ).toEqual([expect.stringMatching(/"look_up"/)])
})

test('where the state decides which tool is called, any may be', () => {
  const graph = `
state: {chosen: str}
tools: {count: {command: wc}}
nodes: {ask: {type: tool_call, tool: "{state.chosen}"}}
${edges}`
  expect(findingsOf(graph)).toEqual([])
})

test('a graph that stops to ask needs a checkpointer, or the web app', () => {
  const graph = (further: string) => `nodes:\n  ask: {type: interrupt, message: Go on?}\n${edges}${further}`
  expect(findingsOf(graph(''))).toEqual([
    expect.stringMatching(
      /^graph.yaml:2:3 warning no-checkpointer The run stops at "ask" for an answer, but nothing keeps it/,
    ),
  ])
  expect(findingsOf(graph('checkpointer: {type: memory}\n'))).toEqual([])
  expect(findingsOf(graph('web: true\n'))).toEqual([])
})

test('a graph inside another is kept by that one', () => {
  const child = `nodes:\n  ask: {type: interrupt, message: Go on?}\n${edges}`
  const parent = (further: string) => `nodes:\n  ask: {type: subgraph, graph: child.yaml}\n${edges}${further}`
  expect(findingsOf(parent(''), { 'child.yaml': child })).toEqual([
    expect.stringMatching(/^graph.yaml:2:3 warning no-checkpointer/),
  ])
  expect(findingsOf(parent('checkpointer: {type: memory}\n'), { 'child.yaml': child })).toEqual([])
})
