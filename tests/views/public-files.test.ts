import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { en } from '../../views/messages/en.js'
import { fi } from '../../views/messages/fi.js'
import { messagesFor } from '../../views/messages/index.js'

const read = (file: string) => readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8')
const compressed = (file: string) => gzipSync(read(file), { level: 9 }).byteLength

const stylesheet = read('public/recapflow.css').replace(/\/\*[\s\S]*?\*\//g, '')

test('the one script of ours has at most 2 KB compressed', () => {
  expect(compressed('public/recapflow.js')).toBeLessThanOrEqual(2048)
})

test('all scripts together have at most 20 KB compressed', () => {
  const others = ['node_modules/htmx.org/dist/htmx.min.js', 'node_modules/htmx-ext-sse/dist/sse.min.js']
  const total = ['public/recapflow.js', ...others].reduce((sum, file) => sum + compressed(file), 0)
  expect(total).toBeLessThanOrEqual(20 * 1024)
})

test('the script keeps to the content security policy', () => {
  expect(read('public/recapflow.js')).not.toMatch(/\beval\b|new Function|innerHTML|setAttribute\('(style|on)/)
})

test('the stylesheet touches nothing outside .rf', () => {
  const selectors = [...stylesheet.matchAll(/^ {2,4}([^\s@}&][^;{}]*)\{/gm)].map(([, text = '']) =>
    text.trim(),
  )
  expect(selectors.length).toBeGreaterThan(60)
  const leaking = selectors.filter(
    (selector) =>
      !/^(from|to|\d+%)$/.test(selector) &&
      !/ &$/.test(selector) &&
      !/^(:where\(\.rf, \.rf-doc\)|\.rf)/.test(selector),
  )
  expect(leaking).toEqual([])
})

test('the stylesheet stands in layers, loads nothing and names no important rule', () => {
  const topLevel = [...stylesheet.matchAll(/^([^\s}][^;{]*)[;{]/gm)].map((match) => match[1]?.trim() ?? '')
  expect(topLevel.filter((rule) => !rule.startsWith('@layer rf.'))).toEqual([])
  expect(stylesheet).not.toMatch(/url\(|@import|!important/)
})

test.each([
  'prefers-reduced-motion',
  'prefers-contrast: more',
  'forced-colors: active',
  'print',
  'light-dark(',
  '@container rf ',
])('the stylesheet answers %s', (mode) => {
  expect(stylesheet).toContain(mode)
})

test('nothing moves where less motion is wanted', () => {
  const modes = stylesheet.slice(stylesheet.indexOf('prefers-reduced-motion: no-preference'))
  const before = stylesheet.slice(0, stylesheet.indexOf('prefers-reduced-motion: no-preference'))
  expect(before).not.toMatch(/\b(animation|transition)\s*:/)
  expect(before).not.toContain('scroll-behavior')
  expect(modes).toContain('animation: rf-caret')
})

test('a language falls back to English word by word', () => {
  expect(messagesFor('fi-FI').continue).toBe(fi.continue)
  expect(messagesFor('xx').continue).toBe(en.continue)
  expect(messagesFor('fi')).toEqual({ ...en, ...fi })
})

test('7: no button is called Next or Submit', () => {
  const words = Object.values(en).filter((word) => typeof word === 'string')
  expect(words.filter((word) => /^(next|submit)$/i.test(word))).toEqual([])
})
