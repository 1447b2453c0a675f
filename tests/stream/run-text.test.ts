import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RunLog } from '../../src/stream/run-log.js'
import { textOf } from '../../src/stream/run-text.js'
import { createRunSink } from '../../src/stream/sink.js'
import { defaultStreamOptions } from '../../src/stream/token-buffer.js'

function twoStreams() {
  const log = new RunLog()
  const sink = createRunSink(log)
  const open = (node: string) =>
    sink.openStream({ node, stream: `${node}#1`, key: node, format: 'text', options: defaultStreamOptions })
  return { log, first: open('first'), second: open('second') }
}

test('a reset withdraws the text of its stream alone', () => {
  const { log, first, second } = twoStreams()
  first.write('one ')
  second.write('two')
  first.reset('retry')
  first.write('uno ')
  expect(textOf(log.events)).toBe('uno two')
})

test('the text of a log is what was written since the last reset, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant(null))), (actions) => {
      const { log, first } = twoStreams()
      let expected = ''
      for (const action of actions) {
        if (action === null) first.reset('retry')
        else first.write(action)
        expected = action === null ? '' : expected + action
      }
      first.end()
      expect(textOf(log.events)).toBe(expected)
    }),
  )
})
