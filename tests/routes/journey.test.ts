import { describe, expect, it } from 'vitest'
import { find, findAll, textOf } from '../views/html.js'
import * as answers from './answers.js'
import { answerAll, begin, createVisitor } from './page.js'
import { modelServer, stage } from './stage.js'

describe('starting', () => {
  it('sets a cookie that scripts and other sites do not get, and leads to the first question', async () => {
    const { visitor } = stage()
    const started = await visitor.post('/q/feature-request')
    expect(started.status).toBe(303)
    expect(started.headers.get('location')).toMatch(/^\/s\/[0-9a-f]{32}$/)
    const [cookie, ...others] = started.headers.getSetCookie()
    expect(others).toEqual([])
    expect(cookie).toMatch(/^recapflow=[0-9a-f]{64};/)
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Lax/)
    expect(cookie).toMatch(/; Path=\//)
    expect(cookie).not.toMatch(/; Secure/)
    const page = await visitor.open(started.headers.get('location') ?? '')
    expect(page.path).toMatch(/\/reporter$/)
    expect(page.heading).toBe('About you')
  })
})

describe('one page after another', () => {
  it('16: asks every page of the feature request once, by its own name, and ends on the check page', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const titles = new Set<string>()
    let page = await visitor.open(session)
    for (const [id, form] of Object.entries(answers.request)) {
      expect(page.path).toBe(`${session}/${id}`)
      expect(page.status).toBe(200)
      expect(findAll(page.root, 'h1')).toHaveLength(1)
      expect(page.title).toMatch(/ – Ask for a feature$/)
      titles.add(page.title)
      page = await visitor.submit(page.path, form)
      if (page.path.includes('/probe')) page = await visitor.submit(page.path, { intent: 'skip' })
    }
    expect(page.path).toBe(`${session}/check`)
    expect(page.heading).toBe('Check your answers')
    expect(titles.size).toBe(Object.keys(answers.request).length)
  })

  it('says Check answers on the last page and Continue on the others', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const button = async (page: string) =>
      textOf(findAll((await visitor.open(`${session}/${page}`)).root, 'button').at(-1) ?? '')
    expect(await button('reporter')).toBe('Continue')
    expect(await button('done_when')).toBe('Continue')
    expect(await button('attachments')).toBe('Check answers')
  })

  it('goes on where the person stopped, also from the home page', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    await visitor.post(`${session}/reporter`, answers.request.reporter)
    expect((await visitor.open(session)).path).toBe(`${session}/title`)
    const home = await visitor.open('/')
    expect(home.text).toContain('You stopped at question 2')
    expect(find(home.root, (element) => element.attributes.href === session).tag).toBe('a')
    expect((await visitor.open('/q/feature-request')).text).toContain('You have begun this already.')
  })

  it('16, 38: shows what was answered when a page is opened again, and says that it is saved', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'clinic-intake')
    await visitor.post(`${session}/about`, answers.clinic.about)
    const page = await visitor.open(`${session}/about`)
    const value = (name: string) =>
      find(page.root, ({ attributes }) => attributes.name === name).attributes.value
    expect(value('full_name')).toBe('Maren Marker-Name')
    expect([value('born-day'), value('born-month'), value('born-year')]).toEqual(['27', '3', '1986'])
    const chosen = findAll(page.root, ({ attributes }) => 'checked' in attributes)
    expect(chosen.map(({ attributes }) => attributes.value)).toEqual(['text_message', 'letter'])
    expect(textOf(find(page.root, '#rf-saved'))).toBe('Saved')
  })

  it('asks what an answer has opened, and does not ask what it has closed', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const afterYes = await visitor.submit(`${session}/blocked`, { blocked: 'true' })
    expect(afterYes.path).toBe(`${session}/deadline`)
    const afterNo = await visitor.submit(`${session}/blocked`, { blocked: 'false' })
    expect(afterNo.path).toBe(`${session}/solution`)
    expect((await visitor.open(`${session}/deadline`)).path).toBe(`${session}/reporter`)
  })
})

