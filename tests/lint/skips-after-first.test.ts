import { expect, test } from 'vitest'
import { findingsOf } from './lint-folder.js'

test('the later stages of a pipeline that add to one list are told that they do nothing', () => {
  const stage = (keys: string) => `
state: {parts: {type: list, reducer: add}}
nodes:
  chapters:
    type: pipeline
    items: [{name: one}, {name: two}]
    stages:
      - {name: write, prompt: ask, state_key: parts${keys}}
edges: [{from: START, to: chapters}, {from: chapters, to: END}]
`
  expect(findingsOf(stage(''))).toEqual([
    'graph.yaml:8:47 warning skips-after-first "chapters_two_write" does nothing once "parts" has a value, and "chapters_one_write" writes it before. Add skip_if_exists: false to add to it, or skip_if_exists: true where that is meant.',
  ])
  expect(findingsOf(stage(', skip_if_exists: false'))).toEqual([])
})

test('so is a node that is to improve what another wrote, and one whose key a data file fills', () => {
  const graph = (keys: string) => `
nodes:
  draft: {prompt: ask, state_key: text}
  improve: {prompt: ask, state_key: text${keys}}
edges: [{from: START, to: draft}, {from: draft, to: improve}, {from: improve, to: END}]
`
  expect(findingsOf(graph(''))).toEqual([
    expect.stringMatching(
      /^graph.yaml:4:37 warning skips-after-first "improve" .* and "draft" writes it before/,
    ),
  ])
  expect(findingsOf(graph(', skip_if_exists: true'))).toEqual([])
  expect(
    findingsOf(`${graph(', skip_if_exists: false')}data_files: {text: text.yaml}\n`, { 'text.yaml': 'a: b' }),
  ).toEqual([
    expect.stringMatching(/^graph.yaml:3:35 warning skips-after-first .* and data_files writes it before/),
  ])
})

test('an empty value, another branch and a loop do not make a node skip', () => {
  expect(
    findingsOf(`
nodes:
  begin: {type: passthrough, output: {text: ""}}
  draft: {prompt: ask, state_key: text}
  other: {prompt: ask, state_key: text}
  more: {prompt: ask}
edges:
  - {from: START, to: begin}
  - {from: begin, to: draft, condition: input == null}
  - {from: begin, to: other, condition: input != null}
  - {from: draft, to: more}
  - {from: more, to: more, condition: more == null}
loop_limits: {more: 3}
`),
  ).toEqual([])
})
