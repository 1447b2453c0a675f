import { describe, expect, it } from 'vitest'
import { loadGraph } from '../../src/graph/index.js'
import { find, findAll, textOf } from '../views/html.js'
import { modelServer, stage } from './stage.js'
import { beginTalk, interruptOf, prompts, say, settled, talkFolder, turnsOf } from './talk.js'

const interrupt = (keys: string) => `
name: Asks
web: true
state: {reply: any, said: any}
nodes:
  ask: {type: interrupt, ${keys}, resume_key: reply}
  note: {type: passthrough, output: {said: "{state.reply}"}}
  after: {type: interrupt, message: "You said {said}", state_key: asked, resume_key: more}
edges:
  - {from: START, to: ask}
  - {from: ask, to: note}
  - {from: note, to: after}
  - {from: after, to: END}
`

describe('a question', () => {
  it('with options is answered by pressing one, which the graph gets as the file has it', async () => {
    const { visitor } = stage({
      graphs: talkFolder(
        interrupt('message: {question: "Which?", options: [red, 2, {label: "Neither <b>", value: {a: 1}}]}'),
      ),
    })
    const path = await beginTalk(visitor)
    const page = await settled(visitor, path)
    expect(findAll(page.root, 'textarea')).toEqual([])
    const buttons = findAll(page.root, ({ attributes }) => attributes.name === 'reply')
    expect(buttons.map(textOf)).toEqual(['red', '2', 'Neither <b>'])
    expect(textOf(find(page.root, 'legend'))).toBe('Choose your reply')
    expect(find(page.root, 'fieldset').attributes['aria-describedby']).toBe('rf-question-1')
    const wrong = await visitor.submit(path, { interrupt: interruptOf(page), reply: 'blue' })
    expect(wrong.status).toBe(422)
    expect(textOf(find(wrong.root, '.rf-error'))).toContain('Choose one of the replies')
    const next = await say(visitor, path, buttons[2]?.attributes.value ?? '')
    const stale = await visitor.submit(path, { interrupt: interruptOf(page), reply: '#1' })
    expect([stale.status, textOf(find(stale.root, 'textarea'))]).toEqual([409, ''])
    expect(stale.html).not.toContain('#1<')
    expect(turnsOf(next.root)).toEqual([
      ['recapflow', 'Which?'],
      ['You', 'Neither <b>'],
      ['recapflow', 'You said {"a": 1}'],
    ])
  })

  it('with more than a text is shown with all of it', async () => {
    const { visitor } = stage({
      graphs: talkFolder(interrupt('message: {found_names: [Ann, Bo], count: 2}')),
    })
    const page = await settled(visitor, await beginTalk(visitor))
    expect(findAll(page.root, 'dt').map(textOf)).toEqual(['Found names', 'Count'])
    expect(findAll(page.root, 'dd').map(textOf)).toEqual(['Ann, Bo', '2'])
    expect(findAll(page.root, 'textarea')).toHaveLength(1)
  })

  it('and a reply are text, whatever they hold', async () => {
    const hostile = '</div><i data-hx-get="/x" hx-trigger="load"></i>{{ 7*7 }} {reply} %{2}'
    const { visitor } = stage({
      graphs: talkFolder(interrupt(`message: '<b hx-post="/x" hx-trigger="load">bold</b>'`)),
    })
    const path = await beginTalk(visitor)
    const page = await say(visitor, path, hostile)
    expect(turnsOf(page.root).slice(0, 2)).toEqual([
      ['recapflow', '<b hx-post="/x" hx-trigger="load">bold</b>'],
      ['You', hostile],
    ])
    expect(findAll(page.root, ({ attributes }) => 'hx-trigger' in attributes)).toEqual([])
    for (const text of findAll(page.root, '.rf-letter-text'))
      expect(text.attributes).toHaveProperty('hx-disable')
  })
})

describe('several questions at once', () => {
  const graph = `
name: Two
web: true
state: {a: str, b: str}
nodes:
  first: {type: interrupt, message: "First?", resume_key: a, state_key: qa}
  second: {type: interrupt, message: "Second?", resume_key: b, state_key: qb}
  join: {type: passthrough, output: {both: "{state.a} and {state.b}"}}
edges:
  - {from: START, to: [first, second]}
  - {from: first, to: join}
  - {from: second, to: join}
  - {from: join, to: END}
`

  it('have a form each, and are answered one by one in any order', async () => {
    const { visitor } = stage({ graphs: talkFolder(graph) })
    const path = await beginTalk(visitor)
    const page = await settled(visitor, path)
    const forms = findAll(page.root, '.rf-reply')
    expect(forms).toHaveLength(2)
    const ids = findAll(page.root, ({ attributes }) => attributes.name === 'interrupt').map(
      ({ attributes }) => attributes.value ?? '',
    )
    expect(new Set(ids).size).toBe(2)
    expect(findAll(page.root, 'textarea').map(({ attributes }) => attributes['aria-describedby'])).toEqual([
      'rf-question-1',
      'rf-question-2',
    ])
    const stale = await visitor.post(path, { interrupt: ids[1] ?? '', reply: 'B' })
    expect(stale.status).toBe(303)
    const left = await settled(visitor, path)
    expect(turnsOf(left.root)).toEqual([
      ['recapflow', 'Second?'],
      ['You', 'B'],
      ['recapflow', 'First?'],
    ])
    expect(interruptOf(left)).toBe(ids[0])
    const done = await say(visitor, path, 'A')
    expect(turnsOf(done.root)).toEqual([
      ['recapflow', 'Second?'],
      ['You', 'B'],
      ['recapflow', 'First?'],
      ['You', 'A'],
    ])
    expect(done.text).toContain('The conversation has ended.')
  })
})

