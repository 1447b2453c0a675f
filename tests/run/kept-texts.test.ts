import { expect, test } from 'vitest'
import { KeptTexts, WITHOUT_TRY } from '../../src/run/kept-texts.js'
import type { KeptText } from '../../src/run/run-store.js'
import type { RunEventBody } from '../../src/stream/event.js'

const token = (stream: string, content: string, number = 1): RunEventBody => ({
  type: 'token',
  node: 'node',
  stream,
  key: 'key',
  try: number,
  content,
  format: 'text',
})
const complete = (stream?: string): RunEventBody => ({
  type: 'node_complete',
  node: 'node',
  ...(stream === undefined ? {} : { stream }),
  output: null,
})

/** What is kept after these events, and which of them changed it, by their place. */
function keep(before: readonly KeptText[], ...events: RunEventBody[]) {
  const kept = new KeptTexts(before)
  const changes = events.flatMap((event, index) => (kept.apply({ ...event, seq: index + 1 }) ? [index] : []))
  return { list: kept.list().map(({ stream, text }) => `${stream}: ${text}`), changes }
}

test('a stream is kept once its node is complete, and none that was cut off', () => {
  const { list, changes } = keep(
    [],
    token('a#1', 'One '),
    token('b#1', 'Half'),
    token('a#1', 'two.'),
    complete('a#1'),
  )
  expect([list, changes]).toEqual([['a#1: One two.'], [3]])
})

test('texts come in the order in which they were begun, whichever is complete first', () => {
  const events = [token('a#1', 'A'), token('b#1', 'B'), complete('b#1'), complete('a#1')]
  expect(keep([], ...events).list).toEqual(['a#1: A', 'b#1: B'])
})

test('of a text that was withdrawn and written again the last is kept', () => {
  const reset: RunEventBody = { type: 'reset', node: 'node', stream: 'a#1', try: 1, reason: 'fallback' }
  expect(keep([], token('a#1', 'No.'), reset, token('a#1', 'Yes.', 2), complete('a#1')).list).toEqual([
    'a#1: Yes.',
  ])
})

test('what was kept goes as soon as its stream is opened, and comes back in its old place', () => {
  const before = [
    { stream: 'a#1', text: 'Old A' },
    { stream: 'b#1', text: 'Old B' },
  ]
  expect(keep(before, token('a#1', 'New'))).toEqual({ list: ['b#1: Old B'], changes: [0] })
  expect(keep(before, token('a#1', 'New'), complete('a#1'))).toEqual({
    list: ['a#1: New', 'b#1: Old B'],
    changes: [0, 1],
  })
})

test('a stream that is complete without a word takes what was kept of it away', () => {
  expect(keep([{ stream: 'a#1', text: 'Old' }], complete('a#1'))).toEqual({ list: [], changes: [0] })
})

test('what is brought back from an earlier attempt opens nothing', () => {
  const before = [{ stream: 'a#1', text: 'Old' }]
  expect(keep(before, token('a#1', 'Old', WITHOUT_TRY))).toEqual({ list: ['a#1: Old'], changes: [] })
})

test('the branches of a map are kept one by one, and its own end adds nothing', () => {
  const events = [
    token('m#1[0]', 'X'),
    token('m#1[1]', 'Y'),
    complete('m#1[1]'),
    complete('m#1[0]'),
    complete(),
  ]
  expect(keep([], ...events)).toEqual({ list: ['m#1[0]: X', 'm#1[1]: Y'], changes: [2, 3] })
})

test('visits of one node are texts of their own', () => {
  const before = [{ stream: 'a#1', text: 'First' }]
  expect(keep(before, token('a#2', 'Second'), complete('a#2')).list).toEqual(['a#1: First', 'a#2: Second'])
})
