import { MemorySaver } from '@langchain/langgraph-checkpoint'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { compileGraph, resumeGraph, runGraph, runUntilInterrupt } from '../../src/graph/index.js'
import { ScriptedModel, scriptedModel } from '../../src/llm/index.js'
import { load, problemsOf, settings } from './graph-folder.js'

const config = { thread_id: 'thread' }
const options = { config, settings }

const questions = (node: string, further = '') => `
checkpointer: {type: memory}
nodes:
  before: {type: passthrough, output: {name: Ada}}
  wait: {type: interrupt${node === '' ? '' : `, ${node}`}}
  after: {type: passthrough, output: {heard: "{state.user_input}"}}
edges:
  - {from: START, to: before}
  - {from: before, to: wait}
  - {from: wait, to: after}
${further}`

test("a paused run gives its state and what it waits for, by the author's name of the node", async () => {
  const graph = load(questions('message: "How are you, {name}?"'))
  const { state, interrupts } = await runUntilInterrupt(graph, {}, options)
  expect(interrupts).toEqual([{ id: expect.any(String), value: 'How are you, Ada?', node: 'wait' }])
  expect(state).toMatchObject({ name: 'Ada', interrupt_message: 'How are you, Ada?' })
  expect(state).not.toHaveProperty('heard')
  expect(Object.keys(state).filter((key) => key.startsWith('__'))).toEqual([])
})

test('the answer goes to resume_key, and the run goes on to its end', async () => {
  const graph = load(questions('message: Well?, resume_key: reply'))
  await runGraph(graph, {}, options)
  const { state, interrupts } = await resumeGraph(graph, { any: ['json', null] }, options)
  expect(interrupts).toEqual([])
  expect(state).toMatchObject({ reply: { any: ['json', null] }, current_step: 'after' })
})

test.each([null, false, 0, '', [], 'text', { looks: 'like a mapping' }])(
  '%j is an answer',
  async (answer) => {
    const graph = load(questions('message: Well?'))
    await runGraph(graph, {}, options)
    const { state, interrupts } = await resumeGraph(graph, answer, options)
    expect(interrupts).toEqual([])
    expect(state.user_input ?? null).toEqual(answer)
  },
)

test.each([
  ['message: "{name}"', 'Ada'],
  ['message: "{state.items}"', [1, 2]],
  ['message: "{{ name }} has {{ items | length }}"', 'Ada has 2'],
  ['message: "Items {items}, {missing}"', 'Items [1, 2], {missing}'],
  ['message: {title: "Hello {name}", list: ["{state.items}"]}', { title: 'Hello Ada', list: [[1, 2]] }],
  ['', { node: 'wait' }],
  ['state_key: items', [1, 2]],
])('the payload of an interrupt with %s', async (keys, value) => {
  const { interrupts } = await runGraph(load(questions(keys)), { items: [1, 2] }, options)
  expect(interrupts).toMatchObject([{ value }])
})

test('a prompt words the question; the model is asked once, and the payload stands in the state', async () => {
  const graph = load(questions('prompt: ask, state_key: question'))
  const model = new ScriptedModel('What brings you here?')
  const withModel = { ...options, createModel: () => model }
  const { state } = await runGraph(graph, {}, withModel)
  expect(state.question).toBe('What brings you here?')
  await resumeGraph(graph, 'A knee', withModel)
  expect(model.calls).toHaveLength(1)
})

test('idempotent keeps a question that is there; on a cycle a new one is asked', async () => {
  const straight = load(questions('message: new'))
  expect((await runGraph(straight, { interrupt_message: 'old' }, options)).interrupts).toMatchObject([
    { value: 'old' },
  ])
  const cycle = load(`
checkpointer: {type: memory}
nodes:
  count: {type: passthrough, output: {n: "{state.n + 1}"}}
  wait: {type: interrupt, message: "Question {n}"}
edges:
  - {from: START, to: count}
  - {from: count, to: wait}
  - {from: wait, to: count, condition: "n < 2"}
  - {from: wait, to: END, condition: "n >= 2"}
`)
  expect((await runGraph(cycle, { n: 0 }, options)).interrupts).toMatchObject([{ value: 'Question 1' }])
  expect((await resumeGraph(cycle, 'a', options)).interrupts).toMatchObject([{ value: 'Question 2' }])
  expect((await resumeGraph(cycle, 'b', options)).interrupts).toEqual([])
})

