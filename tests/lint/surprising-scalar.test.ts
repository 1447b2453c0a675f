import { expect, test } from 'vitest'
import { findingsOf, findingsOfRule, lintOf } from './lint-folder.js'

const edges = 'edges: [{from: START, to: note}, {from: note, to: END}]\n'

function output(value: string): string[] {
  const graph = `nodes:\n  note: {type: passthrough, output: {said: ${value}}}\n${edges}`
  return findingsOf(graph)
}

test.each([
  ['no', 'no without quotes is false. Write "no" for the text, or false.'],
  ['On', 'On without quotes is true. Write "On" for the text, or true.'],
  ['010', '010 without quotes is the octal number 8. Write "010" for the text, or 8.'],
  [
    '12:30',
    '12:30 without quotes is the number 750, counted in sixties. Write "12:30" for the text, or 750.',
  ],
  [
    '1e3',
    '1e3 without quotes is text, because such a number needs a dot and a sign, as in 1.0e+3. Write "1e3" for the text.',
  ],
  [
    '+4912345',
    '+4912345 without quotes is the number 4912345, without the plus. Write "+4912345" for the text, or 4912345.',
  ],
  ['12345678901234567890', expect.stringContaining('which is not exact')],
])('in a graph, %s is told to be read otherwise', (value, message) => {
  const [finding = '', ...others] = output(value)
  expect(others).toEqual([])
  expect(finding).toMatch(/^graph\.yaml:2:44 warning surprising-scalar /)
  expect(finding.replace(/^.*? surprising-scalar /, '')).toEqual(message)
})

test.each(['"no"', 'true', 'nobody', '10', '0', '0.50', '2024-01-31', '"12:30"', '1.0e+3', 'null', '1_000'])(
  'in a graph, %s is what it looks like',
  (value) => expect(output(value)).toEqual([]),
)

test('where a flag is expected, yes and off are one', () => {
  const graph = `web: off\nnodes:\n  note: {prompt: ask, stream: yes, parse_json: no}\n${edges}`
  expect(findingsOf(graph)).toEqual([])
})

test('keys are names: yes, 1.0 and a null are none', () => {
  const graph = `
nodes:
  note:
    type: router
    prompt: ask
    routes:
      yes: END
      1.0: END
      ~: END
edges: [{from: START, to: note}, {from: note, to: [END], type: conditional}]
`
  expect(findingsOfRule('surprising-scalar', graph)).toEqual([
    expect.stringMatching(/^graph.yaml:7:7 .* yes without quotes is true\. Write "yes" for the text\.$/),
    expect.stringMatching(
      /^graph.yaml:8:7 .* 1\.0 without quotes is the number 1, without the zero after it/,
    ),
    expect.stringMatching(/^graph.yaml:9:7 .* ~ without quotes is nothing/),
  ])
})

test('a version ends in a zero only in quotes', () => {
  const graph = `nodes: {note: {prompt: ask}}\n${edges}`
  expect(findingsOf(`version: 1.10\n${graph}`)).toEqual([
    expect.stringMatching(
      /^graph.yaml:1:10 warning surprising-scalar 1\.10 without quotes is the number 1\.1/,
    ),
  ])
  expect(findingsOf(`version: "1.10"\n${graph}`)).toEqual([])
})

test('a place that takes text says besides why it got something else', () => {
  const graph = `nodes:\n  note: {prompt: ask, on_error: no}\n${edges}`
  expect(findingsOf(graph)).toEqual([
    expect.stringMatching(/^graph.yaml:2:33 error wrong-value /),
    expect.stringMatching(/^graph.yaml:2:33 warning surprising-scalar no without quotes is false/),
  ])
})

test('prompts are looked through as well', () => {
  expect(lintOf({ 'prompts/a.yaml': 'user: Hello\nmetadata: {approved: yes}\n' })).toEqual([
    expect.stringMatching(/^prompts\/a.yaml:2:22 warning surprising-scalar/),
  ])
})

test('in questionnaires yes and 12:30 are text, and numbers lose their zeros', () => {
  const form = (value: string) => ({
    'lunch/schema.yaml': `name: Lunch\nversion: "1.0"\nlanguage: en\nfields:\n  - id: dish\n    hint: ${value}\n`,
  })
  expect(lintOf(form('yes'))).toEqual([])
  expect(lintOf(form('12:30'))).toEqual([])
  for (const value of ['00100', '+358401234', '0x1F', '1e3', '0o17']) {
    expect(lintOf(form(value))).toEqual([
      expect.stringMatching(/^lunch\/schema.yaml:6:11 error wrong-type /),
      expect.stringMatching(/^lunch\/schema.yaml:6:11 warning surprising-scalar /),
    ])
  }
})
