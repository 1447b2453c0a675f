import { describe, expect, it, test } from 'vitest'
import {
  RecapChange,
  RecapPanel,
  type RecapPanelProps,
  RecapSnapshot,
  type RecapView,
  sseEvents,
} from '../../views/index.js'
import { type Element, elementsOf, find, findAll, parseHtml, textOf } from './html.js'
import { panelOf, paragraph, recaps } from './samples.js'

const view = (name: string): RecapView => recaps[name] ?? { kind: 'off' }
const props = (recap: RecapView): RecapPanelProps => ({ prefix: 'rf', language: 'en', ...panelOf(recap) })
const panel = (name: string) => parseHtml(String(<RecapPanel {...props(view(name))} />))
const change = (name: string) => parseHtml(String(<RecapChange {...props(view(name))} />))
const without = (names: readonly string[], { attributes }: Element) =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)))

const isLive = ({ attributes }: Element) => Object.keys(attributes).some((name) => name.startsWith('sse-'))

describe('a recap that is being written', () => {
  const sheet = find(panel('streaming'), '#rf-recap')

  it('connects, ends and is replaced as one', () => {
    expect(sheet.tag).toBe('section')
    expect(without(['class'], sheet)).toEqual({
      id: 'rf-recap',
      'aria-labelledby': 'rf-recap-heading',
      'hx-ext': 'sse',
      'sse-connect': '/stream/1?run=r&as=panel',
      'sse-close': 'done',
      'sse-swap': 'final',
      'hx-target': 'this',
      'hx-swap': 'outerHTML settle:0ms',
      'hx-history': 'false',
    })
  })

  it('takes a snapshot in place of the text, and deltas after it', () => {
    const text = find(sheet, ({ attributes }) => attributes['aria-busy'] === 'true')
    expect(without(['class'], text)).toEqual({
      'aria-busy': 'true',
      'sse-swap': 'snapshot',
      'hx-target': 'this',
      'hx-swap': 'innerHTML settle:0ms',
    })
    const [span, ...others] = text.children
    if (typeof span !== 'object') throw new Error('There is no snapshot')
    expect(others).toEqual([])
    expect(span).toMatchObject({
      tag: 'span',
      attributes: { 'sse-swap': 'message', 'hx-target': 'this', 'hx-swap': 'beforeend settle:0ms' },
    })
  })

  it('shows the text so far, with nothing around it', () => {
    expect(textOf(find(sheet, ({ attributes }) => 'aria-busy' in attributes))).toBe('You fell')
  })

  it('names its target and swap on every live element, so that none is inherited', () => {
    const live = elementsOf(panel('streaming')).filter((element) => 'sse-swap' in element.attributes)
    expect(live).toHaveLength(4)
    for (const { attributes } of live)
      expect(Object.keys(attributes)).toEqual(expect.arrayContaining(['hx-target', 'hx-swap']))
  })

  it('is not announced word by word, nor silenced by hx-disable', () => {
    expect(findAll(panel('streaming'), ({ attributes }) => 'aria-live' in attributes)).toEqual([])
    expect(findAll(panel('streaming'), ({ attributes }) => 'hx-disable' in attributes)).toEqual([])
  })

  it('can be stopped, from outside the sheet', () => {
    expect(findAll(sheet, 'form')).toEqual([])
    const form = find(panel('streaming'), 'form')
    expect(form.attributes).toMatchObject({ method: 'post', action: '/s/1/recap/stop', 'hx-swap': 'none' })
    expect(textOf(form)).toBe('Stop writing')
  })
})

test('a snapshot is one span with the text as text', () => {
  expect(String(<RecapSnapshot text={'a <b> & "c"\n'} />)).toBe(
    '<span sse-swap="message" hx-target="this" hx-swap="beforeend settle:0ms">a &lt;b&gt; &amp; &quot;c&quot;\n</span>',
  )
})

test('the events of the stream do not collide with those of EventSource', () => {
  expect(Object.values(sseEvents)).not.toContain('error')
  expect(Object.values(sseEvents)).not.toContain('open')
})

