import { describe, expect, it } from 'vitest'
import { referenceOf } from '../../src/session/session.js'
import { find, findAll, textOf } from '../views/html.js'
import * as answers from './answers.js'
import { folderOf } from './folder.js'
import { ownerStage } from './owner.js'
import { answerAll, begin, createVisitor, type Page, sessionId, type Visitor } from './page.js'
import { watch } from './recap.js'
import { modelServer } from './stage.js'

const HOSTILE =
  '<img src=x onerror=alert(1)><div hx-post="./delete" hx-trigger="load">x</div> javascript:alert(1) {{7*7}}'

async function send(visitor: Visitor, slug: keyof typeof answers.posts, posts = answers.posts[slug]) {
  const session = await answerAll(visitor, slug, posts)
  await visitor.submit(`${session}/confirm`)
  const id = sessionId(session)
  return { session, id, path: `/responses/${id}`, reference: referenceOf(id) }
}

const references = (page: Page) =>
  findAll(page.root, 'a')
    .filter(({ attributes }) => /^\/responses\/[0-9a-f]{32}$/.test(attributes.href ?? ''))
    .map(textOf)

describe('the list', () => {
  it('says how to begin while there is nothing', async () => {
    const { signIn } = ownerStage()
    const page = await signIn()
    expect(page.heading).toBe('No responses yet')
    expect(findAll(page.root, 'a').map(({ attributes }) => attributes.href)).toContain('/q/mood-check')
    expect(findAll(page.root, 'table')).toEqual([])
  })

  it('shows what was sent and what was begun, the newest first, and filters', async () => {
    let time = Date.parse('2026-03-01T10:00:00Z')
    const { visitor, owner, signIn } = ownerStage({ now: () => new Date(time) })
    const mood = await send(visitor, 'mood-check')
    time = Date.parse('2026-03-02T10:00:00Z')
    const request = await send(visitor, 'feature-request')
    time = Date.parse('2026-03-03T10:00:00Z')
    const begun = referenceOf(sessionId(await begin(visitor, 'mood-check')))
    const page = await signIn()
    expect(page.heading).toBe('3 responses')
    expect(page.text).toContain('2 sent, 1 in progress.')
    expect(references(page)).toEqual([begun, request.reference, mood.reference])
    expect(page.text).toContain('2 Mar 2026, 10:00')

    const shown = async (query: string) => references(await owner.open(`/responses?${query}`))
    expect(await shown('questionnaire=mood-check')).toEqual([begun, mood.reference])
    expect(await shown('state=sent')).toEqual([request.reference, mood.reference])
    expect(await shown('state=draft&questionnaire=&from=&to=&reference=')).toEqual([begun])
    expect(await shown('from=2026-03-02&to=2026-03-02')).toEqual([request.reference])
    expect(await shown(`reference=${mood.reference.toLowerCase()}`)).toEqual([mood.reference])
    expect(await shown(`reference=${mood.reference.slice(0, 5)}`)).toEqual([mood.reference])
    expect(await shown('questionnaire=nothing')).toEqual([])
    const none = await owner.open('/responses?questionnaire=nothing')
    expect(none.heading).toBe('No response matches')
  })

  it('comes in pages, whose links keep the filter', async () => {
    const { visitor, owner, signIn } = ownerStage()
    for (let count = 0; count < 27; count++) await begin(visitor, 'mood-check')
    await signIn()
    const first = await owner.open('/responses?state=draft')
    expect([references(first).length, first.text.includes('Page 1 / 2')]).toEqual([25, true])
    const older = find(first.root, ({ attributes }) => attributes.rel === 'next')
    expect(older.attributes.href).toBe('/responses?state=draft&page=2')
    const second = await owner.open('/responses?state=draft&page=2')
    expect(references(second)).toHaveLength(2)
    expect(new Set([...references(first), ...references(second)]).size).toBe(27)
    for (const page of ['99', '-1', 'x', '0', '1e9', "1'--"]) {
      expect((await owner.open(`/responses?state=draft&page=${page}`)).status).toBe(200)
    }
  })

  it('takes hostile parameters for no match, or for nothing said', async () => {
    const { visitor, owner, signIn, errors } = ownerStage()
    await begin(visitor, 'mood-check')
    await signIn()
    const hostile = "?sort=id;drop&filter[$gt]=&page=-1&from=2026-99-99&state[]=x&questionnaire=' or 1=1--"
    const page = await owner.open(`/responses${encodeURI(hostile)}`)
    expect([page.status, page.heading]).toEqual([200, 'No response matches'])
    expect(errors).toEqual([])
  })
})

