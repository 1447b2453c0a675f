import { expect, test } from 'vitest'
import {
  DonePage,
  RecapChange,
  RecapPanel,
  RichText,
  type RichTextBlock,
  StartPage,
} from '../../views/index.js'
import { type Element, elementsOf, find, parseHtml, textOf } from './html.js'
import { alert, checkPage, options, panelOf, question, questionPage } from './samples.js'

const hostile =
  '"><script>steal()</script><img src=x onerror=steal()> <b hx-get="/x" hx-trigger="load">\'&amp;'

/** The page holds the text as text: no element of it has come to life. */
function expectInert(page: Element, times = 1): void {
  const tags = elementsOf(page).map(({ tag }) => tag)
  for (const tag of ['script', 'img', 'b']) expect(tags).not.toContain(tag)
  expect(textOf(page).split(hostile).length - 1).toBeGreaterThanOrEqual(times)
}

const blocks: RichTextBlock[] = [
  { kind: 'heading', inlines: [{ kind: 'text', text: hostile }] },
  { kind: 'paragraph', inlines: [{ kind: 'strong', inlines: [{ kind: 'text', text: hostile }] }] },
  {
    kind: 'quote',
    blocks: [
      { kind: 'paragraph', inlines: [{ kind: 'emphasis', inlines: [{ kind: 'text', text: hostile }] }] },
    ],
  },
  {
    kind: 'list',
    ordered: true,
    items: [[{ kind: 'paragraph', inlines: [{ kind: 'text', text: hostile }] }]],
  },
]

test('labels, hints, options, errors and values are text', () => {
  const kinds = ['text', 'textarea', 'date', 'radios', 'checkboxes', 'select', 'scale', 'agree'] as const
  for (const kind of kinds) {
    const page = questionPage([
      question({
        kind,
        label: hostile,
        hint: hostile,
        error: hostile,
        values: { knee: [hostile], 'knee-day': [hostile] },
        options: options(hostile),
      }),
    ])
    expectInert(page, 4)
  }
})

test('a typed value stays inside its attribute', () => {
  const page = questionPage([question({ kind: 'text', values: { knee: [hostile] } })])
  expect(find(page, 'input').attributes.value).toBe(hostile)
})

test('a value cannot close its text area', () => {
  const page = questionPage([
    question({ kind: 'textarea', values: { knee: ['</textarea><script>1</script>'] } }),
  ])
  expect(textOf(find(page, 'textarea'))).toBe('</textarea><script>1</script>')
})

test('answers and their labels are text', () => {
  const rows = [{ label: hostile, text: hostile, isMissing: false, changeUrl: '/s/1/a' }]
  expectInert(parseHtml(String(checkPage({ kind: 'off' }, { sections: [{ heading: hostile, rows }] }))), 4)
})

test('the name of a file is text, on its question and in the list of answers', () => {
  const file = { id: 'f1', name: hostile, size: '1 KB', url: '/s/1/files/f1' }
  const files = { accept: 'image/png', isMultiple: false, given: [file], addLabel: undefined }
  const rows = [{ label: 'Scan', text: hostile, isMissing: false, files: [file] }]
  const pages = [
    questionPage([question({ kind: 'file', files })]),
    parseHtml(String(checkPage({ kind: 'off' }, { sections: [{ rows }] }))),
  ]
  for (const page of pages) {
    expectInert(page)
    const link = elementsOf(page).filter(({ attributes }) => attributes.href === file.url)
    expect(link).toHaveLength(1)
    const walls = elementsOf(page).filter(({ attributes }) => 'hx-disable' in attributes)
    expect(walls.some((wall) => link[0] !== undefined && elementsOf(wall).includes(link[0]))).toBe(true)
  }
})

test('what a model writes is text, while it streams and when it is finished', () => {
  const common = { prefix: 'rf', language: 'en' }
  const views = [
    { kind: 'streaming', text: hostile, streamUrl: '/stream/1' },
    { kind: 'failed', text: hostile, failure: 'brokenOff' },
    { kind: 'final', blocks, writer: { kind: 'model', name: hostile } },
  ] as const
  for (const recap of views) {
    expectInert(parseHtml(String(<RecapPanel {...common} {...panelOf(recap)} />)))
    expectInert(parseHtml(String(<RecapChange {...common} {...panelOf(recap)} />)))
  }
})

test('what authors and people write stands where htmx does nothing', () => {
  const done = (
    <DonePage
      prefix="rf"
      language="en"
      completion={{ title: hostile, body: blocks }}
      alerts={[{ ...alert, title: hostile, body: blocks }]}
      scores={[{ label: hostile, value: hostile, band: hostile }]}
      reference={hostile}
      sent={{ iso: '2026-03-14', text: hostile, stamp: [hostile, hostile] }}
      sections={[{ rows: [{ label: 'Name', text: hostile, isMissing: false }] }]}
      recap={panelOf({ kind: 'final', blocks, writer: { kind: 'demo' } })}
    />
  )
  const page = parseHtml(String(done))
  expectInert(page, 12)
  const shielded = elementsOf(page).filter(({ attributes }) => 'hx-disable' in attributes)
  expect(shielded.map(textOf).join('').split(hostile).length - 1).toBe(4 + 4 + 4 + 1)
})

test('intro, privacy and copyright are text', () => {
  const start = (
    <StartPage
      prefix="rf"
      language="en"
      name={hostile}
      intro={blocks}
      minutes={1}
      questions={1}
      hasRecap={true}
      privacy={hostile}
      copyright={hostile}
      startUrl="/q/knee"
    />
  )
  expectInert(parseHtml(String(start)), 7)
})

test('rich text has no element but those of its node types', () => {
  const all: RichTextBlock[] = [
    ...blocks,
    { kind: 'paragraph', inlines: [{ kind: 'break' }, { kind: 'tel', text: '116 123', number: '116123' }] },
  ]
  const tags = new Set(elementsOf(parseHtml(String(<RichText blocks={all} />))).map(({ tag }) => tag))
  expect([...tags].sort()).toEqual(['a', 'bdi', 'blockquote', 'br', 'em', 'li', 'ol', 'p', 'strong'])
})
