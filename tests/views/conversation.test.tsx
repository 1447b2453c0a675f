import { describe, expect, it } from 'vitest'
import { ConversationChange, ConversationPage, type ConversationPageProps } from '../../views/index.js'
import { type Element, find, findAll, parseHtml, textOf } from './html.js'
import { conversation, nows, paragraph } from './samples.js'

const render = (content: unknown): Element => parseHtml(String(content))
const nowOf = (name: string) => {
  const now = nows[name]
  if (now === undefined) throw new Error(`There is no sample ${name}.`)
  return now
}
const page = (name: string, parts: Partial<ConversationPageProps> = {}) =>
  render(
    <ConversationPage {...conversation(nowOf(name))} name="Knees" writer={{ kind: 'demo' }} {...parts} />,
  )
const live = ({ attributes }: Element) =>
  'aria-live' in attributes || ['status', 'log', 'alert'].includes(attributes.role ?? '')

describe('a conversation', () => {
  it('is a list under a heading, in which everything says who said it', () => {
    const root = page('asking')
    const list = find(root, 'ol')
    expect(find(root, 'section').attributes['aria-labelledby']).toBe('rf-talk-heading')
    expect(textOf(find(root, '#rf-talk-heading'))).toBe('What has been said')
    const turns = list.children.filter((child): child is Element => typeof child !== 'string')
    expect(turns.map(({ tag }) => tag)).toEqual(['li', 'li', 'li', 'li'])
    expect(turns.slice(0, 3).map((turn) => textOf(find(turn, '.rf-who')))).toEqual([
      'Riverside',
      'You',
      'Riverside',
    ])
  })

  it('says what goes on beside the list, and nothing in the list is live while it is written', () => {
    const root = page('writing')
    expect(findAll(find(root, 'ol'), live)).toEqual([])
    expect(textOf(find(root, ({ attributes }) => attributes.role === 'status'))).toBe(
      'An answer is being written…',
    )
    expect(find(root, ({ attributes }) => attributes['aria-busy'] === 'true').attributes['hx-target']).toBe(
      'this',
    )
    expect(find(root, '#rf-now').attributes).toMatchObject({
      'sse-connect': '/stream/1?run=r&as=panel',
      'sse-close': 'done',
      'sse-swap': 'final',
      'hx-target': 'this',
    })
  })

  it('keeps finished words from htmx, and never what is being written', () => {
    for (const name of Object.keys(nows)) {
      for (const text of findAll(page(name), '.rf-letter-text')) {
        expect('hx-disable' in text.attributes).toBe(!('aria-busy' in text.attributes))
      }
    }
  })

  it('has one box for a text, and says what is wrong with it', () => {
    const box = find(page('asking'), 'textarea')
    expect(box.attributes).toMatchObject({
      'aria-invalid': 'true',
      'aria-describedby': 'rf-reply-1-error',
      name: 'reply',
    })
    expect(textOf(box)).toBe('Well')
  })

  it('has a form for each of several questions, and buttons where replies are offered', () => {
    const forms = findAll(page('offering'), '.rf-reply')
    expect(forms).toHaveLength(2)
    expect(findAll(forms[0] ?? page('ended'), 'button').map(textOf)).toEqual(['This'])
    expect(find(forms[1] ?? page('ended'), 'textarea').attributes['aria-describedby']).toBe('rf-question-2')
  })

  it('keeps a line break at the beginning of what was typed', () => {
    const root = page('asking', {
      now: {
        kind: 'asking',
        questions: [{ asked: undefined, reply: { interrupt: 'i', options: [], typed: '\nx' } }],
      },
    })
    expect(textOf(find(root, 'textarea'))).toBe('\n\nx')
  })

  it('shows hostile words as text', () => {
    const hostile = '</div></li><i hx-post="/x" hx-trigger="load">'
    const root = page('ended', {
      name: hostile,
      speaker: hostile,
      turns: [
        { kind: 'asked', asked: { text: hostile, details: [{ label: hostile, text: hostile }] } },
        { kind: 'said', text: hostile, turn: 1 },
        { kind: 'written', blocks: [paragraph(hostile)] },
      ],
      refused: { reason: 'answered', typed: hostile },
    })
    expect(findAll(root, 'i')).toEqual([])
    expect(findAll(root, ({ attributes }) => attributes['hx-trigger'] !== undefined)).toEqual([])
  })
})

describe('a change of a conversation', () => {
  it('brings turns, the last item, and out of band its status and its stop button', () => {
    const root = render(<ConversationChange {...conversation(nowOf('writing'))} />)
    expect(root.children.map((child) => (child as Element).tag)).toEqual(['li', 'li', 'li', 'li', 'p', 'div'])
    for (const id of ['#rf-talk-status', '#rf-talk-controls']) {
      expect(find(root, id).attributes['hx-swap-oob']).toBe('innerHTML')
    }
    expect(findAll(find(root, '#rf-talk-controls'), 'button').map(textOf)).toEqual(['Stop writing'])
    const asking = render(<ConversationChange {...conversation(nowOf('asking'))} />)
    expect(findAll(find(asking, '#rf-talk-controls'), 'button')).toEqual([])
    expect(textOf(find(asking, '#rf-talk-status'))).toBe('It is your turn')
  })

  it('speaks Finnish', () => {
    const root = render(<ConversationChange {...conversation(nowOf('stopped'))} language="fi" />)
    expect(textOf(root)).toContain('Lopetit kirjoittamisen tähän.')
    expect(textOf(root)).toContain('Sinä')
  })
})
