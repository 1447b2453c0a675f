import { describe, expect, it } from 'vitest'
import { find, findAll, textOf } from '../views/html.js'
import * as answers from './answers.js'
import { answerAll, type Page, type Visitor } from './page.js'
import { modelServer, stage } from './stage.js'

const proposing = async (changes: unknown, unplaced: readonly string[] = []) => {
  const model = await modelServer({ text: 'You would like something.' })
  model.setAside('corrections', { text: JSON.stringify({ changes, unplaced }) })
  const made = stage({ model })
  const session = await answerAll(made.visitor, 'feature-request', answers.request)
  return { ...made, model, session }
}

/** Says what is wrong, and comes to the changes once they are found. */
async function reply(visitor: Visitor, session: string, text: string): Promise<Page> {
  let page = await visitor.submit(`${session}/reply`, { reply: text })
  while (page.html.includes('sse-connect')) page = await visitor.open(page.path)
  return page
}

const exported = async (visitor: Visitor, session: string) =>
  JSON.parse(await (await visitor.send(`${session}/export.json`)).text()).answers

const formOf = (page: Page) => {
  const form = find(page.root, ({ attributes }) => attributes.action?.endsWith('/corrections') === true)
  const inputs = findAll(form, 'input').map(({ attributes }) => attributes)
  const hidden = inputs.filter(({ type }) => type === 'hidden')
  return {
    boxes: inputs.filter(({ type }) => type === 'checkbox'),
    values: Object.fromEntries(hidden.map(({ name = '', value = '' }) => [name, value])),
  }
}

describe('54: "Something is wrong"', () => {
  it('shows old and new of each answer, and changes nothing before the person says so', async () => {
    const { visitor, session } = await proposing(
      [
        { id: 'title', value: 'Load graphs from a shared address' },
        { id: 'reach', value: 14 },
      ],
      ['My dog is called Rex'],
    )
    const before = await exported(visitor, session)
    const page = await reply(visitor, session, 'From a shared address. It is 14 of us. My dog is called Rex')
    expect(page.heading).toBe('2 changes to check')
    expect(page.title).toBe('2 changes to check – Ask for a feature')
    const proof = find(page.root, 'fieldset')
    expect(findAll(proof, 'del').map(textOf)).toEqual(['web', '12'])
    expect(findAll(proof, 'ins').map(textOf)).toEqual(['shared', '14'])
    expect(page.text).toContain('My dog is called Rex')
    expect(await exported(visitor, session)).toEqual(before)

    const { boxes, values } = formOf(page)
    expect(boxes.map(({ name, value, checked }) => [name, value, checked])).toEqual([
      ['apply', '1', ''],
      ['apply', '2', ''],
    ])
    const after = await visitor.submit(`${session}/corrections`, { ...values, apply: ['2'] })
    expect(after.path).toBe(`${session}/check`)
    expect(await exported(visitor, session)).toEqual({ ...before, reach: 14 })
  })

  it('leaves everything as it is where nothing is chosen', async () => {
    const { visitor, session } = await proposing([{ id: 'reach', value: 14 }])
    const before = await exported(visitor, session)
    const page = await reply(visitor, session, 'It is 14 of us.')
    await visitor.post(`${session}/corrections`, formOf(page).values)
    expect(await exported(visitor, session)).toEqual(before)
  })

  it('asks what a change opens before it goes back to the check page', async () => {
    const { visitor, session } = await proposing([{ id: 'blocked', value: true }])
    const page = await reply(visitor, session, 'Work is stopped.')
    const { values } = formOf(page)
    const after = await visitor.submit(`${session}/corrections`, { ...values, apply: '1' })
    expect(after.path).toBe(`${session}/deadline?from=check`)
  })

  it('does not choose beforehand what the person has not said, and says so', async () => {
    const { visitor, session } = await proposing([{ id: 'title', value: 'Load 500 graphs for Dr Okafor' }])
    const page = await reply(visitor, session, 'The title is wrong, make it better')
    expect(formOf(page).boxes.map(({ checked }) => checked)).toEqual([undefined])
    expect(findAll(page.root, 'mark').map(textOf)).toEqual(['500', 'Dr Okafor'])
  })

  it('shows the changes to the answers as they are, where they were changed elsewhere meanwhile', async () => {
    const { visitor, session } = await proposing([{ id: 'reach', value: 14 }])
    const page = await reply(visitor, session, 'It is 14 of us.')
    await visitor.post(`${session}/reach`, { reach: '13' })
    const form = { ...formOf(page).values, apply: '1' }
    const conflict = await visitor.submit(`${session}/corrections`, form)
    expect(conflict.status).toBe(409)
    expect(conflict.text).toContain('This page was changed elsewhere')
    expect(findAll(conflict.root, 'del').map(textOf)).toEqual(['13'])
    expect((await exported(visitor, session)).reach).toBe(13)
    await visitor.post(`${session}/corrections`, { ...formOf(conflict).values, apply: '1' })
    expect((await exported(visitor, session)).reach).toBe(14)
  })

  it('is followed by a new recap', async () => {
    const { visitor, session, model } = await proposing([{ id: 'reach', value: 14 }])
    await visitor.post(`${session}/recap`)
    const page = await reply(visitor, session, 'It is 14 of us.')
    await visitor.post(`${session}/corrections`, { ...formOf(page).values, apply: '1' })
    await visitor.post(`${session}/recap`)
    await model.waitForRequest(2)
    expect(JSON.stringify(model.requests[1]?.body)).toContain('14')
  })
})

