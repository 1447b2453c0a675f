import { expect, test } from 'vitest'
import { parseRichText, plainText } from '../../src/questionnaire/rich-text.js'

test.each([
  ['quotes', `${'>'.repeat(4000)}a`],
  ['lists', `${'- '.repeat(8000)}a`],
  ['numbered lists', `${'1. '.repeat(8000)}a`],
  ['emphasis', `${'*'.repeat(8000)}a`],
  ['emphasis in pieces', '*a '.repeat(3000) + ' a*'.repeat(3000)],
  ['very much text', 'word '.repeat(40_000)],
])('thousands of nested %s are not parsed: they are shown as they are', (_name, text) => {
  expect(parseRichText(text)).toEqual([{ kind: 'paragraph', inlines: [{ kind: 'text', text }] }])
})

test('what lies deeper than anybody writes is shown as its source', () => {
  const text = Array.from({ length: 30 }, (_, depth) => `${'  '.repeat(depth)}- level ${depth}`).join('\n')
  const blocks = parseRichText(text)
  expect(plainText(blocks)).toContain('level 29')
  expect(JSON.stringify(blocks)).toContain('- level 29')
})
