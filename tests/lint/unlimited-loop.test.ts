import { expect, test } from 'vitest'
import { findingsOf } from './lint-folder.js'

const nodes = `
nodes:
  draft: {type: passthrough, output: {text: better}}
  judge: {type: passthrough, output: {score: 3}}
  wait: {type: interrupt, message: Go on?}
checkpointer: {type: memory}
`

const loop = `edges:
  - {from: START, to: wait}
  - {from: wait, to: draft}
  - {from: draft, to: judge}
  - {from: judge, to: draft, condition: score < 5}
  - {from: judge, to: END, condition: score >= 5}
`

test('a loop without a limit is told, with the limit that it lacks', () => {
  expect(findingsOf(`${nodes}${loop}`)).toEqual([
    'graph.yaml:3:3 warning unlimited-loop Nothing limits how often a run goes round this loop: draft > judge > draft. Add a limit, such as loop_limits: {judge: 5}.',
  ])
})

test('a loop without a way out is told when it will fail', () => {
  const edges = `config: {recursion_limit: 12}
edges:
  - {from: START, to: wait}
  - {from: wait, to: draft}
  - {from: draft, to: judge}
  - {from: judge, to: draft}
`
  expect(findingsOf(`${nodes}${edges}`)).toEqual([
    expect.stringMatching(
      /^graph.yaml:3:3 warning unlimited-loop This loop has no way out, so a run fails after 12 steps: draft > judge > draft\. Give its edges conditions, such as \{from: judge, to: END, /,
    ),
  ])
})

test('loops that share a node are told once', () => {
  const edges = `edges:
  - {from: START, to: wait}
  - {from: wait, to: draft}
  - {from: draft, to: judge, condition: score < 5}
  - {from: draft, to: draft, condition: score < 2}
  - {from: judge, to: draft}
`
  expect(findingsOf(`${nodes}${edges}`)).toHaveLength(1)
})

test('a limit anywhere in the loop is enough', () => {
  expect(findingsOf(`${nodes}${loop}loop_limits: {judge: 3}\n`)).toEqual([])
})

test('a person who is asked limits a loop as well', () => {
  const edges = `edges:
  - {from: START, to: wait}
  - {from: wait, to: draft, condition: user_input != 'enough'}
  - {from: draft, to: judge}
  - {from: judge, to: wait}
`
  expect(findingsOf(`${nodes}${edges}`)).toEqual([])
})