describe('an answer that cannot be taken', () => {
  it('18, 21, 22, 23, 25: brings the page back with 422, a summary first, the same words beside the field, and what was typed', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const page = await visitor.submit(`${session}/reporter`, { email: 'ada at example', role: 'Designer' })
    expect(page.status).toBe(422)
    expect(page.title).toBe('Error: About you – Ask for a feature')
    const [first] = find(page.root, '#rf-main').children
    expect(typeof first === 'object' && first.attributes.id).toBe('rf-errors')
    const summary = find(page.root, '#rf-errors')
    expect(textOf(summary)).toMatch(/^There is a problem/)
    const links = findAll(summary, 'a')
    expect(links.map(({ attributes }) => attributes.href)).toEqual(['#rf-email'])
    const input = find(page.root, '#rf-email')
    expect(input.attributes['aria-invalid']).toBe('true')
    expect(input.attributes.value).toBe('ada at example')
    expect(textOf(find(page.root, '#rf-email-error'))).toBe(`Error: ${textOf(links[0] ?? '')}`)
    const [role] = findAll(page.root, ({ attributes }) => 'checked' in attributes)
    expect(role?.attributes.value).toBe('Designer')
    expect(page.response.headers.get('hx-push-url')).toBe('false')
  })

  it('leaves the earlier answer as it was, and keeps the typed one as a draft', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    await visitor.post(`${session}/reach`, { reach: '12' })
    expect((await visitor.submit(`${session}/reach`, { reach: 'many' })).status).toBe(422)
    const again = await visitor.open(`${session}/reach`)
    expect(find(again.root, '#rf-reach').attributes.value).toBe('many')
    expect(again.status).toBe(200)
    expect(textOf(find((await visitor.open(`${session}/check`)).root, '#rf-main'))).toContain(
      'People affected12',
    )
  })

  it.each([
    ['born', { 'born-day': '31', 'born-month': '2', 'born-year': '1986' }, '#rf-born-day'],
    ['born', { 'born-day': '1', 'born-month': '', 'born-year': '1986' }, '#rf-born-month'],
    ['contact_by', { contact_by: ['letter', 'none'] }, '#rf-contact_by-1'],
    ['contact_by', { contact_by: 'pigeon' }, '#rf-contact_by-1'],
  ])('links to the first wrong part of %s', async (field, wrong, target) => {
    const { visitor } = stage()
    const session = await begin(visitor, 'clinic-intake')
    const page = await visitor.submit(`${session}/about`, { ...answers.clinic.about, ...wrong })
    expect(page.status).toBe(422)
    const links = findAll(find(page.root, '#rf-errors'), 'a')
    expect(links.map(({ attributes }) => attributes.href)).toEqual([target])
    expect(find(page.root, target).tag).toBe('input')
    expect(findAll(page.root, `#rf-${field}-error`)).toHaveLength(1)
  })

  it('shows hostile text as text', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const hostile = `"><img src=x onerror=alert(1)> ' </textarea> <script>alert(1)</script> {title} **b**`
    const wrong = await visitor.submit(`${session}/title`, { title: hostile.repeat(3) })
    expect(wrong.status).toBe(422)
    expect(findAll(wrong.root, 'img')).toEqual([])
    expect(find(wrong.root, '#rf-title').attributes.value).toBe(hostile.repeat(3))
    await visitor.post(`${session}/solution`, { solution: hostile })
    const textarea = find((await visitor.open(`${session}/solution`)).root, 'textarea')
    expect(textOf(textarea)).toBe(hostile)
    const check = await visitor.open(`${session}/check`)
    expect(check.text).toContain(hostile)
    expect(findAll(find(check.root, '#rf-main'), (e) => e.tag === 'img' || e.tag === 'script')).toEqual([])
  })
})

