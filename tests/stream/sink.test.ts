import { expect, test } from 'vitest'
import { RunLog } from '../../src/stream/run-log.js'
import { createRunSink, type StreamTarget } from '../../src/stream/sink.js'
import { defaultStreamOptions } from '../../src/stream/token-buffer.js'
import { ManualClock } from './manual-clock.js'

function open(options: Partial<StreamTarget['options']> = {}, target: Partial<StreamTarget> = {}) {
  const clock = new ManualClock()
  const log = new RunLog()
  const writer = createRunSink(log, { clock }).openStream({
    node: 'ask',
    stream: 'ask#1',
    key: 'ask_stream',
    format: 'text',
    options: { ...defaultStreamOptions, ...options },
    ...target,
  })
  return { clock, log, writer, events: () => log.events.map(({ seq: _seq, ...event }) => event) }
}

const common = { node: 'ask', stream: 'ask#1' }

test('tokens carry node, stream, key, try and format', () => {
  const { writer, events } = open()
  writer.write('Hello')
  expect(events()).toEqual([
    { type: 'token', ...common, key: 'ask_stream', try: 1, content: 'Hello', format: 'text' },
  ])
})

test('a reset names the try that it withdraws, discards unsent text and begins the next try', () => {
  const { writer, events } = open({ buffer_size: 100 })
  writer.write('unsent')
  writer.reset('retry')
  writer.write('again')
  writer.end()
  expect(events()).toMatchObject([
    { type: 'reset', ...common, try: 1, reason: 'retry' },
    { type: 'token', ...common, try: 2, content: 'again' },
  ])
})

test('metadata counts from 0 in every try, and usage stands on the last token', () => {
  const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 }
  const { writer, clock, events } = open(
    { include_metadata: true },
    { describe: () => ({ provider: 'openai', model: 'm' }) },
  )
  writer.write('a')
  clock.advance(20)
  writer.write('b')
  clock.advance(20)
  writer.write('c')
  writer.end(usage)
  expect(events()).toMatchObject([
    { content: 'a', meta: { provider: 'openai', model: 'm', index: 0, elapsed_ms: 0 } },
    { content: 'b', meta: { index: 1 } },
    { content: 'c', meta: { index: 2, usage } },
  ])
  expect(events().filter((event) => 'meta' in event && event.meta?.usage !== undefined)).toHaveLength(1)
})

test('usage also stands on a last token that is the only one, when the end brings it out', () => {
  const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 }
  const { writer, events } = open({ include_metadata: true, buffer_size: 100 })
  writer.write('all')
  writer.end(usage)
  expect(events()).toMatchObject([{ content: 'all', meta: { index: 0, usage } }])
})

test('each emission of JSON is followed by its partial value, begun anew with every try', () => {
  const { writer, events } = open(
    {},
    {
      format: 'json',
      createPartialParser: () => {
        let text = ''
        return {
          write: (piece) => {
            text += piece
            return { text }
          },
        }
      },
    },
  )
  writer.write('{"a"')
  writer.write(': 1')
  writer.reset('retry')
  writer.write('{')
  expect(events()).toMatchObject([
    { type: 'token', content: '{"a"' },
    { type: 'partial', ...common, key: 'ask_stream', try: 1, value: { text: '{"a"' } },
    { type: 'token', content: ': 1' },
    { type: 'partial', value: { text: '{"a": 1' } },
    { type: 'reset' },
    { type: 'token', try: 2 },
    { type: 'partial', try: 2, value: { text: '{' } },
  ])
})

test('a pair that the model has cut in two is whole, and what no page can show is replaced', () => {
  const { writer, events } = open()
  for (const piece of ['a\uD83D', '\uDE00b', '\0', '\uDE00 c\uD83D']) writer.write(piece)
  writer.end()
  const contents = events().map((event) => (event.type === 'token' ? event.content : ''))
  expect(contents).toEqual(['a', '\u{1F600}b', '\uFFFD', '\uFFFD c', '\uFFFD'])
})
