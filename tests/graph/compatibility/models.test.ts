/** Graphs that ask models, pass their answers on, go in circles and branch. */
import { expect, test } from 'vitest'
import { runGraph } from '../../../src/graph/index.js'
import { compatible, ownState, scriptedRun } from './compatibility-graph.js'

test('prompts beside the graph are found, written and answered in order', async () => {
  const { options, calls, settings } = scriptedRun(['It rained.', 'It stopped.'])
  const { state } = await runGraph(compatible('colocated-prompts'), { topic: 'rain' }, options)
  expect(calls).toEqual([
    {
      model: 'mistral/mistral-small',
      system: 'You write short stories.\n',
      user: 'Write 2 lines about rain. Answer in JSON only if I write {"json": true}.\n',
    },
    {
      model: 'mistral/mistral-small',
      user: 'The story is about rain, not {state.nobody}.\nIt rained.\nHow does it end?',
    },
  ])
  expect(settings).toEqual([{ temperature: 0.9 }, { temperature: 0.4, maxTokens: 80 }])
  expect(ownState(state)).toEqual({ topic: 'rain', opening: 'It rained.', ending: 'It stopped.' })
})

test('a node without what it requires notes that, and the run goes on', async () => {
  const { options, calls } = scriptedRun([new Error('down')])
  const { state } = await runGraph(compatible('colocated-prompts'), { topic: 'rain' }, options)
  expect(calls).toHaveLength(1)
  expect(state.errors).toMatchObject([
    { type: 'llm_error', node: 'begin' },
    { type: 'state_error', node: 'finish' },
  ])
  expect(ownState(state)).toEqual({ topic: 'rain' })
})

test('prompts_dir is a folder beside the graph, and an empty system text is not sent', async () => {
  const { options, calls } = scriptedRun(['Hello Kim.'])
  const { state } = await runGraph(compatible('prompts-folder'), { name: 'Kim' }, options)
  expect(calls).toEqual([{ user: 'Say hello to Kim.' }])
  expect(ownState(state)).toEqual({ name: 'Kim', greet: 'Hello Kim.' })
})

test('a judged draft is written again until its score is high enough', async () => {
  const { options, calls } = scriptedRun([
    'Tides are water.',
    '{"score": 0.4, "feedback": "Name the Moon."}',
    'The Moon pulls the sea.',
    '{"score": 0.8, "feedback": "Good.", "strengths": ["short"]}',
  ])
  const { state } = await runGraph(compatible('reflexion'), { topic: 'tides' }, options)
  expect(calls.map(({ user }) => user)).toEqual([
    'Explain tides in one sentence.',
    'Judge this: Tides are water.',
    'Improve "Tides are water." by this advice: Name the Moon.\n',
    'Judge this: The Moon pulls the sea.',
  ])
  expect(ownState(state)).toEqual({
    topic: 'tides',
    current_draft: 'The Moon pulls the sea.',
    critique: { score: 0.8, feedback: 'Good.', strengths: ['short'] },
  })
  expect(state._loop_counts).toEqual({ draft: 1, critique: 2, refine: 1 })
})

test('a judge who is never content is asked as often as its limit says', async () => {
  const { options, calls } = scriptedRun(({ system, user }) =>
    system === undefined ? `Draft after: ${user?.slice(0, 7)}` : '{"score": 0.1, "feedback": "More."}',
  )
  const { state } = await runGraph(compatible('reflexion'), { topic: 'tides' }, options)
  expect(calls).toHaveLength(7)
  expect(state).toMatchObject({
    _loop_counts: { draft: 1, critique: 3, refine: 3 },
    _loop_limit_reached: true,
    critique: { score: 0.1, feedback: 'More.', strengths: [] },
  })
})

test.each([
  ['positive', 'grateful'],
  ['negative', 'sorry'],
  ['neutral', 'plain'],
  ['bored', 'plain'],
])('a message whose tone is %s gets a %s reply', async (tone, manner) => {
  const { options, calls } = scriptedRun([`{"tone": "${tone}"}`, 'A reply.'])
  const { state } = await runGraph(compatible('tone-router'), { message: 'Well, well.' }, options)
  expect(calls).toEqual([
    { user: 'What is the tone of "Well, well."?\n' },
    { user: `A ${manner} reply to: Well, well.` },
  ])
  expect(ownState(state)).toEqual({
    message: 'Well, well.',
    classification: { tone, confidence: null },
    response: 'A reply.',
  })
})

