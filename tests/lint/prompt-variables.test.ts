import { expect, test } from 'vitest'
import { findingsOf } from './lint-folder.js'

const edges = 'edges:\n  - {from: START, to: ask}\n  - {from: ask, to: END}\n'
const prompts = { 'prompts/praise.yaml': 'user: Praise {person} for {deed}.\n' }
const praise = (keys: string, further = '') =>
  findingsOf(`nodes:\n  ask: {prompt: praise${keys}}\n${edges}${further}`, prompts)

test('without variables a prompt needs keys of the state', () => {
  expect(praise('', 'state: {persons: list, deed: str}\n')).toEqual([
    'graph.yaml:2:17 warning missing-variable The prompt "praise" needs "person", which no state key gives. Did you mean "persons"? Declare it under "state", or give it in "variables".',
  ])
  expect(praise('', 'state: {person: str, deed: str}\n')).toEqual([])
})

test('with variables a prompt gets these alone', () => {
  const state = 'state: {person: str, deed: str}\n'
  expect(praise(', variables: {person: "{state.person}"}', state)).toEqual([
    'graph.yaml:2:25 warning missing-variable The prompt "praise" needs "deed", which "variables" does not have. Add deed: "{state.deed}".',
  ])
  expect(praise(', variables: {person: "{state.person}", deed: all}', state)).toEqual([])
})

test('a variable that the prompt never asks for is told', () => {
  const variables = ', variables: {person: you, deed: this, person_name: them}'
  expect(praise(variables)).toEqual([
    expect.stringMatching(
      /^graph.yaml:2:62 warning unused-variable "person_name" is given, but the prompt "praise" never asks for it/,
    ),
  ])
})

test('names that a prompt can do without are neither missing nor unused', () => {
  const optional = {
    'prompts/praise.yaml': 'user: Praise{% if person is defined %} {{ person }}{% endif %}.\n',
  }
  const graph = (keys: string) => `nodes:\n  ask: {prompt: praise${keys}}\n${edges}`
  expect(findingsOf(graph(''), optional)).toEqual([])
  expect(findingsOf(graph(', variables: {person: you}'), optional)).toEqual([])
})

test('the item of a map is given to its node, in variables or without them', () => {
  const graph = (keys: string) => `
state: {people: list, deed: str}
nodes:
  ask: {type: map, over: "{state.people}", as: person, collect: praises, node: {prompt: praise${keys}}}
${edges}`
  expect(findingsOf(graph(''), prompts)).toEqual([])
  expect(findingsOf(graph(', variables: {deed: "{state.deed}"}'), prompts)).toEqual([])
  expect(findingsOf(graph(', variables: {dede: this}'), prompts)).toEqual([
    expect.stringMatching(/^graph.yaml:4:97 warning missing-variable .*"deed"/),
    expect.stringMatching(/^graph.yaml:4:109 warning unused-variable "dede"/),
  ])
})

test('the texts of an agent know names in braces beside Jinja', () => {
  const agent = { 'prompts/agent.yaml': 'system: "{{ person }} did {deed}."\n' }
  const graph = `nodes:\n  ask: {type: agent, variables: {person: you, deed: this, more: x}}\n${edges}`
  expect(findingsOf(graph, agent)).toEqual([
    expect.stringMatching(/^graph.yaml:2:59 warning unused-variable "more"/),
  ])
})

test('variables of a command and of an interrupt are used, or told', () => {
  const graph = `
tools: {count: {command: "wc -w < {file}"}}
checkpointer: {type: memory}
nodes:
  ask: {type: tool, tool: count, variables: {file: a.txt, files: b.txt}}
  wait: {type: interrupt, message: Go on?, variables: {file: a.txt}}
edges: [{from: START, to: ask}, {from: ask, to: wait}]
`
  expect(findingsOf(graph)).toEqual([
    expect.stringMatching(/^graph.yaml:5:59 warning unused-variable "files" .* the command of "count"/),
    expect.stringMatching(/^graph.yaml:6:56 warning unused-variable "file" .* an interrupt without a prompt/),
  ])
})