test('a recap that nobody asked for asks by itself, and by its button', () => {
  const form = find(panel('waiting'), 'form')
  expect(form.attributes).toEqual({
    method: 'post',
    action: '/s/1/recap',
    'hx-post': '/s/1/recap',
    'hx-trigger': 'load, submit',
    'hx-target': '#rf-recap',
    'hx-swap': 'outerHTML settle:0ms',
  })
  expect(textOf(find(form, 'button'))).toBe('Show summary')
  expect(textOf(find(panel('waiting'), '#rf-recap-status'))).toBe('')
})

test('the status region stands outside the sheet', () => {
  for (const name of Object.keys(recaps).filter((name) => name !== 'off')) {
    const region = find(panel(name), '#rf-recap-status')
    expect(region.attributes.role).toBe('status')
    expect(findAll(find(panel(name), '#rf-recap'), '#rf-recap-status')).toEqual([])
  }
})

describe('a change of the recap', () => {
  it.each([
    ['streaming', 'Writing your summary…'],
    ['final', 'Summary ready'],
    ['broken', 'The summary is incomplete'],
    ['failed', 'Summary not available'],
  ])('to %s brings its announcement out of band', (name, text) => {
    const region = find(change(name), '#rf-recap-status')
    expect(region.attributes).toEqual({ id: 'rf-recap-status', 'hx-swap-oob': 'innerHTML' })
    expect(textOf(region)).toBe(text)
  })

  it('to the end takes the stop button away and connects no more', () => {
    for (const name of ['final', 'stopped', 'broken', 'failed', 'superseded']) {
      expect(find(change(name), '#rf-recap-controls').children).toEqual([])
      expect(findAll(change(name), isLive)).toEqual([])
      expect(findAll(change(name), ({ attributes }) => 'aria-busy' in attributes)).toEqual([])
    }
  })

  it('dries the ink of what has just been written, and of nothing else', () => {
    expect(findAll(change('final'), '.rf-dry')).toHaveLength(1)
    expect(findAll(panel('final'), '.rf-dry')).toEqual([])
  })
})

describe('a finished recap', () => {
  it('53: says who wrote it', () => {
    expect(textOf(find(panel('final'), '.rf-sign'))).toMatch(/^Written by a computer.*some-model\.$/)
    const demo = (
      <RecapPanel {...props({ kind: 'final', blocks: [paragraph('You.')], writer: { kind: 'demo' } })} />
    )
    expect(textOf(find(parseHtml(String(demo)), '.rf-sign'))).toMatch(/^No language model wrote this/)
  })

  it('stands where htmx does nothing', () => {
    const text = find(panel('final'), ({ attributes }) => 'hx-disable' in attributes)
    expect(textOf(text)).toBe('You fell.')
  })
})

describe('a recap that failed', () => {
  it.each([
    ['failed', 'The summary could not be written.', 'did not answer in time'],
    ['broken', 'The summary breaks off here.', 'broke off'],
  ])('%s says what happened, as an alert', (name, title, reason) => {
    const alert = find(panel(name), ({ attributes }) => attributes.role === 'alert')
    expect(textOf(find(alert, 'strong'))).toBe(title)
    expect(textOf(alert)).toContain(reason)
    expect(textOf(alert)).toContain('Your answers are safe')
  })

  it('keeps the text so far as text', () => {
    for (const name of ['stopped', 'broken']) expect(textOf(find(panel(name), '.rf-plain'))).toBe('You fe')
  })

  it('is no alarm where the person stopped it', () => {
    expect(findAll(panel('stopped'), ({ attributes }) => attributes.role === 'alert')).toEqual([])
    expect(textOf(panel('stopped'))).toContain('You stopped the writing here.')
  })

  it('can be tried again, but not by itself', () => {
    for (const name of ['stopped', 'broken', 'failed']) {
      const form = find(panel(name), 'form')
      expect(form.attributes).toMatchObject({
        action: '/s/1/recap',
        'hx-trigger': 'submit',
        'hx-target': '#rf-recap',
      })
    }
  })
})

test('a recap of other answers leads to that of the present ones', () => {
  expect(find(panel('superseded'), 'a').attributes.href).toBe('/s/1/check')
})

test('a questionnaire without recap has no panel', () => {
  expect(String(<RecapPanel {...props({ kind: 'off' })} />)).toBe('')
})