test('several edges from START run side by side and meet again', async () => {
  const { options, calls } = scriptedRun(({ user = '' }) =>
    user.startsWith('Decide') ? 'Wait.' : user.includes('risks') ? 'storms' : 'a fortune',
  )
  const { state } = await runGraph(compatible('fan-out'), { plan: 'A pier' }, options)
  expect(calls.slice(0, 2).map(({ user }) => user)).toEqual(
    expect.arrayContaining(['A pier: risks?', 'A pier: costs?']),
  )
  // Of nodes that run side by side, the writes are gathered in the order of their names.
  expect(calls.slice(2)).toEqual([{ user: 'Decide by: a fortune, storms' }])
  expect(ownState(state)).toEqual({
    plan: 'A pier',
    risk_view: 'storms',
    cost_view: 'a fortune',
    findings: ['a fortune', 'storms'],
    decision: 'Wait.',
  })
})

test('a map keeps the order of its items, and a later prompt reads them under _map_<node>_sub', async () => {
  const { options, calls } = scriptedRun(({ user = '' }) => {
    if (user.startsWith('Give')) return 'Here they are:\n```json\n["soil", "light"]\n```'
    return user.startsWith('1.') ? 'The article.' : user.includes('soil') ? 'Dig.' : 'Sun.'
  })
  const { state } = await runGraph(compatible('map-and-read-back'), { topic: 'gardens' }, options)
  expect(calls.map(({ user }) => user)).toEqual([
    'Give me ideas about gardens, as a JSON list.',
    'gardens: say more about soil.',
    'gardens: say more about light.',
    '1. Dig.\n2. Sun.\nMake one text of these.',
  ])
  expect(ownState(state)).toEqual({
    topic: 'gardens',
    ideas: ['soil', 'light'],
    expanded: [
      { _map_index: 0, _map_expand_sub: 'Dig.' },
      { _map_index: 1, _map_expand_sub: 'Sun.' },
    ],
    article: 'The article.',
  })
})

test('a map runs over a list inside a structured answer', async () => {
  const panels = [
    { caption: 'A hill', colours: ['green', 'blue'] },
    { caption: 'A fox', colours: ['red'] },
  ]
  const { options, calls } = scriptedRun(({ user = '' }) =>
    user.startsWith('A story')
      ? JSON.stringify({ title: 'Fox', panels })
      : JSON.stringify({
          prompt: user.includes('cover') ? 'wide hill' : 'red fox',
          wide: user.includes('cover'),
        }),
  )
  const { state } = await runGraph(compatible('storyboard'), { concept: 'a fox' }, options)
  expect(calls.map(({ user }) => user)).toEqual([
    'A story of a few panels about a fox.',
    'Picture for Fox: A hill in green and blue (cover)',
    'Picture for Fox: A fox in red',
  ])
  expect(ownState(state)).toEqual({
    concept: 'a fox',
    story: { title: 'Fox', panels, palette: null },
    pictures: [
      { _map_index: 0, prompt: 'wide hill', wide: true },
      { _map_index: 1, prompt: 'red fox', wide: false },
    ],
    title: 'Fox',
    last_panel: 'A fox',
  })
})

test.each([
  [0, 'published', 2],
  [9, 'given up', 6],
])(
  'two routers go their own ways, and a review that is content in round %i is %s',
  async (round, outcome, reviews) => {
    const { options } = scriptedRun(({ user = '' }) => {
      if (user.startsWith('language')) return '{"answer": "finnish"}'
      if (user.startsWith('length')) return '{"answer": "endless"}'
      return `{"fine": ${Number(user.charAt(6)) >= round}}`
    })
    const input = { text: 'Hei.', parts: ['a', 'b'], rounds: 0 }
    const { state } = await runGraph(compatible('review-desk'), input, options)
    expect(state).toMatchObject({ language: { answer: 'finnish' }, length: { answer: 'endless' }, outcome })
    expect(state.marks).toEqual(['finnish', 'short'])
    expect(state.reviews).toHaveLength(reviews)
  },
)