describe('Back', () => {
  it('keeps what was typed as a draft, unchecked, and goes to the page before', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const before = await visitor.submit(`${session}/problem`, { intent: 'back', problem: 'short' })
    expect(before.path).toBe(`${session}/title`)
    expect(before.status).toBe(200)
    const again = await visitor.open(`${session}/problem`)
    expect(textOf(find(again.root, 'textarea'))).toBe('short')
    expect(findAll(again.root, '#rf-errors')).toEqual([])
    expect((await visitor.open(session)).path).toBe(`${session}/reporter`)
  })

  it('of a draft that is the answer again leaves no draft', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    await visitor.post(`${session}/title`, { title: 'First' })
    await visitor.post(`${session}/title`, { intent: 'back', title: 'Second' })
    await visitor.post(`${session}/title`, { intent: 'back', title: 'First' })
    await visitor.post(`${session}/title`, { title: 'Third' })
    expect(find((await visitor.open(`${session}/title`)).root, '#rf-title').attributes.value).toBe('Third')
  })

  it('8: is a link before the main part on every page, from the first to the check page', async () => {
    const { visitor } = stage()
    const session = await answerAll(visitor, 'feature-request', answers.request)
    const hrefOf = async (page: string) => {
      const { root, html } = await visitor.open(`${session}/${page}`)
      expect(html.indexOf('<nav class="rf-back"')).toBeLessThan(html.indexOf('<main'))
      return find(find(root, 'nav'), 'a').attributes.href
    }
    expect(await hrefOf('reporter')).toBe('/q/feature-request')
    expect(await hrefOf('title')).toBe(`${session}/reporter`)
    expect(await hrefOf('check')).toBe(`${session}/attachments`)
    expect(await hrefOf('title?from=check')).toBe(`${session}/check`)
  })
})

describe('the check page', () => {
  it('41: lists every answer with a Change link that names its question', async () => {
    const { visitor } = stage()
    const session = await answerAll(visitor, 'feature-request', answers.request)
    const { root } = await visitor.open(`${session}/check`)
    const rows = findAll(root, '.rf-row')
    expect(rows.map((row) => textOf(find(row, 'dt')))).toEqual([
      'Work email',
      'Role',
      'Name of the idea',
      'Problem',
      'How often',
      'People affected',
      'Work stands still',
      'Idea',
      'Done when',
      'Screenshots or files',
    ])
    for (const row of rows) {
      const link = find(row, 'a')
      expect(textOf(link)).toBe(`Change ${textOf(find(row, 'dt'))}`)
      expect(link.attributes.href).toMatch(new RegExp(`^${session}/\\w+\\?from=check$`))
    }
  })

  it('41: says Not provided where an optional answer is missing', async () => {
    const { visitor } = stage()
    const session = await answerAll(visitor, 'feature-request', { ...answers.request, solution: {} })
    const row = findAll((await visitor.open(`${session}/check`)).root, '.rf-row').find((element) =>
      textOf(element).startsWith('Idea'),
    )
    expect(textOf(row ?? '')).toBe('IdeaNot providedChange Idea')
  })

  it('gets an answer back after Change, and Save leads back to it', async () => {
    const { visitor } = stage()
    const session = await answerAll(visitor, 'feature-request', answers.request)
    const page = await visitor.open(`${session}/title?from=check`)
    expect(textOf(find(find(page.root, 'main'), 'button'))).toBe('Save and check answers')
    const form = find(find(page.root, 'main'), 'form')
    const check = await visitor.submit(form.attributes.action ?? '', { title: 'A better name' })
    expect(check.path).toBe(`${session}/check`)
    expect(check.text).toContain('A better name')
  })

  it('29: asks what a change has opened before it comes back', async () => {
    const { visitor } = stage()
    const session = await answerAll(visitor, 'feature-request', answers.request)
    const opened = await visitor.submit(`${session}/blocked?from=check`, { blocked: 'true' })
    expect(opened.path).toBe(`${session}/deadline?from=check`)
    const check = await visitor.submit(opened.path)
    expect(check.path).toBe(`${session}/check`)
    expect(check.text).toContain('You gave no date')
  })

  it('can be opened at any time, shows what is missing, and offers no recap yet', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const check = await visitor.open(`${session}/check`)
    expect(check.status).toBe(200)
    expect(check.text).toContain('Some answers are still missing.')
    expect(findAll(check.root, '.rf-missing').length).toBe(6)
    expect(findAll(check.root, '#rf-recap')).toEqual([])
  })

  it('asks for the recap by itself with JavaScript and by a button without', async () => {
    const { visitor } = stage()
    const session = await answerAll(visitor, 'feature-request', answers.request)
    const form = find(find((await visitor.open(`${session}/check`)).root, '#rf-recap'), 'form')
    expect(form.attributes['hx-trigger']).toBe('load, submit')
    expect(form.attributes.action).toBe(`${session}/recap`)
    expect(form.attributes['hx-post']).toBe(`${session}/recap`)
    expect(form.attributes.method).toBe('post')
    expect(textOf(find(form, 'button'))).toBe('Show summary')
  })
})