describe('one response', () => {
  it('shows the answers with what is sensitive, the scores, the alerts with their time, and the recap', async () => {
    const model = await modelServer({ text: 'You slept badly.\n\n![x](https://evil.test/x)' })
    const { visitor, signIn } = ownerStage({ model, now: () => new Date('2026-03-01T10:00:00Z') })
    const session = await answerAll(visitor, 'mood-check', { ...answers.mood, self_harm: { self_harm: '1' } })
    await visitor.post(`${session}/recap`)
    await watch(visitor, session, 'text')
    await visitor.submit(`${session}/confirm`)
    const page = await signIn(`/responses/${sessionId(session)}`)
    expect(page.heading).toBe(`Response ${referenceOf(sessionId(session))}`)
    expect(page.text).toContain('Thoughts of death or self-harm (sensitive)On a few days')
    expect(page.text).toContain('Total score11, moderate signs of low mood')
    expect(page.text).toContain('You do not have to carry this aloneShown 1 Mar 2026, 10:00')
    expect(page.text).toContain('You slept badly.')
    expect(page.text).toContain('Written by a computer from these answers')
    expect(page.text).toContain('Model: test-model.')
    expect(findAll(page.root, 'img')).toEqual([])
    const links = findAll(page.root, 'a').map(({ attributes }) => attributes.href ?? '')
    expect(links.filter((href) => !/^(\/|#rf-)/.test(href))).toEqual([])
    const downloads = links.filter((href) => href.includes('export'))
    expect(downloads.map((href) => href.split('.').at(-1))).toEqual(
      expect.arrayContaining(['json', 'md', 'csv']),
    )
  })

  it('is the person’s own until it is sent: no answer of a draft is shown or exported', async () => {
    const { visitor, owner, signIn } = ownerStage()
    const session = await answerAll(visitor, 'feature-request', {
      ...answers.request,
      title: { title: 'CANARY of a draft' },
    })
    const path = `/responses/${sessionId(session)}`
    const page = await signIn(path)
    expect(page.text).toContain('The person is still answering, and decides what is sent.')
    for (const wanted of [
      '/responses',
      path,
      `${path}/delete`,
      `${path}/export.json`,
      `${path}/export.csv`,
      '/responses/export.json',
      '/responses/export.csv?questionnaire=feature-request',
      '/responses/charts?questionnaire=feature-request',
    ]) {
      expect(await (await owner.send(wanted)).text()).not.toContain('CANARY')
    }
    expect((await owner.send(`${path}/export.json`)).status).toBe(404)
  })

  it('shows hostile answers as the text that they are', async () => {
    const { visitor, owner, signIn } = ownerStage()
    const sent = await send(visitor, 'feature-request', {
      ...answers.request,
      reporter: { email: 'ada@example.org', role: '_other', 'role-other': HOSTILE },
      problem: { problem: `${HOSTILE} ${HOSTILE}` },
      solution: { solution: HOSTILE },
    })
    await signIn()
    for (const path of [sent.path, '/responses', '/responses/charts?questionnaire=feature-request']) {
      const page = await owner.open(path)
      expect(findAll(page.root, 'img')).toEqual([])
      expect(
        findAll(page.root, ({ attributes }) =>
          Object.keys(attributes).some((name) => name.startsWith('on') || name === 'hx-post'),
        ),
      ).toEqual([])
    }
    const page = await owner.open(sent.path)
    const [answer] = findAll(page.root, '.rf-answer').filter((dd) => textOf(dd).includes('onerror'))
    expect(answer?.attributes).toHaveProperty('hx-disable')
  })

  it('shows what was known without asking apart', async () => {
    const graphs = folderOf({
      'visit/schema.yaml': `name: Visit
version: "1"
language: en
recap: false
fields:
  - { id: reason, type: string, label: Reason }
  - { id: patient, type: string, label: Patient number, hidden: true, prefill: query.patient }
`,
    })
    const { visitor, signIn } = ownerStage({ graphs })
    await visitor.open('/q/visit?patient=P-77')
    const session = await begin(visitor, 'visit')
    await visitor.submit(`${session}/reason`, { reason: 'Knee' })
    await visitor.submit(`${session}/confirm`)
    const page = await signIn(`/responses/${sessionId(session)}`)
    expect(page.text).toContain('Not asked, but knownPatient numberP-77')
  })

  it('that is not there is not found, for the owner, too', async () => {
    const { owner, signIn } = ownerStage()
    await signIn()
    for (const path of ['f'.repeat(32), 'f', '..%2f..%2fetc', 'A'.repeat(32)]) {
      expect((await owner.send(`/responses/${path}`)).status).toBe(404)
    }
  })

  it('is deleted after a question, with everything that was made of it, and that is recorded', async () => {
    const { visitor, owner, signIn } = ownerStage()
    const sent = await send(visitor, 'mood-check')
    const other = await send(visitor, 'mood-check')
    await signIn()
    expect((await owner.open('/responses/charts?questionnaire=mood-check')).text).toContain('2 responses')
    const asked = await owner.open(`${sent.path}/delete`)
    expect(asked.text).toContain(sent.reference)
    expect((await owner.open(sent.path)).status).toBe(200)
    const after = await owner.submit(`${sent.path}/delete`)
    expect(after.text).toContain(`Response ${sent.reference} was deleted.`)
    expect(references(after)).toEqual([other.reference])
    expect((await owner.send(sent.path)).status).toBe(404)
    expect((await visitor.send(`${sent.session}/done`)).status).toBe(404)
    expect((await owner.open('/responses/charts?questionnaire=mood-check')).text).toContain(
      '1 response was sent',
    )
    const record = await owner.open('/responses/record')
    expect(record.text).toContain(`Response deletedmood-check ${sent.reference}`)
    expect((await owner.post(`${sent.path}/delete`)).status).toBe(404)
  })
})

describe('the charts', () => {
  it('31: draw every question and score with its counts as text, and mark what is sensitive', async () => {
    const { visitor, signIn } = ownerStage()
    await send(visitor, 'mood-check')
    await send(visitor, 'mood-check', { ...answers.mood, interest: { interest: '3' } })
    const page = await signIn('/responses/charts?questionnaire=mood-check')
    expect(page.heading).toBe('Mood check')
    expect(page.text).toContain('Nearly every day1 (50%)')
    expect(page.text).toContain('Thoughts of death or self-harm (sensitive)')
    expect(page.text).toContain('moderate signs of low mood (10–14)2 (100%)')
    const pictures = findAll(page.root, 'svg')
    expect(pictures.length).toBeGreaterThan(30)
    for (const { attributes } of pictures) expect(attributes['aria-hidden']).toBe('true')
    expect(findAll(page.root, ({ attributes }) => 'style' in attributes)).toEqual([])
    // Every column has its row in a table.
    for (const figure of findAll(page.root, '.rf-columns')) {
      expect(findAll(figure, 'rect').length).toBe(findAll(find(figure, 'tbody'), 'tr').length)
    }
  })

  it('count what was sent in a time', async () => {
    let time = Date.parse('2026-03-01T10:00:00Z')
    const { visitor, owner, signIn } = ownerStage({ now: () => new Date(time) })
    await send(visitor, 'mood-check')
    time = Date.parse('2026-03-20T10:00:00Z')
    await send(visitor, 'mood-check')
    await signIn()
    const charts = async (query: string) =>
      (await owner.open(`/responses/charts?questionnaire=mood-check&${query}`)).text
    expect(await charts('')).toContain('2 responses were sent. 1 March 2026 – 20 March 2026.')
    expect(await charts('to=2026-03-19')).toContain('1 response was sent. 1 March 2026.')
    expect(await charts('from=2027-01-01')).toContain('Nothing has been sent in this time.')
  })

  it('speak Finnish to a Finnish browser', async () => {
    const { visitor, owner, signIn } = ownerStage()
    await send(visitor, 'mood-check')
    await signIn()
    const headers = { 'accept-language': 'fi-FI,fi;q=0.9,en;q=0.5' }
    const html = await (await owner.send('/responses', { headers })).text()
    expect(html).toContain('lang="fi"')
    expect(html).toContain('1 vastaus')
  })
})

describe('everything as a file', () => {
  it('is a table of one questionnaire, with a line for each response that was sent', async () => {
    const { app, visitor, owner, signIn } = ownerStage()
    const one = await send(visitor, 'clinic-intake')
    const two = await send(createVisitor(app), 'clinic-intake')
    await send(visitor, 'mood-check')
    await signIn()
    const response = await owner.send('/responses/export.csv?questionnaire=clinic-intake')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="clinic-intake-\d{4}-\d\d-\d\d\.csv"$/,
    )
    expect(response.headers.get('cache-control')).toBe('no-store')
    const lines = (await response.text()).trimEnd().split('\r\n')
    expect(lines[0]).toContain('medicines_1_strength_unit')
    expect(
      lines
        .slice(1)
        .map((line) => line.slice(0, 11))
        .sort(),
    ).toEqual([one.reference, two.reference].sort())
    expect((await owner.send('/responses/export.csv')).status).toBe(400)
    const record = await owner.open('/responses/record')
    expect(record.text).toContain('File taken away')
    expect(record.text).not.toContain('Ibuprofen')
  })

  it('is a list of all that the filter lets through, with the recaps', async () => {
    const model = await modelServer({ text: 'You asked for an address.' })
    const { visitor, owner, signIn } = ownerStage({ model })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/recap`)
    await watch(visitor, session, 'text')
    await visitor.submit(`${session}/confirm`)
    for (let count = 0; count < 6; count++) await send(visitor, 'mood-check')
    await begin(visitor, 'mood-check')
    await signIn()
    const list = async (query: string) =>
      (await owner.send(`/responses/export.json?${query}`)).json() as Promise<unknown[]>
    expect(await list('')).toHaveLength(7)
    expect(await list('questionnaire=mood-check')).toHaveLength(6)
    expect(await list('questionnaire=feature-request')).toMatchObject([
      { status: 'sent', recap: { text: 'You asked for an address.' } },
    ])
    expect(await list('state=draft')).toEqual([])
    expect(await list('reference=ZZZZZZZZ')).toEqual([])
  })
})
