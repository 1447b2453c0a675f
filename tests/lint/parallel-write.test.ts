import { expect, test } from 'vitest'
import { findingsOf } from './lint-folder.js'

const nodes = `
nodes:
  one: {type: passthrough, output: {text: a}}
  two: {prompt: ask, state_key: text, skip_if_exists: false}
  three: {prompt: ask}
  four: {type: passthrough, output: {three: x}}
`

test('nodes side by side that write the same key are told', () => {
  const edges = 'edges: [{from: START, to: [one, two]}, {from: one, to: three}, {from: three, to: four}]\n'
  expect(findingsOf(`${nodes}${edges}`)).toEqual([
    'graph.yaml:4:33 warning parallel-write "one" and "two" can run in the same step and both write "text", which fails. Give one of them another key, or declare text: {type: list, reducer: add} under "state".',
  ])
})

test('so are nodes that come as many steps after such nodes', () => {
  const later = 'edges: [{from: START, to: [three, pause]}, {from: three, to: one}, {from: pause, to: two}]\n'
  const pause = nodes.replace(
    '  four: {type: passthrough, output: {three: x}}',
    '  pause: {type: passthrough, output: {paused: true}}',
  )
  expect(findingsOf(`${pause}${later}`)).toEqual([
    expect.stringMatching(/^graph.yaml:4:33 warning parallel-write/),
  ])
})

test('a reducer, one after the other and one of two by condition are fine', () => {
  const further = '{from: two, to: three}, {from: three, to: four}]\n'
  expect(
    findingsOf(
      `${nodes}state: {text: {type: list, reducer: add}}\nedges: [{from: START, to: [one, two]}, ${further}`,
    ),
  ).toEqual([])
  expect(findingsOf(`${nodes}edges: [{from: START, to: one}, {from: one, to: two}, ${further}`)).toEqual([])
  const choice =
    '{from: START, to: one, condition: input == null}, {from: START, to: two, condition: input != null}'
  expect(findingsOf(`${nodes}edges: [${choice}, ${further}`)).toEqual([])
})