describe('55: a model that lies about fields and values', () => {
  it('is told off, and nothing is changed', async () => {
    const { visitor, session, errors } = await proposing([
      { id: 'nope', value: 'x' },
      { id: '__proto__', value: { admin: true } },
      { id: 'deadline', value: '2027-01-01' },
      { id: 'frequency', value: 99 },
      { id: 'reach', value: -1 },
    ])
    const before = await exported(visitor, session)
    const page = await reply(visitor, session, 'Change everything')
    expect(errors).toEqual([])
    expect(page.heading).toBe('Nothing was found to change')
    expect(page.text).toContain('One change was left out')
    expect(page.text).toContain('is not asked with your present answers.')
    expect(page.text).toContain('Choose one of the answers that are listed')
    expect(findAll(page.root, ({ attributes }) => attributes.name === 'apply')).toEqual([])
    expect(await exported(visitor, session)).toEqual(before)
  })

  it('is shown as text, whatever it writes', async () => {
    const hostile = '<img src=x onerror=alert(1)> <div hx-post="./confirm" hx-trigger="load">'
    const { visitor, session } = await proposing([{ id: 'title', value: hostile }], [hostile])
    const page = await reply(visitor, session, hostile)
    expect(page.text.split(hostile).length - 1).toBe(2)
    expect(findAll(page.root, 'img')).toEqual([])
    const triggers = findAll(page.root, ({ attributes }) => attributes['hx-trigger'] !== undefined)
    expect(triggers).toEqual([])
  })

  it('that cannot be understood, or fails, leaves the answers as they are', async () => {
    const model = await modelServer({ text: 'You would like something.' })
    const { visitor } = stage({ model })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    for (const behaviour of [{ text: 'Sure!' }, { status: 401, json: { error: { message: 'no' } } }]) {
      model.setAside('corrections', behaviour)
      const page = await reply(visitor, session, `Change it ${JSON.stringify(behaviour)}`)
      expect(page.heading).toBe('That could not be read just now')
      expect(page.text).toContain('Nothing was changed.')
    }
  })
})

describe('56, 57: a reply', () => {
  it('that only agrees changes nothing, sends nothing and asks no model', async () => {
    const { visitor, session, model } = await proposing([])
    const page = await visitor.submit(`${session}/reply`, { reply: 'Yes.' })
    expect(page.text).toContain('Then there is nothing to change.')
    expect(JSON.parse(await (await visitor.send(`${session}/export.json`)).text()).status).toBe('draft')
    expect(model.asides.filter(({ body }) => JSON.stringify(body).includes('Yes.'))).toEqual([])
  })

  it('that agrees and changes something is never taken for a yes', async () => {
    const { visitor, session } = await proposing([{ id: 'reach', value: 14 }])
    const page = await reply(visitor, session, 'ok but change it to 14')
    expect(page.heading).toBe('One change to check')
    expect(JSON.parse(await (await visitor.send(`${session}/export.json`)).text()).status).toBe('draft')
  })

  it('has to say something, in bounds, and what was typed comes back', async () => {
    const { visitor, session } = await proposing([])
    const empty = await visitor.submit(`${session}/reply`, { reply: '  ' })
    expect([empty.status, empty.title]).toEqual([422, 'Error: Check your answers – Ask for a feature'])
    expect(find(empty.root, '#rf-errors')).toBeDefined()
    expect(find(empty.root, '#rf-reply').attributes['aria-invalid']).toBe('true')
    const long = await visitor.submit(`${session}/reply`, { reply: `${'x'.repeat(4001)}<` })
    expect(long.status).toBe(422)
    expect(textOf(find(long.root, '#rf-reply'))).toBe(`${'x'.repeat(4001)}<`)
  })

  it('is taken five times, and then the Change links are there, and nothing counts as confirmed', async () => {
    const { visitor, session, model } = await proposing([])
    for (let count = 1; count <= 6; count++) await reply(visitor, session, `Change number ${count}`)
    expect(model.asides.filter(({ body }) => JSON.stringify(body).includes('Change number'))).toHaveLength(5)
    const page = await visitor.open(`${session}/check`)
    expect(page.text).toContain('Use the Change links')
    expect(findAll(page.root, ({ attributes }) => attributes.name === 'reply')).toEqual([])
    expect(
      findAll(page.root, ({ attributes }) => attributes.href?.includes('from=check') === true).length,
    ).toBeGreaterThan(5)
    expect(JSON.parse(await (await visitor.send(`${session}/export.json`)).text()).status).toBe('draft')
  })

  it('is not taken for another person’s session, nor once the answers are sent', async () => {
    const { app, visitor, session } = await proposing([{ id: 'reach', value: 14 }])
    const { createVisitor } = await import('./page.js')
    const other = createVisitor(app)
    for (const path of ['reply', 'corrections']) {
      expect((await other.post(`${session}/${path}`, { reply: 'x' })).status).toBe(404)
    }
    expect((await other.send(`${session}/corrections?run=x`)).status).toBe(404)
    await visitor.post(`${session}/confirm`)
    expect((await visitor.post(`${session}/reply`, { reply: 'x' })).headers.get('location')).toBe(
      `${session}/done`,
    )
  })
})
