import { expect, test } from 'vitest'
import { findingsOf, findingsOfRule } from './lint-folder.js'

const found = (graph: string) => findingsOfRule('unreachable-node', graph)

test('a node without an edge to it is told, with an edge that would reach it', () => {
  const findings = found(`
nodes:
  greet: {type: passthrough, output: {greeted: true}}
  part: {type: passthrough, output: {parted: true}}
edges:
  - {from: START, to: greet}
`)
  expect(findings).toEqual([
    'graph.yaml:4:3 warning unreachable-node No way leads from START to "part", so a run never comes to it. Add an edge to it, such as {from: greet, to: part}.',
  ])
})

test('a node after one that is out of reach is told what comes before it', () => {
  const findings = found(`
nodes:
  greet: {type: passthrough, output: {greeted: true}}
  ask: {type: passthrough, output: {asked: true}}
  part: {type: passthrough, output: {parted: true}}
edges:
  - {from: START, to: greet}
  - {from: ask, to: part}
`)
  expect(findings).toEqual([
    expect.stringMatching(/^graph.yaml:4:3 .*Add an edge to it, such as \{from: greet, to: ask\}\./),
    expect.stringMatching(/^graph.yaml:5:3 .*It comes after "ask", to which no way leads either/),
  ])
})

test('a node that only a route names is told that an edge has to list it', () => {
  const findings = found(`
nodes:
  sort: {type: router, prompt: ask, routes: {yes_please: serve, no_thanks: part}}
  serve: {type: passthrough, output: {served: true}}
  part: {type: passthrough, output: {parted: true}}
edges:
  - {from: START, to: sort}
  - {from: sort, to: [serve], type: conditional}
`)
  expect(findings).toEqual([expect.stringMatching(/^graph.yaml:5:3 .*The router "sort" has a route to it/)])
})

test('the exit of a loop and the parts of a macro are in reach', () => {
  const findings = findingsOf(`
nodes:
  draft: {type: passthrough, output: {text: better}}
  give_up: {type: passthrough, output: {text: none}}
  chapters:
    type: pipeline
    items: [{name: one}, {name: two}]
    stages: [{name: write, type: passthrough, output: {"{item.name}": written}}]
loop_limits: {draft: 3}
loop_exits: {draft: give_up}
edges:
  - {from: START, to: draft}
  - {from: draft, to: draft, condition: text != 'good'}
  - {from: draft, to: chapters, condition: text == 'good'}
`)
  expect(findings).toEqual([])
})
