import { expect, test } from 'vitest'
import { conversationLog } from '../../src/session/conversation-log.js'
import type { RunEventBody } from '../../src/stream/event.js'
import { RunLog } from '../../src/stream/run-log.js'
import { textOf } from '../../src/stream/run-text.js'

const token = (stream: string, content: string): RunEventBody => ({
  type: 'token',
  node: 'node',
  stream,
  key: 'key',
  try: 1,
  content,
  format: 'text',
})

const kept = [
  { stream: 'one#1', text: 'One.' },
  { stream: 'two#1', text: 'Two.' },
]

/** The text that stands there after each of these events. */
function textsAfter(...events: RunEventBody[]): string[] {
  const log = new RunLog()
  const to = conversationLog(log, 'talk', kept)
  return events.map((event) => {
    to.append(event)
    return textOf(log.events)
  })
}

const start: RunEventBody = { type: 'run_start', run_id: 'run' }

test('what was kept stands there from the start, and what is written comes after it', () => {
  expect(textsAfter(start, token('two#2', 'Thr'), token('two#2', 'ee.'))).toEqual([
    'One.\n\nTwo.',
    'One.\n\nTwo.\n\nThr',
    'One.\n\nTwo.\n\nThree.',
  ])
})

test('a stream that is opened again takes the place of what was kept of it', () => {
  expect(textsAfter(start, token('two#1', 'An'), token('two#1', 'other.'))).toEqual([
    'One.\n\nTwo.',
    'One.\n\nAn',
    'One.\n\nAnother.',
  ])
})

test('a stream that is complete without a word takes what was kept of it away', () => {
  const complete: RunEventBody = { type: 'node_complete', node: 'two', stream: 'two#1', output: '' }
  expect(textsAfter(start, complete).at(-1)?.trim()).toBe('One.')
})

test('the end of a node that did not stream, as of a map, changes nothing', () => {
  const complete: RunEventBody = { type: 'node_complete', node: 'two', output: [] }
  expect(textsAfter(start, complete)).toEqual(['One.\n\nTwo.', 'One.\n\nTwo.'])
})