const parallel = `
checkpointer: {type: memory}
nodes:
  left: {type: interrupt, message: Left?, state_key: left_question, resume_key: left_answer}
  right: {type: interrupt, message: Right?, state_key: right_question, resume_key: right_answer}
edges:
  - {from: START, to: [left, right]}
`

test('all pending interrupts are reported, and answered by a mapping from id to answer', async () => {
  const graph = load(parallel)
  const { interrupts } = await runGraph(graph, {}, options)
  expect(interrupts.map(({ node, value }) => [node, value]).sort()).toEqual([
    ['left', 'Left?'],
    ['right', 'Right?'],
  ])
  await expect(resumeGraph(graph, 'one for both', options)).rejects.toThrow(/waits for 2 answers/)
  const answers = Object.fromEntries(interrupts.map(({ id, node }) => [id, `${node}!`]))
  const { state } = await resumeGraph(graph, answers, options)
  expect(state).toMatchObject({ left_answer: 'left!', right_answer: 'right!' })
})

test('one of several can be answered first; the other keeps waiting', async () => {
  const graph = load(parallel)
  const { interrupts } = await runGraph(graph, {}, options)
  const [first, second] = interrupts
  const { interrupts: left } = await resumeGraph(graph, { [first?.id ?? '']: 1 }, options)
  expect(left).toMatchObject([{ node: second?.node }])
  expect((await resumeGraph(graph, 2, options)).interrupts).toEqual([])
})

test('an interrupt that was answered counts once', async () => {
  const graph = load(questions('message: Well?'))
  await runGraph(graph, {}, options)
  const { state } = await resumeGraph(graph, 'x', options)
  expect(state._loop_counts).toEqual({ before: 1, wait: 1, after: 1 })
})

test('without a checkpointer or a thread a graph that pauses fails before it runs', async () => {
  const graph = load(questions('message: Well?').replace('checkpointer: {type: memory}', ''))
  await expect(runGraph(graph, {}, options)).rejects.toThrow(UsageError)
  await expect(runGraph(load(questions('message: Well?')), {}, { settings })).rejects.toThrow(
    /needs a thread/,
  )
  const plain = load('nodes: {a: {type: passthrough, output: {x: 1}}}\nedges:\n  - {from: START, to: a}')
  await expect(runUntilInterrupt(plain, {}, options)).rejects.toThrow(/no checkpointer/)
})

test('a thread that waits for nothing cannot be resumed', async () => {
  await expect(resumeGraph(load(questions('message: Well?')), 'x', options)).rejects.toThrow(
    /waits for no answer/,
  )
})

test('an interrupt cannot run alone', async () => {
  const compiled = compileGraph(load(questions('message: Well?')), { settings })
  await expect(compiled.execute({ node: 'wait', config })).rejects.toThrow(/cannot run alone/)
})

test("threads are apart, and a checkpointer of the host wins over the file's", async () => {
  const saver = new MemorySaver()
  const graph = load(questions('message: "{name} {given}"'))
  const compiled = compileGraph(graph, { settings, checkpointer: saver })
  await compiled.execute({ state: { given: 1 }, config: { thread_id: 'one' } })
  await compiled.execute({ state: { given: 2 }, config: { thread_id: 'two' } })
  const second = compileGraph(graph, { settings, checkpointer: saver })
  const { state } = await second.execute({ resume: 'x', config: { thread_id: 'two' } })
  expect(state).toMatchObject({ given: 2, user_input: 'x', thread_id: 'two' })
  await expect(resumeGraph(graph, 'x', { settings, config: { thread_id: 'one' } })).rejects.toThrow(
    UsageError,
  )
})

