import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFrame } from '../../src/run/frame.js'
import { allEvents } from './sse-reader.js'

test('keeps the leading space of the data', () => {
  expect(encodeFrame({ data: ' word' })).toBe('data:  word\n\n')
})

test('sends a data line for each line, whatever the line break', () => {
  expect(encodeFrame({ data: 'a\nb\r\nc\rd' })).toBe('data: a\ndata: b\ndata: c\ndata: d\n\n')
})

test('refuses a line break in id and event', () => {
  expect(() => encodeFrame({ id: '1\n2', data: '' })).toThrow(/must be one line/)
  expect(() => encodeFrame({ event: 'a\rb', data: '' })).toThrow(/must be one line/)
})

test('any text without carriage returns arrives as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\r')),
      async (text) => {
        const events = await allEvents(new Response(encodeFrame({ id: '1.2', data: text })))
        expect(events).toEqual([{ id: '1.2', event: 'message', data: text }])
      },
    ),
  )
})
