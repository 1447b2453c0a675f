import { expect, test } from 'vitest'
import { loadGraph, runGraph, streamNodeOutput } from '../../src/graph/index.js'
import { DemoModel, ScriptedModel } from '../../src/llm/index.js'
import { settings } from './graph-folder.js'

const graph = loadGraph('graphs/interview.yaml')

interface Answer {
  readonly id: string
  readonly label: string
  readonly value: unknown
  readonly text: string
}

const answer = (label: string, text: string, index: number): Answer => ({
  id: `q${index}`,
  label,
  value: text,
  text,
})

const knee = [
  ['What brings you to us?', 'My left knee hurts when I climb stairs.'],
  ['Since when?', '3 May 2026'],
  ['Pain today', '6'],
  ['Do you smoke?', 'No'],
  ['Sleep', 'Often'],
].map(([label = '', text = ''], index) => answer(label, text, index))

const schema = { name: 'Before we meet', description: '', recap: { instructions: 'Keep the word knee.' } }

async function letterFor(state: Record<string, unknown>): Promise<string> {
  const chunks: string[] = []
  const createModel = ({ demo = '' }) =>
    new DemoModel({ answer: demo, firstWordAfter: 0, wordsPerSecond: Number.POSITIVE_INFINITY })
  for await (const chunk of streamNodeOutput({
    graph,
    node: 'generate_summary',
    state,
    settings,
    createModel,
  }))
    chunks.push(chunk)
  return chunks.join('')
}

const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '')

test('the default flow loads without a warning, streams and never pauses', () => {
  expect(graph.warnings).toEqual([])
  expect([...graph.nodes.values()].map(({ type }) => type)).not.toContain('interrupt')
  expect(graph.nodes.get('generate_summary')).toMatchObject({ stream: true, onError: 'fail' })
  expect(graph.defaults.provider).toBeUndefined()
})

test.each(['en', 'fi'])('the demo letter has at least 200 words with five answers (%s)', async (language) => {
  const text = await letterFor({ schema, answers: knee, extracted_data: { q0: 'x' }, language })
  expect(wordsOf(text).length).toBeGreaterThanOrEqual(200)
  for (const { text: said } of knee) expect(text).toContain(said.replace(/\.$/, ''))
})

test.each(['en', 'fi'])('even five answers of one word come to 200 words (%s)', async (language) => {
  const answers = ['Age', 'Sleep', 'Pain', 'Work', 'Mood'].map((label, index) => answer(label, '5', index))
  expect(wordsOf(await letterFor({ answers, extracted_data: {}, language })).length).toBeGreaterThanOrEqual(
    200,
  )
})

test('the letter is well formed with no, one and many answers', async () => {
  for (const language of ['en', 'fi']) {
    for (const count of [0, 1, 2, 9, 10, 14, 40]) {
      const answers = Array.from({ length: count }, (_, index) =>
        answer(`Label ${index}`, `text ${index}`, index),
      )
      const text = await letterFor({ schema, answers, extracted_data: {}, language })
      expect(text).not.toMatch(/ {2}|\n{3}|^\s|\s$|\.\.|undefined|\bnull\b|\[object|\{|\}| [.,]/)
      for (const { text: said } of answers) expect(text).toContain(`${said}”`)
    }
  }
})

test('neighbouring sentences begin differently', async () => {
  const answers = Array.from({ length: 9 }, (_, index) => answer(`Label ${index}`, `text ${index}`, index))
  for (const language of ['en', 'fi']) {
    const text = await letterFor({ answers, extracted_data: {}, language })
    const beginnings = text.split(/(?<=[.?!”])\s+/).map((sentence) => wordsOf(sentence).slice(0, 2).join(' '))
    for (const [index, beginning] of beginnings.entries()) expect(beginning).not.toBe(beginnings[index + 1])
  }
})

test('empty answers are passed over, and line breaks in a text are not', async () => {
  const answers = [answer('Empty', '   ', 0), answer('Long', `${'word '.repeat(30)}\n\nsecond paragraph.`, 1)]
  const text = await letterFor({ answers, extracted_data: {}, language: 'en' })
  expect(text).not.toContain('Empty')
  expect(text).toContain('word second paragraph”.')
})

test('without a list of answers the letter is made from the data', async () => {
  const text = await letterFor({
    extracted_data: {
      main_reason: 'A knee',
      smokes: true,
      tags: ['a', { other: 'b' }],
      weight: { value: 3, unit: 'kg' },
    },
  })
  for (const said of ['“Main reason”', '“A knee”', '“yes”', '“a, b”', '“3 kg”']) expect(text).toContain(said)
})

test("a model is told the language, the author's instructions and the answers, which stay out of the system message", async () => {
  const model = new ScriptedModel('You came about your knee.')
  const { state } = await runGraph(
    graph,
    { schema, answers: knee, extracted_data: { q0: 'x' }, language: 'fi' },
    { settings: { ...settings, provider: 'openai' }, createModel: () => model },
  )
  expect(state.recap_summary).toBe('You came about your knee.')
  const [system, user] = model.calls[0]?.map(({ content }) => String(content)) ?? []
  expect(system).toContain('in Finnish')
  expect(system).toContain('200 to 300 words')
  expect(system).toContain('Keep the word knee.')
  expect(system).not.toContain('climb stairs')
  expect(user).toContain(
    '{"question": "What brings you to us?", "answer": "My left knee hurts when I climb stairs."}',
  )
  expect(user).toContain('"Before we meet"')
})

test('without data nothing is asked', async () => {
  const model = new ScriptedModel('x')
  const { state } = await runGraph(graph, {}, { settings, createModel: () => model })
  expect(model.calls).toHaveLength(0)
  expect(state.errors).toMatchObject([{ type: 'state_error' }])
})