describe('alerts', () => {
  it('32: stand on the very next page, spoken, with a number to call, and the person can go on', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'mood-check')
    const next = await visitor.submit(`${session}/self_harm`, { self_harm: '1' })
    expect(next.path).toBe(`${session}/in_own_words?after=self_harm`)
    const notice = find(next.root, '.rf-notice-crisis')
    expect(notice.attributes.role).toBe('alert')
    expect(textOf(find(notice, 'h2'))).toBe('You do not have to carry this alone')
    expect(findAll(notice, 'a').map(({ attributes }) => attributes.href)).toEqual([
      'tel:000000002',
      'tel:000000001',
    ])
    expect(findAll(next.root, 'form').length).toBeGreaterThan(0)
    expect(findAll((await visitor.open(`${session}/in_own_words`)).root, '.rf-notice')).toEqual([])
    const further = await visitor.submit(`${session}/in_own_words`, { in_own_words: 'That is all.' })
    expect(further.path).toBe(`${session}/check`)
  })

  it('come on the next page only where the answer calls for them', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'mood-check')
    expect(
      findAll((await visitor.submit(`${session}/self_harm`, { self_harm: '0' })).root, '.rf-notice'),
    ).toEqual([])
    const forged = await visitor.open(`${session}/in_own_words?after=self_harm`)
    expect(findAll(forged.root, '.rf-notice')).toEqual([])
  })

  it('stand on the check page once, and on the done page', async () => {
    const { visitor } = stage()
    const posts = { ...answers.mood, self_harm: { self_harm: '3' } }
    const session = await answerAll(visitor, 'mood-check', posts)
    const check = await visitor.open(`${session}/check?after=self_harm`)
    expect(findAll(check.root, '.rf-notice-crisis')).toHaveLength(1)
    const done = await visitor.submit(`${session}/confirm`)
    expect(done.path).toBe(`${session}/done`)
    expect(findAll(done.root, '.rf-notice-crisis')).toHaveLength(1)
    expect(findAll(done.root, '.rf-notice-warning')).toHaveLength(1)
    expect(done.text).toContain('Total score13, moderate signs of low mood')
  })
})

