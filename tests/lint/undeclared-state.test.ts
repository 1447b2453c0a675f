import { expect, test } from 'vitest'
import { findingsOf, lintOf } from './lint-folder.js'

const edges = 'edges:\n  - {from: START, to: ask}\n  - {from: ask, to: END}\n'

test('every place that names a key that nothing declares is told, with the nearest name', () => {
  const findings = findingsOf(`
state: {question: str}
nodes:
  ask: {prompt: ask, requires: [questoin]}
  note:
    type: passthrough
    output: {said: "It was {state.questio}.", list: [1, "{state.lsit}"]}
  each:
    type: map
    over: "{questions}"
    as: one
    node: {type: passthrough, output: {kept: "{state.one}", lost: "{state.other}"}}
    collect: kept
  choose: {type: tool_call, tool: look_up, args: {word: "{state.word + 1}"}}
  wait: {type: interrupt, message: {text: "{asked}"}}
tools: {look_up: {command: "echo {word}"}}
checkpointer: {type: memory}
edges:
  - {from: START, to: ask, condition: state.mood == 'good'}
  - {from: START, to: note, condition: question == state.answer}
  - {from: ask, to: note}
  - {from: note, to: each}
  - {from: each, to: choose}
  - {from: choose, to: wait}
`)
  const places = findings.map((text) =>
    /^graph.yaml:(\S+) warning undeclared-state .*?key "(\w+)"/.exec(text)?.slice(1),
  )
  expect(places).toEqual([
    ['4:33', 'questoin'],
    ['7:20', 'questio'],
    ['7:57', 'lsit'],
    ['10:11', 'questions'],
    ['12:67', 'other'],
    ['14:57', 'word'],
    ['15:43', 'asked'],
    ['19:39', 'mood'],
    ['20:40', 'answer'],
  ])
  expect(findings[0]).toContain('Did you mean "question"? Declare what a run begins with under "state"')
})

test('declared, written, given and the runner’s own keys are known', () => {
  const findings = findingsOf(
    `
state: {question: str}
data_files: {people: people.yaml}
nodes:
  ask: {prompt: ask, state_key: answer, requires: [question, input]}
  note:
    type: passthrough
    output:
      said: ["{state.answer.text}", "{state.people}", "{state.question}", "{state.said}"]
      rounds: "{state._loop_counts.ask}"
  wait: {type: interrupt, message: "{interrupt_message} {state.user_input}"}
checkpointer: {type: memory}
edges:
  - {from: START, to: ask}
  - {from: ask, to: note, condition: answer == finished and _route != null}
  - {from: note, to: wait}
`,
    { 'people.yaml': 'user: not a prompt' },
  )
  expect(findings).toEqual([])
})

test('a word on the right of a condition may be a text', () => {
  const graph = `nodes: {ask: {prompt: ask}}\nedges: [{from: START, to: ask, condition: input == thanks}]\n`
  expect(findingsOf(graph)).toEqual([])
})

test('a command without variables takes its values from the state', () => {
  const graph = (key: string) => `
state: {file: str}
tools: {count: {command: "wc -w < {${key}}"}}
nodes: {ask: {type: tool, tool: count}}
${edges}`
  expect(findingsOf(graph('file'))).toEqual([])
  expect(findingsOf(graph('flie'))).toEqual([
    expect.stringMatching(/^graph.yaml:4:33 warning undeclared-state .*Did you mean "file"\?/),
  ])
})

test('an exported key has to be one of the state', () => {
  const graph = `nodes: {ask: {prompt: ask}}\n${edges}exports:\n  aks: {format: text, filename: ask.txt}\n`
  expect(findingsOf(graph)).toEqual([
    expect.stringMatching(/^graph.yaml:6:3 warning undeclared-state .*Did you mean "ask"\?/),
  ])
})

test('mappings are checked on both sides, and a graph that shares its state knows its parent’s keys', () => {
  const parent = (mode: string) => `
state: {question: str}
nodes: {ask: {type: subgraph, graph: child.yaml, ${mode}}}
${edges}`
  const child = `
state: {text: str}
nodes: {ask: {type: passthrough, output: {result: "{state.question}"}}}
${edges}`
  const mapped = 'input_mapping: {questin: text}, output_mapping: {answer: reslt}'
  expect(lintOf({ 'graph.yaml': parent(mapped), 'child.yaml': child })).toEqual([
    expect.stringMatching(/^child.yaml:3:51 warning undeclared-state .*"question"/),
    expect.stringMatching(
      /^graph.yaml:3:66 warning undeclared-state .*"questin".* Did you mean "question"\?/,
    ),
    expect.stringMatching(
      /^graph.yaml:3:107 warning undeclared-state .*Nothing in the graph .*"reslt".* Did you mean "result"\?/,
    ),
  ])
  expect(lintOf({ 'graph.yaml': parent('mode: direct'), 'child.yaml': child })).toEqual([])
})
