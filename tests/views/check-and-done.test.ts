import { describe, expect, it, test } from 'vitest'
import { elementsOf, find, findAll, parseHtml, textOf } from './html.js'
import { alert, bodyOf, checkPage, everyPage, recaps } from './samples.js'

const page = (name: string, parts = {}) =>
  parseHtml(String(checkPage(recaps[name] ?? { kind: 'off' }, parts)))

test('41: every answer is listed with its label, in its section', () => {
  const [first, second] = findAll(page('final'), 'dl')
  if (first === undefined || second === undefined) throw new Error('A section is missing')
  expect(findAll(first, 'dt').map(textOf)).toEqual(['Name', 'Phone'])
  expect(findAll(first, 'dd').map(textOf)).toEqual(['Maren', 'Change Name', 'Not provided', 'Change Phone'])
  expect(findAll(second, 'dd').map(textOf)).toEqual(['Still missing', 'Answer Sleep'])
})

test('41: a Change link names its question to those who do not see the row', () => {
  const links = findAll(page('final'), '.rf-change').flatMap((cell) => findAll(cell, 'a'))
  expect(links.map(({ attributes }) => attributes.href)).toEqual(['/s/1/name', '/s/1/phone', '/s/1/sleep'])
  expect(links.map((link) => textOf(find(link, '.rf-vh')))).toEqual([' Name', ' Phone', ' Sleep'])
})

describe.each(Object.keys(recaps))('with a recap that is %s', (name) => {
  it('43: the list is complete and can be confirmed', () => {
    expect(findAll(page(name), 'dt')).toHaveLength(3)
    const form = find(page(name), ({ attributes }) => attributes.action === '/s/1/confirm')
    expect(textOf(find(form, 'button'))).toBe('Confirm and send')
    expect(textOf(form)).toContain('You confirm this list of answers.')
  })
})

test('53: the confirmation says that the summary is not part of it, where there is one', () => {
  expect(textOf(page('final'))).toContain('The summary is not part of it.')
  expect(textOf(page('off'))).not.toContain('summary')
})

test('missing answers are said before anything else', () => {
  expect(textOf(page('off', { hasGaps: true }))).toMatch(/^Check your answersSome answers are still missing/)
  expect(textOf(page('off'))).not.toContain('Some answers')
})

test('alerts stand before letter and list', () => {
  const order = elementsOf(page('final', { alerts: [alert] })).map(({ attributes }) => attributes.class ?? '')
  const place = (name: string) => order.findIndex((classes) => classes.split(' ').includes(name))
  expect(place('rf-notice')).toBeGreaterThan(-1)
  expect(place('rf-notice')).toBeLessThan(place('rf-letter'))
  expect(place('rf-letter')).toBeLessThan(place('rf-ledger'))
})

describe('the done page', () => {
  const done = bodyOf(everyPage().done)

  it('says what happened, when, and under which reference', () => {
    expect(textOf(find(done, 'h1'))).toBe('Thank you')
    expect(findAll(find(done, '.rf-facts'), 'dd').map(textOf)).toEqual([
      'RP4-K72-M9Q',
      '14 March 2026 at 10:52',
      '13, mild',
    ])
    expect(find(find(done, '.rf-facts'), 'time').attributes.datetime).toBe('2026-03-14T10:52:00Z')
  })

  it('keeps letter, list and alerts to read again', () => {
    expect(textOf(find(done, '#rf-recap'))).toContain('You fell.')
    expect(findAll(done, 'dt').map(textOf)).toEqual(expect.arrayContaining(['Name', 'Phone', 'Sleep']))
    expect(textOf(find(done, '.rf-notice'))).toContain(alert.title)
  })

  it('hides its postmark from those who hear the page', () => {
    expect(find(done, 'svg').attributes['aria-hidden']).toBe('true')
  })
})

describe('the demo', () => {
  const demo = bodyOf(everyPage().demo)

  it('waits for the whole text beside the stream', () => {
    const sheets = findAll(demo, '.rf-letter').map(({ attributes }) => attributes)
    expect(sheets[0]).toMatchObject({ 'sse-connect': '/demo/stream' })
    expect(sheets[1]).toMatchObject({ 'hx-get': '/demo/text', 'hx-trigger': 'load', 'hx-target': 'this' })
  })

  it('shows the figures of the server, for the script to go on from', () => {
    const figures = findAll(demo, ({ tag }) => tag === 'dd')
    expect(figures.map(textOf)).toEqual(['0.4 s', '2', 'not yet', 'not yet', '0', 'not yet'])
    // What is timed already is left alone.
    const open = figures.filter(({ attributes }) => 'data-rf-figure' in attributes)
    expect(open.map(textOf)).toEqual(['2', 'not yet', 'not yet', '0', 'not yet'])
    expect(find(demo, '.rf-even').attributes).toMatchObject({
      'data-rf-elapsed': '1200',
      'data-rf-seconds': '# s',
    })
  })

  it('says when no language model wrote', () => {
    expect(textOf(demo)).toContain('No language model wrote this text')
  })
})