describe('what several nodes write for one reply', () => {
  const graph = `
name: Writes twice
web: true
state: {reply: str}
nodes:
  ask: {type: interrupt, message: "Yes?", resume_key: reply}
  one: {type: llm, prompt: answer, state_key: one, stream: true, on_error: fail}
  two: {type: llm, prompt: answer, state_key: two, stream: true, on_error: fail}
  more: {type: interrupt, message: "More?", state_key: asked, resume_key: reply}
edges:
  - {from: START, to: ask}
  - {from: ask, to: one}
  - {from: one, to: two}
  - {from: two, to: more}
  - {from: more, to: END}
`

  it('is one text with a blank line between', async () => {
    const model = await modelServer()
    model.enqueue({ text: 'The first.' })
    model.enqueue({ text: 'The second.' })
    const { visitor } = stage({ model, graphs: talkFolder(graph, prompts) })
    const page = await say(visitor, await beginTalk(visitor), 'x')
    const text = findAll(page.root, '.rf-turn').find((turn) => textOf(turn).includes('The first.'))
    expect(findAll(text ?? page.root, 'p').map(textOf)).toEqual(['recapflow', 'The first.', 'The second.'])
  })

  it('that was cut short is said to be, stays, and leads on to the question', async () => {
    const model = await modelServer()
    model.enqueue({ text: 'The first.' })
    model.enqueue({ text: 'The second is cut', finishReason: 'length' })
    const { visitor } = stage({ model, graphs: talkFolder(graph, prompts) })
    const path = await beginTalk(visitor)
    const cut = await say(visitor, path, 'x')
    expect(cut.text).toContain('The text was cut short.')
    await visitor.post(`${path}/again`)
    const page = await settled(visitor, path)
    expect(turnsOf(page.root).slice(2)).toEqual([
      ['recapflow', 'The first.The second is cut'],
      ['recapflow', 'More?'],
    ])
    expect(model.requests).toHaveLength(2)
  })

  it('keeps the first when the second has failed and is tried again, and asks for the first once', async () => {
    const model = await modelServer()
    model.enqueue({ text: 'The first.' })
    model.setBehaviour({ text: 'The second was lost', breakAfter: 3 })
    const { visitor } = stage({ model, graphs: talkFolder(graph, prompts) })
    const path = await beginTalk(visitor)
    const failed = await say(visitor, path, 'x')
    expect(failed.text).toContain('The answer breaks off here.')
    model.setBehaviour({ text: 'The second.' })
    const asked = model.requests.length
    await visitor.post(`${path}/again`)
    const page = await settled(visitor, path)
    expect(turnsOf(page.root)).toEqual([
      ['recapflow', 'Yes?'],
      ['You', 'x'],
      ['recapflow', 'The first.The second.'],
      ['recapflow', 'More?'],
    ])
    expect(model.requests.length - asked).toBe(1)
  })
})

describe('the shipped dialogue', () => {
  it('loads without a warning', () => {
    expect(loadGraph('graphs/dialogue.yaml').warnings).toEqual([])
  })

  it('takes leave by itself after twenty answers', async () => {
    const model = await modelServer({ text: 'Go on.' })
    const { visitor } = stage({ model })
    const path = await beginTalk(visitor, 'dialogue')
    for (let count = 0; count < 20; count++) await say(visitor, path, `Word ${count}`)
    model.setBehaviour({ text: 'Farewell.' })
    const ended = await say(visitor, path, 'One more')
    expect(turnsOf(ended.root).at(-1)).toEqual(['recapflow', 'Farewell.'])
    expect(ended.text).toContain('The conversation has ended.')
    expect(model.requests).toHaveLength(21)
  }, 30_000)

  it('goes from its first question to its goodbye without a model', async () => {
    const { visitor, errors } = stage({ environment: { PROVIDER: 'demo' } })
    expect((await visitor.open('/c/dialogue')).text).toContain('No language model is at work here')
    const path = await beginTalk(visitor, 'dialogue')
    const first = await say(visitor, path, 'I cannot decide whether to move.')
    expect(turnsOf(first.root)).toHaveLength(3)
    expect(turnsOf(first.root)[2]?.[1]).toContain('“I cannot decide whether to move”')
    const second = await say(visitor, path, 'Mostly on Sundays.')
    expect(turnsOf(second.root)[4]?.[1]).toContain('“Mostly on Sundays”')
    const ended = await say(visitor, path, 'bye')
    expect(turnsOf(ended.root).at(-1)?.[1]).toMatch(
      /You began with “I cannot decide whether to move” .* Goodbye/,
    )
    expect(ended.text).toContain('The conversation has ended.')
    expect(errors).toEqual([])
  }, 20_000)
})
