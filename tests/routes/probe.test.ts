import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { find, findAll, parseHtml, textOf } from '../views/html.js'
import { folderOf } from './folder.js'
import { begin, createVisitor, type Page, type Visitor } from './page.js'
import { modelServer, stage } from './stage.js'

const SCHEMA = `
name: Probed
version: "1"
language: en
fields:
  - {id: problem, type: text, label: What is the problem, short: Problem, required: true, probe: Ask who is affected.}
  - id: about
    type: group
    label: About it
    fields:
      - {id: since, label: Since when, probe: Ask for the year.}
      - {id: place, label: Where, probe: Ask for the room.}
      - {id: secret, label: Secret, sensitive: true}
  - id: medicines
    type: group
    label: Medicines
    repeat: {item: "Medicine {n}"}
    fields:
      - {id: medicine, label: Medicine, probe: Ask for the strength.}
  - {id: last, label: Last}
`

async function probing(question = 'Who is affected?') {
  const model = await modelServer({ text: 'A letter.' })
  model.setAside('probe', { text: question })
  const folder = folderOf({ 'graphs/probed/schema.yaml': SCHEMA })
  const made = stage({ model, graphs: join(folder, 'graphs') })
  return { ...made, model, session: await begin(made.visitor, 'probed') }
}

/** The page once the model has said what it says. */
async function settled(visitor: Visitor, page: Page): Promise<Page> {
  while (page.html.includes('sse-connect')) page = await visitor.open(page.path)
  return page
}

