import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/open-sqlite-store.js'
import type { Store } from '../../src/store/store.js'
import { createGate } from '../model-server/gate.mjs'
import { findAll, textOf } from '../views/html.js'
import { modelServer, type Stage, stage, temporaryFolder } from './stage.js'
import { beginTalk, interruptOf, settled, talkFolder } from './talk.js'

const prompts = {
  one: 'user: "Say one"\n',
  two: 'user: "Say two"\n',
  each: 'user: "Say each {item}"\n',
}

/** Waits for a reply, lets nodes write after it, and asks again. */
const graphOf = (nodes: string, edges: string) => `
name: A talk
web: true
state: {reply: str, count: int, items: list, texts: list, one: str, two: str}
nodes:
  open: {type: interrupt, message: "Begin?", resume_key: reply}
${nodes}
  end: {type: interrupt, message: "And then?", resume_key: reply}
edges:
  - {from: START, to: open}
${edges}
  - {from: end, to: END}
`

const streaming = (name: string) =>
  `  ${name}: {type: llm, prompt: ${name}, state_key: ${name}, stream: true, on_error: fail}`

const inARow = graphOf(
  `${streaming('one')}\n${streaming('two')}`,
  '  - {from: open, to: one}\n  - {from: one, to: two}\n  - {from: two, to: end}',
)

/** From the first text that is kept on, nothing more is written to the file: the process has ended there. */
async function dyingStore(path: string): Promise<{ readonly store: Store; readonly died: Promise<void> }> {
  const store = await openSqliteStore(path)
  const { keep, finish } = store.runs
  let isDead = false
  let die = () => {}
  const died = new Promise<void>((resolve) => {
    die = resolve
  })
  const refuse = () => Promise.reject(new Error('The process has ended.'))
  const runs: Store['runs'] = {
    ...store.runs,
    async keep(id, attempt, texts) {
      if (isDead) return
      isDead = true
      store.checkpointer.put = refuse
      store.checkpointer.putWrites = refuse
      await keep(id, attempt, texts)
      die()
    },
    finish: async (...outcome) => (isDead ? false : finish(...outcome)),
  }
  return { store: { ...store, runs }, died }
}

/** Replies to the first question; returns the conversation's path. */
async function reply({ visitor }: Stage): Promise<string> {
  const path = await beginTalk(visitor)
  const asked = await settled(visitor, path)
  await visitor.post(path, { interrupt: interruptOf(asked), reply: 'x' })
  return path
}

/** Waits until all of these stand in the text that is being written. */
async function waitForTexts({ visitor }: Stage, path: string, texts: readonly string[]): Promise<void> {
  for (let count = 0; count < 500; count++) {
    const { text } = await visitor.open(path)
    if (texts.every((part) => text.includes(part))) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`${path} does not say ${texts.join(', ')}.`)
}

/** The next process with the same visitor; the paragraphs after the reply once nothing is being written. */
async function writtenAfter(before: Stage, path: string, next: Stage): Promise<string[]> {
  for (const [name, value] of before.visitor.cookies) next.visitor.cookies.set(name, value)
  await next.app.ready()
  const { root } = await settled(next.visitor, path)
  const paragraphs = findAll(root, '.rf-letter-text').flatMap((text) => findAll(text, 'p').map(textOf))
  return paragraphs.slice(paragraphs.indexOf('Begin?') + 1, paragraphs.indexOf('And then?'))
}

describe('an answer of several nodes that a restart cuts off', () => {
  it('shows a text once, though it was kept and its node ran again', async () => {
    let attempt = 1
    const model = await modelServer(({ body }) => ({
      text: JSON.stringify(body).includes('Say one') ? `One, ${attempt}.` : `Two, ${attempt}.`,
    }))
    const graphs = talkFolder(inARow, prompts)
    const database = `${temporaryFolder()}/talk.db`
    const { store, died } = await dyingStore(database)
    const before = stage({ model, graphs, store })
    const path = await reply(before)
    await died
    await before.app.close()
    attempt = 2
    const written = await writtenAfter(before, path, stage({ model, graphs, database }))
    expect(written).toEqual(['One, 2.', 'Two, 2.'])
  })

  it('keeps the text of a node that does not run again', async () => {
    const gate = createGate()
    const model = await modelServer(({ body }) =>
      JSON.stringify(body).includes('Say one') ? { text: 'One.' } : { text: 'Two.', gate },
    )
    const graphs = talkFolder(inARow, prompts)
    const database = `${temporaryFolder()}/talk.db`
    const before = stage({ model, graphs, database })
    const path = await reply(before)
    await model.waitForRequest(2)
    await before.app.close()
    gate.open()
    expect(await writtenAfter(before, path, stage({ model, graphs, database }))).toEqual(['One.', 'Two.'])
    expect(model.requests).toHaveLength(3)
  })

  it('keeps every text of a node that had come round again', async () => {
    const round = graphOf(
      `${streaming('one')}
  begin: {type: passthrough, output: {count: 0}}
  count: {type: passthrough, output: {count: "{state.count + 1}"}}`,
      `  - {from: open, to: begin}
  - {from: begin, to: one}
  - {from: one, to: count}
  - {from: count, to: one, condition: "count < 3"}
  - {from: count, to: end, condition: "count >= 3"}`,
    )
    const gate = createGate()
    let calls = 0
    const model = await modelServer(() => {
      calls++
      return calls === 3 ? { text: 'Cut off.', gate } : { text: `Call ${calls}.` }
    })
    const graphs = talkFolder(round, prompts)
    const database = `${temporaryFolder()}/talk.db`
    const before = stage({ model, graphs, database })
    const path = await reply(before)
    await model.waitForRequest(3)
    await before.app.close()
    const written = await writtenAfter(before, path, stage({ model, graphs, database }))
    expect(written).toEqual(['Call 1.', 'Call 2.', 'Call 4.'])
  })

  it.each([
    ['had ended', 'Two'],
    ['was under way', 'Each c'],
  ])('keeps the texts of a map that %s, each once', async (_, cutOff) => {
    const map = graphOf(
      `  list: {type: passthrough, output: {items: [a, b, c]}}
  each:
    type: map
    over: "{state.items}"
    as: item
    node: {type: llm, prompt: each, state_key: text, stream: true}
    collect: texts
${streaming('two')}`,
      '  - {from: open, to: list}\n  - {from: list, to: each}\n  - {from: each, to: two}\n  - {from: two, to: end}',
    )
    const gate = createGate()
    const model = await modelServer(({ body }) => {
      const item = /Say each (\w)/.exec(JSON.stringify(body))?.[1]
      const text = item === undefined ? 'Two' : `Each ${item}`
      return text === cutOff ? { text, gate } : { text }
    })
    const graphs = talkFolder(map, prompts)
    const database = `${temporaryFolder()}/talk.db`
    const before = stage({ model, graphs, database })
    const path = await reply(before)
    await model.waitForRequest(cutOff === 'Two' ? 4 : 3)
    await waitForTexts(before, path, ['Each a', 'Each b'])
    await before.app.close()
    gate.open()
    const written = await writtenAfter(before, path, stage({ model, graphs, database }))
    expect(written.slice(0, 3).sort()).toEqual(['Each a', 'Each b', 'Each c'])
    expect(written.slice(3)).toEqual(['Two'])
  })
})
