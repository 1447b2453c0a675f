/** Graphs that stop to ask a person, and go on with the answer. */
import { expect, test } from 'vitest'
import { compileGraph, resumeGraph, runGraph } from '../../../src/graph/index.js'
import { compatible, ownState, scriptedRun } from './compatibility-graph.js'

test('questions are asked one after the other, and the prompt at the end knows every answer', async () => {
  const { options, calls } = scriptedRun(['Which topic, Kim?', 'There you are.'], 'greeting')
  const graph = compileGraph(compatible('greeting'), options)
  const first = await runGraph(graph, {}, options)
  expect(first.interrupts).toMatchObject([{ value: 'What is your name?', node: 'ask_name' }])

  const second = await resumeGraph(graph, 'Kim', options)
  expect(second.interrupts).toMatchObject([{ value: 'Which topic, Kim?', node: 'ask_topic' }])
  expect(second.state.topic_question).toBe('Which topic, Kim?')

  const third = await resumeGraph(graph, 'tides', options)
  expect(third.interrupts).toMatchObject([{ value: 'Which topic, Kim?', node: 'ask_again' }])

  const fourth = await resumeGraph(graph, 'no', options)
  expect(fourth.interrupts).toMatchObject([{ value: 'Bye, Kim', node: 'ask_last' }])

  const { state, interrupts } = await resumeGraph(graph, ['bye', 3], options)
  expect(interrupts).toEqual([])
  expect(calls).toEqual([{ user: 'Ask Kim for a topic.' }, { user: 'Kim / tides / no / bye, 3' }])
  expect(ownState(state)).toEqual({
    interrupt_message: 'What is your name?',
    user_name: 'Kim',
    topic_question: 'Bye, Kim',
    topic: 'tides',
    more: 'no',
    last: ['bye', 3],
    answer: 'There you are.',
  })
})

test('a child graph pauses its parent, which sees what the child lets out meanwhile', async () => {
  const { options, calls } = scriptedRun(['{"amount": 9.5}', 'Confirmed.'], 'order')
  const graph = compileGraph(compatible('subgraph-asks'), options)
  const paused = await runGraph(graph, { customer: 'Kim' }, options)
  expect(paused.interrupts).toMatchObject([{ value: 'What may it be, Kim?', node: 'take_order' }])
  expect(ownState(paused.state)).toEqual({
    customer: 'Kim',
    progress: 'waiting for a dish',
    preview: { dish: 'none yet' },
  })
  const { state, interrupts } = await resumeGraph(graph, 'soup', options)
  expect(interrupts).toEqual([])
  expect(calls).toEqual([{ user: 'Price of soup? JSON.' }, { user: 'Confirm: soup at 9.5.' }])
  expect(ownState(state)).toEqual({
    customer: 'Kim',
    progress: 'waiting for a dish',
    preview: { dish: 'none yet' },
    phase: 'done',
    order: { dish: 'soup', price: 9.5, for: 'Kim' },
    confirmation: 'Confirmed.',
  })
})

test('a direct child works on the keys of its parent', async () => {
  const { options, calls } = scriptedRun(['Hi.'])
  const { state } = await runGraph(compatible('subgraph-shares'), { text: 'h i', log: ['begun'] }, options)
  expect(calls).toEqual([{ user: 'Tidy up: h i' }])
  expect(ownState(state)).toEqual({ text: 'Hi.', log: ['begun', 'tidied', 'counted'] })
})

const models = (extracted: readonly object[]) => {
  let round = 0
  return ({ user = '', system }: { user?: string; system?: string }) => {
    if (user.startsWith('Open')) return 'Tell me of your move.'
    if (system !== undefined) return `As JSON: ${JSON.stringify(extracted[round++] ?? {})}`
    if (user.startsWith('Which of')) {
      const missing = ['from_city', 'date'].filter((id) => !user.includes(`"${id}"`))
      return JSON.stringify({ has_gaps: missing.length > 0, missing })
    }
    return user.startsWith('Ask about') ? `And the ${user.slice(10, -1)}?` : `Recap of: ${user}`
  }
}

test('an interview goes on until nothing is missing, and reads back what was said', async () => {
  const { options, calls } = scriptedRun(
    models([{ from_city: 'Turku' }, { from_city: 'Turku', date: '1 May' }]),
    'interview',
  )
  const graph = compileGraph(compatible('interview'), options)
  const first = await runGraph(graph, { turns: 0 }, options)
  expect(first.interrupts).toMatchObject([{ value: 'Tell me of your move.', node: 'ask_opening' }])
  expect(first.state.wiki).toEqual({
    cities: { Turku: { also: 'Åbo' } },
    empty: {},
    months: { short: ['Jan', 'Feb'] },
  })

  const second = await resumeGraph(graph, 'I live in Turku.', options)
  expect(second.interrupts).toMatchObject([{ value: 'And the date?', node: 'ask_probe' }])

  const { state, interrupts } = await resumeGraph(graph, 'On 1 May.', options)
  expect(interrupts).toEqual([])
  const system = 'Keys: from_city, date, pets.\n[cities][empty][months]Åbo'
  const model = 'anthropic'
  expect(calls).toEqual([
    {
      model,
      user: 'Open a talk for "Move". It has to bring out:\n- from_city: Where do you live now?\n- date: When do you move?\n',
    },
    { model, system, user: '\nassistant: Tell me of your move.\nuser: I live in Turku.' },
    { model, user: 'Which of from_city, date is missing in {"from_city": "Turku"}?' },
    { model, user: 'Ask about date.' },
    {
      model,
      system,
      user: '\nassistant: Tell me of your move.\nuser: I live in Turku.\nassistant: And the date?\nuser: On 1 May.',
    },
    { model, user: 'Which of from_city, date is missing in {"from_city": "Turku", "date": "1 May"}?' },
    { model, user: 'from_city = Turku\ndate = 1 May\npets = not said\nTurns: 1' },
  ])
  expect(state.history).toEqual([
    { role: 'assistant', content: 'Tell me of your move.' },
    { role: 'user', content: 'I live in Turku.' },
    { role: 'assistant', content: 'And the date?' },
    { role: 'user', content: 'On 1 May.' },
  ])
  expect(state).toMatchObject({
    extracted: { from_city: 'Turku', date: '1 May' },
    turns: 1,
    summary: 'Recap of: from_city = Turku\ndate = 1 May\npets = not said\nTurns: 1',
  })
})

test('an interview with somebody who says nothing ends in the recap all the same', async () => {
  const { options, calls } = scriptedRun(models([]), 'silent')
  const graph = compileGraph(compatible('interview'), options)
  let { interrupts, state } = await runGraph(graph, { turns: 0 }, options)
  let questions = 0
  for (; interrupts.length > 0; questions++) {
    ;({ interrupts, state } = await resumeGraph(graph, '', options))
  }
  expect(questions).toBe(4)
  expect(calls.filter(({ user }) => user === 'Ask about from_city.')).toHaveLength(3)
  expect(state).toMatchObject({
    _loop_counts: { detect_gaps: 3, extract: 4, recap: 1 },
    extracted: {},
    turns: 3,
    summary: 'Recap of: from_city = not said\ndate = not said\npets = not said\nTurns: 3',
  })
})
