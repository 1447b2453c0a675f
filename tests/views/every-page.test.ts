import { describe, expect, it, test } from 'vitest'
import { type Element, elementsOf, find, findAll, parseHtml, textOf } from './html.js'
import { bodyOf, documentOf, everyPage } from './samples.js'

const pages = Object.entries(everyPage())
const isHeading = ({ tag }: Element) => /^h[1-6]$/.test(tag)

describe.each(pages)('the page "%s"', (_, content) => {
  const page = bodyOf(content)
  const elements = elementsOf(page)

  it('1: has exactly one h1 and one main', () => {
    expect(findAll(page, 'h1')).toHaveLength(1)
    expect(findAll(page, 'main')).toHaveLength(1)
  })

  // What is urgent stands before the page's own heading, one level below it.
  it('skips no level of heading', () => {
    const levels = findAll(page, isHeading).map(({ tag }) => Number(tag[1]))
    const deepest = levels.reduce((deep, level) => (level <= deep + 1 ? Math.max(deep, level) : 99), 1)
    expect(deepest).toBeLessThan(7)
  })

  it('has ids that are unique and carry the prefix', () => {
    const ids = elements.flatMap(({ attributes }) => attributes.id ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !id.startsWith('rf-'))).toEqual([])
  })

  it('refers only to ids that are there', () => {
    const ids = new Set(elements.map(({ attributes }) => attributes.id))
    const referring = ['for', 'aria-labelledby', 'aria-describedby', 'hx-target', 'hx-select', 'hx-include']
    const referred = elements.flatMap(({ attributes }) => [
      ...referring.flatMap((name) => (attributes[name] ?? '').split(' ')),
      ...(attributes.href?.startsWith('#') ? [attributes.href] : []),
    ])
    const names = referred
      .filter((name) => name !== '' && name !== 'this')
      .map((name) => name.replace('#', ''))
    expect(names.filter((name) => !ids.has(name))).toEqual([])
  })

  it('64: works without JavaScript: forms post, links lead somewhere', () => {
    for (const form of findAll(page, 'form')) {
      expect(form.attributes).toMatchObject({ method: 'post', action: expect.stringMatching(/^\//) })
      expect(form.attributes['hx-post']).toBe(form.attributes.action)
      expect(findAll(form, ({ attributes }) => attributes.type === 'submit').length).toBeGreaterThan(0)
    }
    for (const link of findAll(page, 'a')) expect(link.attributes.href).toMatch(/^(\/|#rf-|tel:)/)
  })

  it('77: has no inline script, style or handler', () => {
    for (const { tag, attributes } of elements) {
      expect(['script', 'style']).not.toContain(tag)
      expect(Object.keys(attributes).filter((name) => name === 'style' || name.startsWith('on'))).toEqual([])
      expect(Object.keys(attributes).filter((name) => name.startsWith('hx-on'))).toEqual([])
    }
  })

  it('71: says help in the same place', () => {
    const foot = find(page, 'footer')
    expect(page.children.at(0)).toMatchObject({ tag: 'div' })
    expect(textOf(foot)).toMatch(/^Help with this form: /)
    expect(find(foot, 'a').attributes.href).toBe('tel:+441632960018')
  })
})

test.each(Object.entries(everyPage('two')))('the page "%s" takes its ids from its prefix', (_, content) => {
  const ids = elementsOf(bodyOf(content, { prefix: 'two' })).flatMap(({ attributes }) => attributes.id ?? [])
  expect(ids.length).toBeGreaterThan(2)
  expect(ids.filter((id) => !id.startsWith('two-'))).toEqual([])
})

describe.each([2, 3] as const)('76: below a heading of the host', (level) => {
  test.each(Object.entries(everyPage('rf', level)))(
    `the page "%s" begins at level ${level}, with no main part and no h1 of its own`,
    (_, content) => {
      const page = bodyOf(content, { isEmbedded: true })
      const levels = findAll(page, isHeading).map(({ tag }) => Number(tag[1]))
      expect(Math.min(...levels)).toBe(level)
      expect(levels.filter((found) => found === level)).toHaveLength(1)
      expect(findAll(page, ({ tag }) => ['main', 'header', 'footer'].includes(tag))).toEqual([])
    },
  )
})

test('3: a right-to-left page says so', () => {
  const page = bodyOf('شكرا', { language: 'ar', direction: 'rtl' })
  expect(find(page, '#rf-page').attributes).toMatchObject({ lang: 'ar', dir: 'rtl' })
})

test('3: a name in another language says which', () => {
  const knie = findAll(bodyOf(everyPage().home), 'h2').find((heading) => textOf(heading) === 'Knie')
  expect(knie?.attributes.lang).toBe('de')
})

test('3: the document names its language and links its assets', () => {
  const page = parseHtml(documentOf('text'))
  expect(find(page, 'html').attributes).toMatchObject({ lang: 'en', dir: 'ltr' })
  expect(textOf(find(page, 'title'))).toBe('Knee')
  expect(findAll(page, 'script').map(({ attributes }) => attributes.src)).toEqual([
    '/assets/htmx.js',
    '/assets/sse.js',
    '/assets/recapflow.js',
  ])
  expect(findAll(page, 'script').every(({ attributes }) => 'defer' in attributes)).toBe(true)
})

test('25: htmx evaluates nothing, keeps nothing and shows a page with errors', () => {
  const meta = find(parseHtml(documentOf('')), ({ attributes }) => attributes.name === 'htmx-config')
  expect(JSON.parse(meta.attributes.content ?? '')).toEqual({
    includeIndicatorStyles: false,
    allowEval: false,
    allowScriptTags: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    responseHandling: [
      { code: '204', swap: false },
      { code: '409', swap: true },
      { code: '422', swap: true },
      { code: '[23]..', swap: true },
      { code: '[45]..', swap: false, error: true },
    ],
  })
})

test('a page that is still being written loads again without JavaScript, and only then', () => {
  expect(documentOf('', 2)).toContain('<noscript><meta http-equiv="refresh" content="2"/></noscript>')
  expect(documentOf('')).not.toContain('refresh')
})

test('Back is a real link before the main part, and saves a draft where there is JavaScript', () => {
  const page = bodyOf('text', { back: { href: '/s/1/before', saveUrl: '/s/1/fall' } })
  const order = elementsOf(page).map(({ tag }) => tag)
  expect(order.indexOf('nav')).toBeLessThan(order.indexOf('main'))
  expect(find(find(page, 'nav'), 'a').attributes).toEqual({
    href: '/s/1/before',
    'hx-post': '/s/1/fall',
    'hx-include': '#rf-form',
    'hx-vals': '{"intent":"back"}',
    'hx-target': '#rf-page',
    'hx-select': '#rf-page',
    'hx-swap': 'outerHTML show:window:top',
    'hx-push-url': 'true',
    'hx-sync': 'this:drop',
  })
})

test('38: "Saved" stands in a status region', () => {
  const saved = find(bodyOf('text', { isSaved: true }), '#rf-saved')
  expect(saved.attributes.role).toBe('status')
  expect(textOf(saved)).toBe('Saved')
  expect(textOf(find(bodyOf('text'), '#rf-saved'))).toBe('')
})

test('the foot of a page takes texts and links of the host', () => {
  const foot = find(
    bodyOf('', { footer: [{ text: 'Open on weekdays' }, { text: 'Imprint', url: '/imprint' }] }),
    'footer',
  )
  expect(findAll(foot, 'p').map(textOf).slice(1)).toEqual(['Open on weekdays', 'Imprint'])
  expect(findAll(foot, 'a').at(-1)?.attributes.href).toBe('/imprint')
})
