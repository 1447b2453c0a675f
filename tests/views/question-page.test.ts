import { describe, expect, it, test } from 'vitest'
import { elementsOf, find, findAll, textOf } from './html.js'
import { alert, everyKind, options, question, questionPage } from './samples.js'

const kinds = everyKind.map((item) => [item.kind, { ...item, error: undefined }] as const)

describe.each(kinds)('a page with one question of the kind %s', (kind, item) => {
  const page = questionPage([item])
  const inputs = findAll(
    page,
    ({ tag, attributes }) => ['input', 'textarea', 'select'].includes(tag) && attributes.type !== 'hidden',
  )

  it('1: has its label or legend as heading', () => {
    const heading = find(page, 'h1')
    expect(textOf(heading)).toBe(item.label)
    const isLabel = findAll(heading, 'label').length === 1
    const isLegend = findAll(page, 'legend').some((legend) => findAll(legend, 'h1').length === 1)
    expect(isLabel || isLegend).toBe(true)
  })

  it('4: labels every input', () => {
    expect(inputs.length).toBeGreaterThan(0)
    for (const input of inputs) {
      const labels = findAll(page, ({ attributes }) => attributes.for === input.attributes.id)
      expect(labels.map(({ tag }) => tag)).toEqual(['label'])
      expect(textOf(labels[0] ?? '')).not.toBe('')
    }
  })

  it('4: groups inputs that answer one question', () => {
    const isGroup = ['date', 'radios', 'checkboxes', 'scale', 'agree'].includes(kind)
    expect(findAll(page, 'fieldset')).toHaveLength(isGroup ? 1 : 0)
  })

  it('6: leaves checking to the server', () => {
    expect('novalidate' in find(page, 'form').attributes).toBe(true)
    expect(inputs.filter(({ attributes }) => 'required' in attributes)).toEqual([])
    expect(inputs.filter(({ attributes }) => attributes.type === 'number')).toEqual([])
    expect(textOf(page)).not.toContain('*')
  })
})

describe.each(everyKind.map((item) => [item.kind, item] as const))(
  'a wrong answer of the kind %s',
  (_, item) => {
    const page = questionPage([item])

    it('18: is summed up first on the page, as an alert', () => {
      const summary = page.children[0]
      if (typeof summary !== 'object') throw new Error('There is no summary')
      expect(summary.attributes).toMatchObject({ id: 'rf-errors', tabindex: '-1' })
      expect(textOf(find(summary, 'h2'))).toBe('There is a problem')
      expect(findAll(summary, ({ attributes }) => attributes.role === 'alert')).toHaveLength(1)
    })

    it('18, 21: is linked from the summary to an input that says it is wrong', () => {
      const [link, ...others] = findAll(find(page, '#rf-errors'), 'a')
      expect(others).toEqual([])
      const input = find(page, `#${(link?.attributes.href ?? '').slice(1)}`)
      expect(['input', 'textarea', 'select']).toContain(input.tag)
      expect(input.attributes['aria-invalid']).toBe('true')
    })

    it('21: is explained beside the field in the words of the summary', () => {
      const message = find(page, `#rf-${item.name}-error`)
      expect(textOf(message)).toBe(`Error: ${item.error}`)
      expect(textOf(find(find(page, '#rf-errors'), 'a'))).toBe(item.error)
      const described = findAll(page, ({ attributes }) =>
        (attributes['aria-describedby'] ?? '').split(' ').includes(`rf-${item.name}-error`),
      )
      expect(described.length).toBeGreaterThan(0)
    })
  },
)

test('a hint is described before the error, and the count last', () => {
  const page = questionPage([question({ kind: 'textarea', hint: 'Briefly.', error: 'Say it', limit: 100 })])
  const { attributes } = find(page, 'textarea')
  expect(attributes['aria-describedby']).toBe('rf-knee-hint rf-knee-error rf-knee-count')
  expect(attributes['data-rf-limit']).toBe('100')
  expect(textOf(find(page, '#rf-knee-count'))).toBe('You can write up to 100 characters.')
})

test('only the wrong part of a date says so', () => {
  const born = question({ kind: 'date', name: 'born', error: 'In the future', errorPart: 'year' })
  const inputs = findAll(questionPage([born]), 'input')
  expect(inputs.map(({ attributes }) => attributes['aria-invalid'])).toEqual([undefined, undefined, 'true'])
})

test('12: a date of birth is offered by the browser', () => {
  const born = question({ kind: 'date', name: 'born', autocomplete: 'bday' })
  const fieldset = find(questionPage([born]), 'fieldset')
  const inputs = findAll(fieldset, 'input').map(({ attributes }) => attributes)
  expect(inputs.map(({ type }) => type)).toEqual(['text', 'text', 'text'])
  expect(inputs.map(({ autocomplete }) => autocomplete)).toEqual(['bday-day', 'bday-month', 'bday-year'])
  expect(inputs.map(({ inputmode }) => inputmode)).toEqual(['numeric', 'numeric', 'numeric'])
  expect(inputs.map(({ id }) => id)).toEqual(['rf-born-day', 'rf-born-month', 'rf-born-year'])
})