describe('confirming', () => {
  it('goes to the first gap while there is one, and sends nothing', async () => {
    const completed: unknown[] = []
    const { visitor } = stage({ onComplete: (session) => void completed.push(session) })
    const session = await begin(visitor, 'feature-request')
    await visitor.post(`${session}/reporter`, answers.request.reporter)
    const page = await visitor.submit(`${session}/confirm`)
    expect(page.path).toBe(`${session}/title?from=check`)
    expect(completed).toEqual([])
    expect((await visitor.open(`${session}/done`)).path).toBe(`${session}/check`)
  })

  it('28, 62: twice is one completion, and tells the host once, without what was closed again', async () => {
    const completed: { answers: object; reference: string; user: unknown }[] = []
    const { visitor } = stage({ onComplete: (session) => void completed.push(session) })
    const session = await begin(visitor, 'feature-request')
    await visitor.post(`${session}/blocked`, { blocked: 'true' })
    await visitor.post(`${session}/deadline`, {
      'deadline-day': '1',
      'deadline-month': '1',
      'deadline-year': '2999',
    })
    for (const [page, form] of Object.entries(answers.request)) await visitor.post(`${session}/${page}`, form)
    const [first, second] = await Promise.all([
      visitor.submit(`${session}/confirm`),
      visitor.submit(`${session}/confirm`),
    ])
    const third = await visitor.submit(`${session}/confirm`)
    for (const done of [first, second, third]) expect(done.path).toBe(`${session}/done`)
    expect(completed).toHaveLength(1)
    expect(completed[0]?.answers).toEqual({
      email: 'ada@example.org',
      role: 'Developer',
      title: 'Load graphs from a web address',
      problem: 'I copied the same file to four machines last week, and one of them was old.',
      frequency: 3,
      reach: 12,
      blocked: false,
      solution: 'Let me give an address in place of a file.',
      done_when: ['The four machines show the same graph.'],
    })
    expect(first.text).toContain(`Reference${completed[0]?.reference}`)
    expect(first.text).toContain('Request sent')
  })

  it('works when the host throws, and the host hears of it as an error', async () => {
    const { visitor, errors } = stage({
      onComplete: () => Promise.reject(new Error('The host is out of order.')),
    })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    const done = await visitor.submit(`${session}/confirm`)
    expect(done.path).toBe(`${session}/done`)
    expect(done.status).toBe(200)
    expect(errors.map(String)).toEqual(['Error: The host is out of order.'])
  })

  it('ends every change: pages say that it was sent, posts change nothing', async () => {
    const { visitor } = stage()
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/confirm`)
    const page = await visitor.open(`${session}/title`)
    expect(page.heading).toBe('You have already sent these answers')
    expect((await visitor.submit(`${session}/title`, { title: 'Too late' })).heading).toBe(page.heading)
    expect((await visitor.submit(`${session}/title`, { intent: 'back', title: 'x' })).heading).toBe(
      page.heading,
    )
    const done = await visitor.open(session)
    expect(done.path).toBe(`${session}/done`)
    expect(done.text).toContain('Load graphs from a web address')
    expect(done.text).not.toContain('Too late')
    expect(findAll(done.root, '.rf-change')).toEqual([])
    expect((await visitor.open(`${session}/check`)).path).toBe(`${session}/done`)
    expect((await visitor.submit(`${session}/recap`)).path).toBe(`${session}/done`)
  })

  it('43: works before the recap, while it is written, and keeps it on the done page', async () => {
    const model = await modelServer({ text: 'You asked for an address.' })
    const { visitor } = stage({ model })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/recap`)
    const done = await visitor.submit(`${session}/confirm`)
    expect(done.path).toBe(`${session}/done`)
    await visitor.send(`/stream${session.slice(2)}?as=text`).then((response) => response.text())
    const later = await visitor.open(`${session}/done`)
    expect(textOf(find(later.root, '#rf-recap'))).toContain('You asked for an address.')
    expect(model.requests).toHaveLength(1)
  })
})

describe('the shipped questionnaires', () => {
  it.each(Object.entries(answers.posts))('%s is filled in from start to done', async (slug, posts) => {
    const { visitor } = stage()
    const session = await answerAll(visitor, slug, posts)
    const check = await visitor.open(`${session}/check`)
    expect(findAll(check.root, '.rf-missing')).toEqual([])
    expect((await visitor.submit(`${session}/confirm`)).path).toBe(`${session}/done`)
  })
})

it('two visitors at the same questionnaire do not see each other’s answers', async () => {
  const { app, visitor } = stage()
  const other = createVisitor(app)
  const first = await begin(visitor, 'feature-request')
  const second = await begin(other, 'feature-request')
  await visitor.post(`${first}/title`, { title: 'Mine' })
  await other.post(`${second}/title`, { title: 'Yours' })
  expect(find((await visitor.open(`${first}/title`)).root, '#rf-title').attributes.value).toBe('Mine')
  expect(find((await other.open(`${second}/title`)).root, '#rf-title').attributes.value).toBe('Yours')
})
