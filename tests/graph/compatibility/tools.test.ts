/** Graphs with tools: shell commands, functions that the host binds, and models that call them. */
import { expect, test } from 'vitest'
import { compileGraph, resumeGraph, runGraph } from '../../../src/graph/index.js'
import { compatible, ownState, scriptedRun } from './compatibility-graph.js'

test('an agent reads a log with shell tools, and its answer has the shape of its schema', async () => {
  const { options, calls } = scriptedRun([
    { toolCalls: [{ name: 'last_lines', args: { count: 1 } }, { name: 'sizes' }] },
    { tokens: ['Once more.'], toolCalls: [{ name: 'search', args: { pattern: 'disk', file: 'app.log' } }] },
    { toolCalls: [{ name: 'search', args: { pattern: 'none; echo hacked', file: 'no such file' } }] },
    '{"cause": "disk full", "at": "08:05"}',
  ])
  const input = { input: 'Why did it stop?', place: 'cellar' }
  const { state } = await runGraph(compatible('log-agent'), input, options)
  expect(calls).toHaveLength(4)
  expect(calls[0]).toMatchObject({
    system: expect.stringMatching(/^You read logs\. The place is cellar\./),
    user: 'Why did it stop?',
  })
  expect(state.report).toEqual({ cause: 'disk full', at: '08:05' })
  expect(state.first_tool).toBe('last_lines')
  expect(state.calls).toMatchObject([
    { tool: 'last_lines', args: { count: 1 }, output: '08:06 stopped', success: true },
    { tool: 'sizes', args: {}, output: { lines: 3 }, success: true },
    { tool: 'search', args: { pattern: 'disk', file: 'app.log' }, output: '08:05 disk full', success: true },
    { tool: 'search', output: '', success: true },
  ])
  const messages = state.messages as { role: string }[]
  expect(messages.map(({ role }) => role)).toEqual([
    ...['system', 'user', 'assistant', 'tool', 'tool'],
    ...['assistant', 'tool', 'assistant', 'tool', 'assistant'],
  ])
})

test('a talk goes on over turns, with another graph as a tool', async () => {
  const { options } = scriptedRun(
    ['Good evening.', { toolCalls: [{ name: 'lookup', args: { name: 'soup' } }] }, 'It costs 9.5.'],
    'chat',
  )
  const graph = compileGraph(compatible('chat'), options)
  await runGraph(graph, {}, options)
  for (const said of ['Hello', 'How much is the soup?']) {
    const { interrupts } = await resumeGraph(graph, said, options)
    expect(interrupts).toMatchObject([{ value: 'Your turn:', node: 'listen' }])
  }
  const { state, interrupts } = await resumeGraph(graph, 'bye', options)
  expect(interrupts).toEqual([])
  expect(state.messages).toMatchObject([
    { role: 'system', content: 'You wait at table.' },
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Good evening.' },
    { role: 'user', content: 'How much is the soup?' },
    { role: 'assistant', tool_calls: [{ name: 'lookup', args: { name: 'soup' } }] },
    { role: 'tool', content: '9.5' },
    { role: 'assistant', content: 'It costs 9.5.' },
  ])
  expect(ownState(state)).toEqual({
    interrupt_message: 'Your turn:',
    input: 'bye',
    reply: 'It costs 9.5.',
    calls: [{ tool: 'lookup', args: { name: 'soup' }, output: 9.5, success: true }],
  })
})

test('a tool node computes with a value of the state, and values are never read as commands', async () => {
  const text = '$(echo no) `echo no` "; echo no'
  const { state } = await runGraph(compatible('calculator'), { num: 21, text }, scriptedRun([]).options)
  expect(ownState(state)).toEqual({ num: 21, text, doubled: 42, attempt: null, quote_it: text })
  expect(state.errors).toMatchObject([{ node: 'try_it' }])
})

test("Python tools are the host's functions, bound by the tool's name", async () => {
  const tools = {
    load_rows: ({ year }: Record<string, unknown>) => ({ rows: [year, 2], source: 'host' }),
    average: ({ rows }: Record<string, unknown>) =>
      (rows as number[]).reduce((sum, value) => sum + value, 0) / 2,
  }
  const { state } = await runGraph(
    compatible('python-tools', { tools }),
    { year: 8 },
    scriptedRun([]).options,
  )
  expect(ownState(state)).toEqual({ year: 8, rows: [8, 2], source: 'host', mean: 5 })
})

test('Python tools that nobody bound are named when the graph is loaded', () => {
  expect(() => compatible('python-tools')).toThrow(/"load_rows", "average"/)
})