test('a text question passes on its keyboard, its autofill and its spelling', () => {
  const email = question({ kind: 'text', inputMode: 'email', autocomplete: 'email', spellcheck: false })
  expect(find(questionPage([email]), 'input').attributes).toMatchObject({
    type: 'text',
    inputmode: 'email',
    autocomplete: 'email',
    spellcheck: 'false',
  })
})

test('23: typed values come back, right or wrong', () => {
  const page = questionPage([
    question({ kind: 'text', name: 'a', values: { a: ['x"<y'] }, error: 'No' }),
    question({ kind: 'textarea', name: 'b', values: { b: ['one\ntwo'] } }),
    question({ kind: 'date', name: 'c', values: { 'c-day': ['31'], 'c-month': ['two'], 'c-year': [''] } }),
    question({ kind: 'checkboxes', name: 'd', options: options('A', 'B', 'C'), values: { d: ['v0', 'v2'] } }),
    question({ kind: 'select', name: 'e', options: options('A', 'B'), values: { e: ['v1'] } }),
    question({ kind: 'scale', name: 'f', options: options('1', '2'), values: { f: ['v1'] } }),
  ])
  expect(find(page, '#rf-a').attributes.value).toBe('x"<y')
  expect(textOf(find(page, '#rf-b'))).toBe('one\ntwo')
  expect(find(page, '#rf-c-month').attributes.value).toBe('two')
  const checked = elementsOf(page).filter(({ attributes }) => 'checked' in attributes)
  expect(checked.map(({ attributes }) => attributes.id)).toEqual(['rf-d-1', 'rf-d-3', 'rf-f-2'])
  expect(
    elementsOf(page)
      .filter(({ attributes }) => 'selected' in attributes)
      .map(textOf),
  ).toEqual(['B'])
})

test('a text that begins with a line break keeps it', () => {
  const page = questionPage([question({ kind: 'textarea', values: { knee: ['\nfirst'] } })])
  // A browser drops one line break after the opening tag.
  expect(textOf(find(page, 'textarea'))).toBe('\n\nfirst')
})

test('6: an optional question says so, others say nothing', () => {
  const page = questionPage([
    question({ kind: 'text', name: 'a', label: 'First', isOptional: true }),
    question({ kind: 'radios', name: 'b', label: 'Second', options: options('A'), isOptional: true }),
    question({ kind: 'text', name: 'c', label: 'Third' }),
  ])
  const labels = [...findAll(page, 'label'), ...findAll(page, 'legend')].map(textOf)
  expect(labels).toEqual(['First (optional)', 'A', 'Third', 'Second (optional)'])
})

test('an option that excludes the others is marked for the script', () => {
  const by = options('Letter', 'Call', 'None').map((option, index) => ({
    ...option,
    isExclusive: index === 2,
  }))
  const inputs = findAll(questionPage([question({ kind: 'checkboxes', options: by })]), 'input')
  expect(inputs.map(({ attributes }) => 'data-rf-exclusive' in attributes)).toEqual([false, false, true])
})

test('groups and texts stand between the questions, and their errors are summed up too', () => {
  const page = questionPage([
    {
      kind: 'display',
      blocks: [{ kind: 'paragraph', inlines: [{ kind: 'text', text: 'Take your time.' }] }],
    },
    {
      kind: 'group',
      label: 'At home',
      items: [question({ kind: 'text', name: 'stairs', error: 'Say how many' })],
    },
  ])
  expect(textOf(find(page, 'form'))).toContain('Take your time.')
  expect(textOf(find(page, 'legend'))).toBe('At home')
  expect(find(find(page, '#rf-errors'), 'a').attributes.href).toBe('#rf-stairs')
})

test.each([
  ['continue', 'Continue'],
  ['check', 'Check answers'],
  ['save', 'Save and check answers'],
] as const)('7: the button of a page before "%s" says "%s"', (next, text) => {
  expect(textOf(find(questionPage([question({ kind: 'text' })], { next }), 'button'))).toBe(text)
})

test('the form brings the whole next page, with its address', () => {
  expect(find(questionPage([question({ kind: 'text' })]), 'form').attributes).toEqual({
    id: 'rf-form',
    method: 'post',
    action: '/s/1/fall',
    novalidate: '',
    'hx-post': '/s/1/fall',
    'hx-target': '#rf-page',
    'hx-select': '#rf-page',
    'hx-swap': 'outerHTML show:window:top',
    'hx-push-url': 'true',
    'hx-sync': 'this:drop',
  })
})

test('an alert stands before the question, is spoken, and its number can be called', () => {
  const page = questionPage([question({ kind: 'text' })], { alerts: [alert] })
  const notice = find(page, ({ attributes }) => attributes.role === 'alert')
  expect(textOf(find(notice, 'h2'))).toBe(alert.title)
  expect(find(notice, 'a').attributes.href).toBe('tel:116123')
  const order = elementsOf(page)
  expect(order.indexOf(notice)).toBeLessThan(order.findIndex(({ tag }) => tag === 'form'))
  expect(textOf(find(page, 'form'))).toContain('Continue')
})

test('73: progress is a number of a question, never a share', () => {
  const page = questionPage([question({ kind: 'text' })])
  expect(textOf(find(page, '.rf-folio'))).toBe('Question 3')
  expect(textOf(page)).not.toMatch(/%|\bof\b/)
})
