import { expect, test } from 'vitest'
import { loadGraph, runGraph, streamNodeOutput } from '../../src/graph/index.js'
import { DemoModel } from '../../src/llm/index.js'
import { settings } from './graph-folder.js'

const graph = loadGraph('graphs/interview.yaml')
const createModel = ({ demo = '' }) =>
  new DemoModel({ answer: demo, firstWordAfter: 0, wordsPerSecond: Number.POSITIVE_INFINITY })

async function demoOf(node: string, state: Record<string, unknown>): Promise<string> {
  let text = ''
  const options = { graph, node, state, settings, createModel }
  for await (const chunk of streamNodeOutput(options)) text += chunk
  return text
}

const answers = [
  { id: 'reason', label: 'Reason', value: 'A fall on the stairs.', text: 'A fall on the stairs.' },
  { id: 'since', label: 'Since', value: '2026-05-03', text: '3 May 2026' },
]

test('a sentence of the demo comes from the answers whose words stand in it', async () => {
  const sentences = [
    { number: 1, text: 'Thank you.' },
    { number: 2, text: 'You said “A fall on the stairs”, on “3 May 2026”.' },
  ]
  const { state } = await runGraph(
    graph,
    { sentences, answers, extracted_data: {} },
    { settings, createModel },
  )
  expect(state.trace).toEqual({
    sources: [
      { sentence: 2, answer: 'reason', words: 'A fall on the stairs' },
      { sentence: 2, answer: 'since', words: '3 May 2026' },
    ],
    courtesies: [1],
  })
})

test('the demo asks about a short answer and about no long one', async () => {
  const field = { id: 'reason', label: 'Reason', probe: 'When it began.', text: 'My knee.' }
  expect(await demoOf('generate_probe', { field, answers, language: 'en' })).toMatch(
    /^You kept this short\..*\?$/,
  )
  expect(await demoOf('generate_probe', { field, answers, language: 'fi' })).toMatch(/^Kerroit .*\?$/)
  const long = { ...field, text: 'It began when I fell on the stairs in May, and since then it hurts.' }
  expect(await demoOf('generate_probe', { field: long, answers, language: 'en' })).toBe('OK')
})

test('the demo understands a question with its new answer, and nothing else', async () => {
  const questions = [{ id: 'since', label: 'Since', type: 'date', answer: '3 May 2026' }]
  const message = 'Since: 2026-05-04\n\nAnd I like you: a lot'
  const { state } = await runGraph(graph, { message, questions, answers }, { settings, createModel })
  expect(state.corrections).toEqual({
    changes: [{ id: 'since', value: '2026-05-04' }],
    unplaced: ['And I like you: a lot'],
  })
})
