/** The format itself: conditions, scalars, settings, failures, and keys that only another runner knows. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileGraph, runGraph } from '../../../src/graph/index.js'
import { ScriptedModel } from '../../../src/llm/index.js'
import { settings } from '../graph-folder.js'
import { compatible, graphsFolder, ownState, scriptedRun } from './compatibility-graph.js'

const unknown = 'unknown-key'
const warnings: Readonly<Record<string, readonly string[]>> = {
  'old-scalars': [unknown],
  'upstream-extras': [unknown, unknown, unknown, 'wrong-value', unknown, unknown, unknown, unknown],
}
const unbound = ['begin_game', 'take_turn', 'end_game', 'load_rows', 'average', 'upper', 'count']
const tools = Object.fromEntries(unbound.map((name) => [name, () => null]))

test.each(readdirSync(graphsFolder))('%s loads, with the warnings that it deserves', (name) => {
  const { warnings: told } = compatible(name, { tools })
  expect(told.map(({ rule }) => rule)).toEqual(warnings[name] ?? [])
})

test.each<[string, Record<string, unknown>]>([
  ['refused', { blocked: true, reason: 'late' }],
  ['refused', { blocked: 1, reason: '' }],
  ['waiting', { blocked: true }],
  ['waiting', { order: { status: 'open or new', paid: false } }],
  ['over the limit', { order: { total: 12 }, limits: { total: 10 } }],
  ['hurried', { order: { priority: 'urgent', total: 1 }, limits: { total: 10 } }],
  ['hurried', { order: { priority: 9 }, urgent: 9 }],
  ['accepted', { order: { flag: true, total: '11' }, limits: { total: 10 } }],
])('conditions lead to: %s', async (outcome, state) => {
  const result = await runGraph(compatible('conditions'), state, scriptedRun([]).options)
  expect(ownState(result.state)).toEqual({ ...state, looked: true, outcome })
})

test('where no condition holds the run ends, with a warning', async () => {
  const told: string[] = []
  const graph = compileGraph(compatible('conditions'), { settings, onWarning: (text) => told.push(text) })
  const { state } = await runGraph(graph, { order: { flag: 'true' } }, {})
  expect(ownState(state)).toEqual({ order: { flag: 'true' }, looked: true })
  expect(told).toEqual([expect.stringContaining('"look"')])
})

test('scalars are what YAML 1.1 says, and merges and anchors hold', async () => {
  const { state } = await runGraph(compatible('old-scalars'), { nothing: 'kept?' }, scriptedRun([]).options)
  expect(ownState(state)).toEqual({
    on_flag: 'replaced',
    off_flag: false,
    yes_flag: true,
    letter: 'y',
    no_letter: 'N',
    octal: 8,
    hexadecimal: 31,
    binary: 5,
    grouped: 1000,
    sexagesimal: 90,
    exponent: '1e3',
    real_exponent: 1500,
    nothing: null,
    tilde_text: '~',
    date: '2025-01-31',
    quoted: 'no',
    true: 'a key',
  })
})

test('segments of a system text are sent with what may be cached, and a cached answer is not asked for again', async () => {
  const asked: unknown[] = []
  const graph = compileGraph(compatible('settings'), {
    settings,
    createModel: ({ provider, model, maxTokens }) =>
      new ScriptedModel((messages) => {
        asked.push([provider, model, maxTokens, ...messages.map(({ content }) => content)])
        return 'Yes.'
      }),
  })
  const input = { law: 'Be kind.', question: 'May I?', questions: ['Now?', 'Here?', 'All?'] }
  const { state } = await runGraph(graph, input)
  const system = [
    { type: 'text', text: 'The law: Be kind.\n', cache_control: { type: 'ephemeral' } },
    { type: 'text', text: 'Answer briefly.' },
  ]
  expect(asked).toEqual([
    ['anthropic', 'large', 50, system, 'May I?'],
    ['anthropic', 'large', 300, system, 'Now?'],
    ['anthropic', 'large', 300, system, 'Here?'],
  ])
  expect(state.seen).toEqual([
    { _map_index: 0, value: 'Yes.' },
    { _map_index: 1, value: 'Yes.' },
  ])
  await runGraph(graph, input)
  expect(asked).toHaveLength(3)
  expect(graph.graph.config).toMatchObject({ recursionLimit: 6, timeout: 120_000, maxConcurrency: 2 })
})

test('keys that are not known are told of, and the graph runs', async () => {
  const graph = compatible('upstream-extras')
  const { state } = await runGraph(graph, {}, scriptedRun(['Something.']).options)
  expect(ownState(state)).toEqual({ ask: 'Something.' })
  expect(graph.warnings.map(({ message }) => message).join('\n')).toMatch(/"state_class"[\s\S]*"parsed_key"/)
})

test('each on_error does what it says', async () => {
  const { options, calls } = scriptedRun([
    new Error('overloaded'),
    'From the other.',
    '{"corners": 2}',
    '{"corners": 4}',
    new Error('overloaded'),
    new Error('overloaded'),
    'The end.',
  ])
  const { state } = await runGraph(compatible('failures'), {}, options)
  const first = 'openai/first-choice'
  expect(calls).toEqual([
    { model: first, user: 'Say backed up' },
    { model: 'mistral/second-choice', user: 'Say backed up' },
    { model: first, user: 'Shape repeated' },
    { model: first, user: 'Shape repeated' },
    { model: first, user: 'Say skipped' },
    { model: first, user: 'Say plain' },
    { model: first, user: 'Say last' },
  ])
  expect(ownState(state)).toEqual({
    backed_up: 'From the other.',
    repeated: { corners: 4 },
    skipped: null,
    last: 'The end.',
  })
  expect(state.errors).toMatchObject([
    { type: 'llm_error', node: 'skipped', message: expect.any(String), timestamp: expect.any(String) },
    { type: 'llm_error', node: 'plain' },
  ])
})

test('on_error: fail ends the run', async () => {
  const { options } = scriptedRun(({ user }) => (user === 'Say last' ? new Error('down') : '{"corners": 3}'))
  await expect(runGraph(compatible('failures'), {}, options)).rejects.toMatchObject({
    type: 'llm_error',
    node: 'last',
  })
})

test('the first model to succeed wins, and a router can race, too', async () => {
  const { options, calls } = scriptedRun(({ model, user = '' }) => {
    if (user.startsWith('Shorten')) return 'Short.'
    if (model === 'openai/large') return user.startsWith('How') ? '{"length": "endless"}' : new Error('down')
    return user.startsWith('How') ? '{"length": "long", "words": 2}' : 'A long answer.'
  })
  const { state } = await runGraph(compatible('fastest'), { question: 'Why?' }, options)
  expect(calls).toHaveLength(5)
  expect(calls.at(-1)).toEqual({ user: 'Shorten: A long answer.' })
  expect(ownState(state)).toEqual({
    question: 'Why?',
    answer: 'Short.',
    sort: { length: 'long', words: 2 },
  })
  expect(state).toMatchObject({ _race_winner: 'mistral/small', _route: 'shorten' })
})