test('a node that streams before a pause says its text once', async () => {
  const graph = load(`
checkpointer: {type: memory}
nodes:
  say: {prompt: ask, stream: true}
  wait: {type: interrupt, message: Well?}
edges:
  - {from: START, to: say}
  - {from: say, to: wait}
`)
  const texts: string[] = []
  const terminals: string[] = []
  const withModel = {
    ...options,
    createModel: () => scriptedModel('Once'),
    on: (event: { type: string; content?: string }) => {
      if (event.type === 'token') texts.push(event.content ?? '')
      if (['interrupt', 'done', 'error'].includes(event.type)) terminals.push(event.type)
    },
  }
  await runGraph(graph, {}, withModel)
  await resumeGraph(graph, 'x', withModel)
  expect(texts).toEqual(['Once'])
  expect(terminals).toEqual(['interrupt', 'done'])
})

test('Jinja that cannot be read in a message is a load error at its place', () => {
  expect(problemsOf(questions('message: {title: "{{ name | shuot }}"}'))).toEqual([
    expect.stringMatching(/^5:\d+ This text is not valid Jinja: .*shuot/),
  ])
})

test('a retry of a run that got as far as its next question gives that question, and runs nothing again', async () => {
  const models: ScriptedModel[] = []
  const graph = compileGraph(
    load(`
nodes:
  first: {type: interrupt, message: One?, state_key: q1, resume_key: a1}
  say: {prompt: ask}
  second: {type: interrupt, message: Two?, state_key: q2, resume_key: a2}
edges: [{from: START, to: first}, {from: first, to: say}, {from: say, to: second}]
`),
    {
      settings,
      checkpointer: new MemorySaver(),
      createModel: () => {
        const model = new ScriptedModel('said')
        models.push(model)
        return model
      },
    },
  )
  const { interrupts } = await graph.execute({ config })
  const resume = { [interrupts[0]?.id ?? '']: 'yes' }
  const next = await graph.execute({ resume, config })
  expect(next.interrupts).toMatchObject([{ value: 'Two?' }])
  const retried = await graph.execute({ resume, config, isRetry: true })
  expect(retried.interrupts).toEqual(next.interrupts)
  expect(retried.state).toMatchObject({ a1: 'yes', say: 'said' })
  expect(retried.state).not.toHaveProperty('a2')
  expect(models).toHaveLength(1)
})

test('a retry of a run that never made a checkpoint begins at the beginning', async () => {
  const graph = compileGraph(load(questions('message: "How are you, {name}?"')), {
    settings,
    checkpointer: new MemorySaver(),
  })
  const { interrupts } = await graph.execute({ state: {}, config, isRetry: true })
  expect(interrupts).toMatchObject([{ value: 'How are you, Ada?' }])
})

test('a process that dies between a node and its checkpoint loses nothing: the retry goes on', async () => {
  /** Keeps writes of nodes, but dies when a step is to be checkpointed. */
  class DyingSaver extends MemorySaver {
    lives = Number.POSITIVE_INFINITY
    override async put(...given: Parameters<MemorySaver['put']>) {
      if (this.lives-- <= 0) throw new Error('killed')
      return super.put(...given)
    }
  }
  for (let lives = 0; lives < 6; lives++) {
    const saver = new DyingSaver()
    const graph = compileGraph(
      load(`
nodes:
  ask: {type: interrupt, message: Name?, resume_key: name}
  say: {prompt: ask}
  again: {type: interrupt, message: And now?, state_key: q2, resume_key: more}
edges: [{from: START, to: ask}, {from: ask, to: say}, {from: say, to: again}]
`),
      { settings, checkpointer: saver, createModel: () => scriptedModel('said') },
    )
    const { interrupts } = await graph.execute({ config })
    const resume = { [interrupts[0]?.id ?? '']: 'Ada' }
    saver.lives = lives
    await graph.execute({ resume, config }).catch(() => undefined)
    saver.lives = Number.POSITIVE_INFINITY
    const retried = await graph.execute({ resume, config, isRetry: true })
    expect([lives, retried.interrupts.map(({ value }) => value)]).toEqual([lives, ['And now?']])
    expect(retried.state).toMatchObject({ name: 'Ada', say: 'said' })
  }
})
