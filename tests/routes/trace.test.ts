import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { QUIET } from '../model-server/asides.mjs'
import { createGate } from '../model-server/gate.mjs'
import { find, findAll, parseHtml, textOf } from '../views/html.js'
import * as answers from './answers.js'
import { folderOf } from './folder.js'
import { answerAll, sessionId, type Visitor } from './page.js'
import { askForRecap, dataOf, watch } from './recap.js'
import { modelServer, stage } from './stage.js'

const FLOW = `
version: "1.0"
name: plain
nodes:
  generate_summary: {type: llm, prompt: letter, state_key: recap_summary, on_error: fail}
edges:
  - {from: START, to: generate_summary}
`

const LETTER =
  'Thank you for writing. You would like to load graphs from a web address. It would save 99 hours a week.'

/** The check page once the recap is written and traced. */
async function tracedPage(visitor: Visitor, session: string) {
  await watch(visitor, session, 'panel')
  for (;;) {
    const { root } = await visitor.open(`${session}/check`)
    const stream = find(root, '#rf-recap').attributes['sse-connect']
    if (stream === undefined) return root
    await (await visitor.send(stream)).text()
  }
}

describe('a recap that is written', () => {
  it('says where each sentence comes from, and marks what comes from nowhere', async () => {
    const model = await modelServer({ text: LETTER })
    const said = answers.request.title?.title ?? ''
    model.setAside('trace', {
      text: JSON.stringify({
        sources: [
          { sentence: 2, answer: 'title', words: said },
          { sentence: 3, answer: 'reach', words: '99 hours' },
        ],
        courtesies: [1],
      }),
    })
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    const root = await tracedPage(visitor, session)
    const recap = find(root, '#rf-recap')
    expect(findAll(find(recap, '.rf-letter-text'), ({ tag }) => tag === 'mark').map(textOf)).toEqual([
      'It would save 99 hours a week.',
    ])
    expect(textOf(find(recap, '.rf-doubt'))).toContain('It would save 99 hours a week.')
    const sentences = findAll(find(recap, '.rf-sources'), ({ tag }) => tag === 'li').map(textOf)
    expect(sentences).toHaveLength(2)
    expect(sentences[0]).toContain(said)
    expect(sentences[1]).toContain('From none of your answers.')
    expect(textOf(find(recap, '.rf-sources'))).toContain('One other sentence says nothing about you.')
    // What the model was asked: the sentences with their numbers, and the answers that may reach a model.
    const traces = model.asides.filter(({ body }) => JSON.stringify(body).includes('It would save 99 hours'))
    expect(traces).toHaveLength(1)
    expect(model.requests).toHaveLength(1)
  })

  it('is followed by the page that shows it, to the sheet with its sources', async () => {
    const model = await modelServer({ text: LETTER })
    // Traced once somebody looks, however slow the looking is.
    const gate = createGate()
    model.setAside('trace', { ...QUIET.trace, gate })
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    const [final = ''] = dataOf(await watch(visitor, session, 'panel'), 'final')
    const sheet = find(parseHtml(final), '#rf-recap')
    const stream = sheet.attributes['sse-connect'] ?? ''
    expect(stream).toContain(`/stream/${sessionId(session)}?run=`)
    expect(sheet.attributes['sse-swap']).toBe('final')
    const opened = await visitor.send(stream)
    gate.open()
    const traced = await opened.text()
    expect(traced).toContain('event: final')
    // It was announced as ready: nothing is announced again.
    expect(traced).not.toContain('hx-swap-oob')
  })

  it('is as it was where it cannot be traced', async () => {
    const model = await modelServer({ text: LETTER })
    model.setAside('trace', { status: 500, json: { error: { message: 'no' } } })
    const { visitor, errors } = stage({ model })
    const session = await askForRecap(visitor)
    const recap = find(await tracedPage(visitor, session), '#rf-recap')
    expect(textOf(find(recap, '.rf-letter-text'))).toBe(LETTER)
    expect(findAll(find(recap, '.rf-letter-text'), ({ tag }) => tag === 'mark').map(textOf)).toEqual(['99'])
    expect(findAll(recap, ({ attributes }) => attributes.class === 'rf-sources rf-sans')).toEqual([])
    expect(errors.join()).toContain('trace_summary')
    const confirmed = await visitor.post(`${session}/confirm`)
    expect(confirmed.status).toBe(303)
  })

  it('is not traced by a flow that has no such node', async () => {
    const model = await modelServer({ text: LETTER })
    const folder = folderOf({
      'graphs/interview.yaml': FLOW,
      'graphs/contacts.yaml': readFileSync('graphs/contacts.yaml', 'utf8'),
      'graphs/feature-request/schema.yaml': readFileSync('graphs/feature-request/schema.yaml', 'utf8'),
      'prompts/letter.yaml': 'user: "Write to {extracted_data.title}."',
    })
    const { visitor } = stage({ model, graphs: join(folder, 'graphs') })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/recap`)
    await tracedPage(visitor, session)
    expect(model.asides).toEqual([])
    const { root } = await visitor.open(`${session}/check`)
    expect(findAll(root, ({ attributes }) => attributes.name === 'reply')).toEqual([])
    expect(
      (await visitor.post(`${session}/reply`, { reply: 'Change the title' })).headers.get('location'),
    ).toBe(`${session}/check`)
  })
})