describe('an answer whose author says when it is too thin', () => {
  it('is asked about once, on a page of its own, before the next question', async () => {
    const { visitor, session, model } = await probing()
    const page = await settled(
      visitor,
      await visitor.submit(`${session}/problem`, { problem: 'It is slow.' }),
    )
    expect(page.heading).toBe('One more question')
    expect(page.title).toBe('One more question about “Problem” – Probed')
    expect(page.text).toContain('It is slow.')
    expect(textOf(find(page.root, 'label'))).toBe('Who is affected?')
    expect(JSON.stringify(model.asides[0]?.body)).toContain('Ask who is affected.')
    const form = find(page.root, '#rf-form').attributes.action ?? ''
    const next = await visitor.submit(form, { follow_up: 'Everybody on the floor.' })
    expect(next.path).toBe(`${session}/about`)

    // Changed later, it is not asked about again.
    const again = await visitor.submit(`${session}/problem`, { problem: 'It is very slow.' })
    expect(again.path).toBe(`${session}/about`)
    expect(model.asides).toHaveLength(1)
    const check = await visitor.open(`${session}/check`)
    expect(check.text).toContain('Who is affected?')
    expect(check.text).toContain('Everybody on the floor.')
  })

  it('is passed over with one button, while the model writes or after it', async () => {
    const { visitor, session, model } = await probing()
    model.setAside('probe', { text: 'Who?', delay: 60_000 })
    const page = await visitor.submit(`${session}/problem`, { problem: 'It is slow.' })
    expect(page.html).toContain('sse-connect')
    expect(page.html).toContain('<noscript><meta http-equiv="refresh" content="2"')
    const form = findAll(page.root, 'form').find(({ attributes }) =>
      attributes.action?.includes('/problem/probe'),
    )
    const next = await visitor.submit(form?.attributes.action ?? '', { intent: 'skip' })
    expect(next.path).toBe(`${session}/about`)
    expect((await visitor.open(`${session}/problem/probe`)).path).toBe(`${session}/about`)
    expect((await visitor.open(`${session}/check`)).text).not.toContain('Who?')
  })

  it.each(['OK', ' ok.\n', '"OK"', '', 'x'.repeat(601)])(
    'that the model finds good is gone on from (%j)',
    async (said) => {
      const { visitor, session } = await probing(said)
      const page = await settled(
        visitor,
        await visitor.submit(`${session}/problem`, { problem: 'It is slow.' }),
      )
      expect(page.path).toBe(`${session}/about`)
    },
  )

  it('is gone on from where the model fails', async () => {
    const { visitor, session, model } = await probing()
    model.setAside('probe', { status: 400, json: { error: { message: 'no' } } })
    const page = await settled(
      visitor,
      await visitor.submit(`${session}/problem`, { problem: 'It is slow.' }),
    )
    expect(page.path).toBe(`${session}/about`)
  })

  it('is asked about for each of a page’s answers that may reach a model, one after the other', async () => {
    const { visitor, session, model } = await probing('When or where?')
    const posted = await visitor.submit(`${session}/about`, { since: 'long', place: 'here', secret: 'hush' })
    const first = await settled(visitor, posted)
    expect(first.title).toContain('“Since when”')
    const second = await settled(
      visitor,
      await visitor.submit(find(first.root, '#rf-form').attributes.action ?? '', { follow_up: '1999' }),
    )
    expect(second.title).toContain('“Where”')
    const next = await visitor.submit(find(second.root, '#rf-form').attributes.action ?? '', {
      follow_up: '',
    })
    expect(next.path).toBe(`${session}/medicines`)
    expect(model.asides).toHaveLength(2)
    expect(JSON.stringify(model.asides.map(({ body }) => body))).not.toContain('hush')
  })

  it('in an entry belongs to that entry, and goes with it', async () => {
    const { visitor, session } = await probing('How strong?')
    const page = await settled(
      visitor,
      await visitor.submit(`${session}/medicines/add`, { medicine: 'Ibuprofen' }),
    )
    expect(page.title).toContain('Medicine 1: Medicine')
    const list = await visitor.submit(find(page.root, '#rf-form').attributes.action ?? '', {
      follow_up: '400 mg',
    })
    expect(list.path).toBe(`${session}/medicines`)
    expect((await visitor.open(`${session}/check`)).text).toContain('400 mg')
    const remove = findAll(list.root, 'form').find(({ attributes }) => attributes.action?.endsWith('/remove'))
    await visitor.post(remove?.attributes.action ?? '')
    expect((await visitor.open(`${session}/check`)).text).not.toContain('400 mg')
  })

  it('is asked about at most ten times in a session', async () => {
    const { visitor, session, model } = await probing('How strong?')
    for (let count = 1; count <= 12; count++) {
      await settled(
        visitor,
        await visitor.submit(`${session}/medicines/add`, { medicine: `Number ${count}` }),
      )
    }
    expect(model.asides).toHaveLength(10)
  })

  it('is shown as it is written, but for the word that says it is good', async () => {
    const { visitor, session, model } = await probing()
    model.setAside('probe', { text: ['O', 'K'], pace: 20 })
    const page = await visitor.submit(`${session}/problem`, { problem: 'It is slow.' })
    const stream = find(page.root, '#rf-aside').attributes['sse-connect'] ?? ''
    const events = await (await visitor.send(stream)).text()
    const shown = [...events.matchAll(/event: snapshot\ndata: (.*)\n/g)].map(([, text]) => text)
    expect(shown.every((text) => text === '')).toBe(true)
    const final = parseHtml(/event: final\ndata: (.*)\n/.exec(events)?.[1] ?? '')
    expect(find(final, 'a').attributes).toMatchObject({ href: `${session}/about`, 'hx-trigger': 'load' })
  })

  it('has its follow-up in the exports and in the recap', async () => {
    const { visitor, session, model } = await probing()
    const page = await settled(
      visitor,
      await visitor.submit(`${session}/problem`, { problem: 'It is slow.' }),
    )
    await visitor.post(find(page.root, '#rf-form').attributes.action ?? '', { follow_up: '=Everybody' })
    const csv = await (await visitor.send(`${session}/export.csv`)).text()
    expect(csv.split('\r\n')[0]).toContain('problem,problem_follow_up')
    expect(csv).toContain("'=Everybody")
    const json = JSON.parse(await (await visitor.send(`${session}/export.json`)).text())
    expect(json.answers_as_read[0].rows[1]).toEqual({
      field: 'problem',
      is_follow_up: true,
      label: 'Who is affected?',
      text: '=Everybody',
    })
    expect(await (await visitor.send(`${session}/export.md`)).text()).toContain('Everybody')
    const fhir = await (await visitor.send(`${session}/export.fhir.json`)).text()
    expect(fhir).toMatch(
      /"linkId": "problem\.follow-up",\s+"text": "[^"]+",\s+"answer": \[\s+\{\s+"valueString": "=Everybody/,
    )
    await visitor.post(`${session}/recap`)
    await model.waitForRequest(1)
    expect(JSON.stringify(model.requests[0]?.body)).toContain('=Everybody')
  })

  it('can have its follow-up changed from the check page, and taken away', async () => {
    const { visitor, session } = await probing()
    const page = await settled(
      visitor,
      await visitor.submit(`${session}/problem`, { problem: 'It is slow.' }),
    )
    await visitor.post(find(page.root, '#rf-form').attributes.action ?? '', { follow_up: 'Everybody' })
    const check = await visitor.open(`${session}/check`)
    const link = findAll(check.root, ({ attributes }) => attributes.href?.includes('/probe') === true)[0]
    const change = await visitor.open(link?.attributes.href ?? '')
    expect(textOf(find(change.root, '#rf-follow_up'))).toBe('Everybody')
    const back = await visitor.submit(find(change.root, '#rf-form').attributes.action ?? '', {
      follow_up: 'Nobody',
    })
    expect(back.path).toBe(`${session}/check`)
    expect(back.text).toContain('Nobody')
  })

  it('is not told too much: what is too long comes back with an error', async () => {
    const { visitor, session } = await probing()
    const page = await settled(
      visitor,
      await visitor.submit(`${session}/problem`, { problem: 'It is slow.' }),
    )
    const long = 'x'.repeat(2001)
    const wrong = await visitor.submit(find(page.root, '#rf-form').attributes.action ?? '', {
      follow_up: long,
    })
    expect([wrong.status, wrong.title]).toEqual([422, 'Error: One more question about “Problem” – Probed'])
    expect(textOf(find(wrong.root, '#rf-follow_up'))).toBe(long)
  })

  it('shows an alert before its question', async () => {
    const model = await modelServer({ text: 'A letter.' })
    model.setAside('probe', { text: 'Who?' })
    const schema = `${SCHEMA}alerts:\n  - {id: help, when: problem == 'help', level: crisis, at: [answer], title: Call now, body: Please.}\n`
    const { visitor } = stage({
      model,
      graphs: join(folderOf({ 'graphs/probed/schema.yaml': schema }), 'graphs'),
    })
    const session = await begin(visitor, 'probed')
    const page = await visitor.submit(`${session}/problem`, { problem: 'help' })
    expect(page.path).toContain('/problem/probe')
    expect(page.text).toContain('Call now')
  })

  it('is nobody else’s to see', async () => {
    const { app, visitor, session } = await probing()
    await visitor.post(`${session}/problem`, { problem: 'It is slow.' })
    const other = createVisitor(app)
    expect((await other.send(`${session}/problem/probe`)).status).toBe(404)
    expect((await other.post(`${session}/problem/probe`, { intent: 'skip' })).status).toBe(404)
  })
})

it('a page that is called "probe" keeps its address', async () => {
  const model = await modelServer({ text: 'x' })
  const schema = SCHEMA.replace(
    'fields:\n      - {id: medicine,',
    'layout: steps\n    fields:\n      - {id: probe, label: Test}\n      - {id: medicine,',
  )
  const { visitor } = stage({
    model,
    graphs: join(folderOf({ 'graphs/probed/schema.yaml': schema }), 'graphs'),
  })
  const session = await begin(visitor, 'probed')
  const first = await visitor.open(`${session}/medicines/add`)
  const second = await visitor.submit(first.path, { probe: 'x' })
  expect(second.heading).toBe('Medicine (optional)')
  const entry = second.path.split('/').slice(0, -1).join('/')
  expect((await visitor.open(`${entry}/probe`)).heading).toContain('Test')
})