test('tools that the state names are called with what it holds, and failures stay in the list', async () => {
  const plan = {
    selected_tool: 'count',
    arguments: { word: 'hey', deep: [1] },
    tasks: [
      { id: 'a', tool: 'upper', word: 'hey' },
      { id: 'b', tool: 'say', word: 'hey' },
      { id: 'c', tool: 'sing', word: 'hey' },
      { id: 'd', tool: 'count', word: '' },
    ],
  }
  const { options } = scriptedRun([JSON.stringify(plan)])
  const tools = {
    upper: ({ word }: Record<string, unknown>) => String(word).toUpperCase(),
    count: ({ word }: Record<string, unknown>) => {
      if (word === '') throw new Error('nothing to count')
      return { letters: String(word).length }
    },
  }
  const { state } = await runGraph(compatible('dispatcher', { tools }), { input: 'go' }, options)
  expect(ownState(state)).toEqual({
    input: 'go',
    plan,
    first_result: { task_id: null, tool: 'count', success: true, result: { letters: 3 }, error: null },
    results: [
      { _map_index: 0, task_id: 'a', tool: 'upper', success: true, result: 'HEY', error: null },
      { _map_index: 1, task_id: 'b', tool: 'say', success: true, result: 'hey!', error: null },
      {
        _map_index: 2,
        task_id: 'c',
        tool: 'sing',
        success: false,
        result: null,
        error: expect.stringContaining('"sing"'),
      },
      {
        _map_index: 3,
        task_id: 'd',
        tool: 'count',
        success: false,
        result: null,
        error: expect.stringContaining('nothing to count'),
      },
    ],
  })
})

test('a pipeline translates chapter after chapter, each with the words of those before', async () => {
  const { options, calls } = scriptedRun([
    'Aurinko nousee.',
    '[{"en": "sun", "fi": "aurinko"}, {"en": "rise", "fi": "nousta"}]',
    'Aurinko laskee.',
    '[{"en": "set", "fi": "laskea"}]',
  ])
  const { state } = await runGraph(compatible('translation'), {}, options)
  expect(calls.map(({ user }) => user)).toEqual([
    'Dawn: The sun rises.',
    'Terms of: Aurinko nousee.',
    'Dusk: The sun sets. [sun=aurinko] [rise=nousta]',
    'Terms of: Aurinko laskee.',
  ])
  expect(state).toMatchObject({
    glossary: [
      { en: 'sun', fi: 'aurinko' },
      { en: 'rise', fi: 'nousta' },
      { en: 'set', fi: 'laskea' },
    ],
    translated_one: 'Aurinko nousee.',
    translated_two: 'Aurinko laskee.',
    book: 'Aurinko nousee. Aurinko laskee.',
  })
})

const game = {
  begin_game: () => ({ game: { secret: 7, tries: 0 }, game_over: false, narration: 'Guess.' }),
  take_turn: ({ game: before, player_input: guess }: Record<string, unknown>) => {
    const { secret, tries } = before as { secret: number; tries: number }
    const isRight = Number(guess) === secret
    return {
      game: { secret, tries: tries + 1 },
      game_over: isRight,
      narration: isRight ? 'Right.' : Number(guess) < secret ? 'Higher.' : 'Lower.',
    }
  },
  end_game: ({ game_over: isOver }: Record<string, unknown>) =>
    isOver === true ? 'Well played.' : 'Enough.',
}

test('a game asks until it is over', async () => {
  const { options } = scriptedRun([], 'game')
  const graph = compileGraph(compatible('guessing-game', { tools: game }), options)
  const questions: unknown[] = []
  let result = await runGraph(graph, {}, options)
  for (const guess of ['5', '9', '7']) {
    questions.push(result.interrupts[0]?.value)
    result = await resumeGraph(graph, guess, options)
  }
  expect(questions).toEqual(['Guess.', 'Higher.', 'Lower.'])
  expect(result.interrupts).toEqual([])
  expect(result.state).toMatchObject({
    game: { secret: 7, tries: 3 },
    game_over: true,
    narration: 'Well played.',
    player_input: '7',
    tries: 3,
  })
})

test('a game that nobody wins ends after max_iterations', async () => {
  const { options } = scriptedRun([], 'game')
  const graph = compileGraph(compatible('guessing-game', { tools: game }), options)
  let result = await runGraph(graph, {}, options)
  let questions = 0
  for (; result.interrupts.length > 0; questions++) result = await resumeGraph(graph, '1', options)
  expect(questions).toBe(5)
  expect(result.state).toMatchObject({ game_over: false, narration: 'Enough.', tries: 5 })
})
