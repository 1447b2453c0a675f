import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createStreamPrinter } from '../../src/cli/stream-printer.js'
import type { RunEvent, RunEventBody } from '../../src/stream/event.js'

function printed(bodies: readonly RunEventBody[], isNamed = false) {
  const stream = () => new PassThrough({ highWaterMark: 2 ** 20 })
  const terminal = { input: stream(), output: stream(), messages: stream() }
  const printer = createStreamPrinter(terminal, { isNamed })
  for (const [index, body] of bodies.entries()) printer.print({ ...body, seq: index + 1 } as RunEvent)
  return {
    output: String(terminal.output.read() ?? ''),
    messages: String(terminal.messages.read() ?? ''),
    printer,
  }
}

const token = (stream: string, content: string): RunEventBody => ({
  type: 'token',
  node: stream.replace(/#.*/, ''),
  stream,
  key: 'key',
  try: 1,
  content,
  format: 'text',
})
const complete = (stream: string): RunEventBody => ({
  type: 'node_complete',
  node: stream.replace(/#.*/, ''),
  stream,
  output: null,
})
const reset = (stream: string): RunEventBody => ({
  type: 'reset',
  node: stream.replace(/#.*/, ''),
  stream,
  try: 1,
  reason: 'retry',
})
const done: RunEventBody = { type: 'done', state: {} }

it('streams side by side come one after the other, each whole', () => {
  const { output, messages } = printed([
    token('a#1', 'A1 '),
    token('b#1', 'B1 '),
    token('c#1', 'C1 '),
    token('a#1', 'A2'),
    complete('c#1'),
    token('b#1', 'B2 '),
    complete('a#1'),
    token('b#1', 'B3'),
    complete('b#1'),
    done,
  ])
  expect(output).toBe('A1 A2\n\nB1 B2 B3\n\nC1 \n')
  expect(messages).toBe('[b]\n[c]\n')
})

it('what still waits when the run ends is printed', () => {
  const { output } = printed([token('a#1', 'A'), token('b#1', 'B'), token('c#1', 'C'), done])
  expect(output).toBe('A\n\nB\n\nC\n')
})

it('a text that is withdrawn is marked where it was printed, and forgotten where it was not', () => {
  const { output } = printed([
    token('a#1', 'wrong'),
    token('b#1', 'never seen'),
    reset('b#1'),
    token('b#1', 'B'),
    reset('a#1'),
    token('a#1', 'right'),
    done,
  ])
  expect(output).toBe('wrong\n\n[started again]\n\nright\n\nB\n')
})

it('a stream that waits with very much text takes the floor', () => {
  const much = 'x'.repeat(300 * 1024)
  const { output } = printed([
    token('a#1', 'A'),
    token('b#1', much),
    token('a#1', 'a'),
    complete('b#1'),
    done,
  ])
  expect(output === `A\n\n${much}\n\na\n`).toBe(true)
})

it('a node that speaks is named from the first text on where that is wanted', () => {
  expect(printed([token('a#1', 'A\n'), done], true)).toMatchObject({ output: 'A\n', messages: '[a]\n' })
  expect(printed([token('a#1', 'A\n'), done])).toMatchObject({ output: 'A\n', messages: '' })
})

it('it knows what was said last', () => {
  const { printer } = printed([
    token('a#1', 'A'),
    complete('a#1'),
    token('b#1', 'How are'),
    token('b#1', ' you?\n'),
  ])
  expect([printer.hasJustSaid('How are you?'), printer.hasJustSaid('A')]).toEqual([true, false])
})
