import { expect, test } from 'vitest'
import { runGraph, streamGraphWithTokens } from '../../src/graph/index.js'
import { type Script, ScriptedModel } from '../../src/llm/index.js'
import { load, oneNode, problemsOf, settings } from './graph-folder.js'

const race = (further = '') =>
  oneNode(
    `type: race\nprompt: ask\ncandidates:\n  - {provider: openai, model: slow}\n  - {provider: openai, model: quick}\n${further}`,
  )

function models(scripts: Record<string, Script>) {
  const made: Record<string, ScriptedModel> = {}
  return {
    made,
    settings,
    createModel: ({ model = '' }: { model?: string }) => {
      made[model] = new ScriptedModel(scripts[model] ?? new Error(`unexpected ${model}`))
      return made[model]
    },
  }
}

/** Hears when the call of a model is given up. */
function whenAborted(model: ScriptedModel, told: () => void): void {
  const stream = model._streamResponseChunks.bind(model)
  model._streamResponseChunks = (...call: Parameters<typeof stream>) => {
    call[1].signal?.addEventListener('abort', told)
    return stream(...call)
  }
}

test('the first candidate to succeed wins, is named, and the others are aborted', async () => {
  let isAborted = false
  const options = models({ slow: { tokens: ['too', ' late'], pace: 5_000 }, quick: 'first' })
  const { state } = await runGraph(
    load(race()),
    {},
    {
      ...options,
      createModel: (choice) => {
        const model = options.createModel(choice)
        if (choice.model === 'slow') whenAborted(model, () => (isAborted = true))
        return model
      },
    },
  )
  expect(state).toMatchObject({ ask: 'first', _race_winner: 'openai/quick' })
  expect(isAborted).toBe(true)
})

test('a candidate that fails does not win, however quick it is', async () => {
  const options = models({ slow: { tokens: ['slow but sure'], pace: 30 }, quick: new Error('down') })
  const { state } = await runGraph(load(race()), {}, options)
  expect(state).toMatchObject({ ask: 'slow but sure', _race_winner: 'openai/slow' })
})

test('when all fail, on_error decides, and the error tells of each', async () => {
  const options = models({ slow: new Error('one'), quick: new Error('two') })
  const { state } = await runGraph(load(race()), {}, options)
  expect(state).not.toHaveProperty('ask')
  expect(state.errors).toMatchObject([
    { type: 'llm_error', node: 'ask', message: expect.stringMatching(/2 candidates.*one.*two/s) },
  ])
  await expect(runGraph(load(race('on_error: fail')), {}, options)).rejects.toMatchObject({
    type: 'llm_error',
    node: 'ask',
  })
})

test('on_error: fallback asks the one other model after the race is lost', async () => {
  const options = models({ slow: new Error('one'), quick: new Error('two'), spare: 'saved' })
  const graph = load(race('on_error: fallback\nfallback: {provider: openai, model: spare}'))
  expect((await runGraph(graph, {}, options)).state.ask).toBe('saved')
})

test("the stream is the winner's text and nothing of the losers'", async () => {
  const options = models({ slow: { tokens: ['lost', ' words'], pace: 40 }, quick: 'the winner says' })
  const tokens: string[] = []
  for await (const event of streamGraphWithTokens(load(race('stream: true')), {}, options)) {
    if (event.type === 'token') tokens.push(event.content)
  }
  expect(tokens.join('')).toBe('the winner says')
})

test('a race needs two candidates, each with a provider', () => {
  expect(problemsOf(oneNode('type: race\nprompt: ask'))).toEqual([
    expect.stringContaining('needs at least two "candidates"'),
  ])
  expect(
    problemsOf(oneNode('type: race\nprompt: ask\ncandidates: [{provider: openai}, {model: x}, y]')),
  ).toEqual([
    expect.stringContaining('The candidate 2 has no "provider"'),
    expect.stringContaining('A candidate is {provider, model}, found "y"'),
  ])
})
