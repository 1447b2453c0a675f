import { expect, test } from 'vitest'
import { jsonShape } from '../../src/run/json-shape.js'
import { Run } from '../../src/run/run.js'
import type { StreamShape } from '../../src/run/stream-shape.js'
import { plainShape, STARTED_AGAIN, textShape } from '../../src/run/text-shapes.js'
import { viewRun } from '../../src/run/view-run.js'
import { allEvents, type ReadEvent, readEvents } from './sse-reader.js'

const job = {
  id: 'session-node-0',
  sessionId: 'session',
  graph: 'interview',
  node: 'node',
  input: {},
  provider: 'demo',
  model: undefined,
}
const explain = () => 'It did not work.'

function newRun(attempt = 1): Run {
  return new Run({ job, attempt, startedAt: '2026-01-01T00:00:00Z', abandonAfter: Number.POSITIVE_INFINITY })
}

function say(run: Run, content: string): void {
  run.log.append({ type: 'token', node: 'node', stream: 'node#1', key: 'k', try: 1, content, format: 'text' })
}

function finish(run: Run): void {
  run.log.append({ type: 'done', state: { secret: 'not for viewers' } })
  run.settle()
}

const textOf = (events: readonly ReadEvent[]) =>
  events
    .filter((event) => event.event === 'message')
    .map((event) => event.data)
    .join('')

test('a viewer that comes late and one that was there read the same text', async () => {
  const run = newRun()
  const early = allEvents(viewRun(run, plainShape(explain)))
  for (const word of ['One', ' <two>', '\nthree', ' 😀']) {
    say(run, word)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  finish(run)
  const late = allEvents(viewRun(run, plainShape(explain)))
  expect(textOf(await early)).toBe('One &lt;two&gt;\nthree 😀')
  expect(textOf(await late)).toBe('One &lt;two&gt;\nthree 😀')
  expect((await early).at(-1)).toMatchObject({ event: 'done', data: '1' })
})

test('the first text is sent at once and what follows in groups', async () => {
  const run = newRun()
  const stream = readEvents(viewRun(run, plainShape(explain), { coalesce: 40 }))
  await stream.next()
  say(run, 'a')
  expect((await stream.next()).value).toMatchObject({ data: 'a' })
  for (const letter of 'bcdef') say(run, letter)
  expect((await stream.next()).value).toMatchObject({ data: 'bcdef', id: '0-1.6' })
  finish(run)
  expect((await stream.next()).value).toMatchObject({ event: 'done' })
})

test('a viewer that was cut off goes on after the last id that it has', async () => {
  const run = newRun()
  for (const letter of 'abcdef') say(run, letter)
  finish(run)
  const events = await allEvents(viewRun(run, plainShape(explain), { lastEventId: '0-1.3' }))
  expect(textOf(events)).toBe('def')
})

test('a viewer that has seen more than the copy of the log here holds waits for the rest', async () => {
  const run = newRun()
  for (const content of ['a', 'b\r']) say(run, content)
  const reading = allEvents(viewRun(run, plainShape(explain), { lastEventId: '0-1.4' }))
  for (const content of ['c', 'd\r', '\ne', 'f']) say(run, content)
  await new Promise((resolve) => setTimeout(resolve, 80))
  finish(run)
  const events = await reading
  expect(textOf(events)).toBe('ef')
  expect(events.at(-1)).toMatchObject({ event: 'done' })
  // Of what has ended there is no more to come: such an id is none of ours.
  const wrong = await allEvents(viewRun(run, plainShape(explain), { lastEventId: '0-1.99' }))
  expect(textOf(wrong)).toBe(`${STARTED_AGAIN}ab\ncd\nef`)
})

test('a viewer of an earlier attempt reads that it was started again, then everything', async () => {
  const run = newRun(2)
  say(run, 'whole')
  finish(run)
  for (const shape of [plainShape(explain), textShape(explain)]) {
    const events = await allEvents(viewRun(run, shape, { lastEventId: '0-1.3' }))
    expect(textOf(events).replace('[DONE]', '')).toBe(`${STARTED_AGAIN}whole`)
  }
  const events = await allEvents(viewRun(run, jsonShape(explain), { lastEventId: '0-1.3' }))
  expect(events.map((event) => event.event)).toEqual([':', 'reset', 'token', 'done'])
})

test('a log that was made from stored text is another log', async () => {
  const record = {
    ...job,
    attempt: 1,
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T00:00:01Z',
    kept: [],
    askedAttempt: 1,
    isWaiting: false,
    outcome: { status: 'done' as const, text: 'whole', error: undefined },
  }
  const events = await allEvents(
    viewRun(Run.fromRecord(record, record.outcome), plainShape(explain), { lastEventId: '0-1.2' }),
  )
  expect(textOf(events)).toBe(`${STARTED_AGAIN}whole`)
})

test('a reset withdraws the text for viewers that cannot take it back', async () => {
  const run = newRun()
  say(run, 'wrong')
  run.log.append({ type: 'reset', node: 'node', stream: 'node#1', try: 1, reason: 'retry' })
  say(run, 'right')
  finish(run)
  expect(textOf(await allEvents(viewRun(run, plainShape(explain))))).toBe(`wrong${STARTED_AGAIN}right`)
})

test('[DONE] is for the text shape alone', async () => {
  const run = newRun()
  say(run, 'text')
  finish(run)
  expect(textOf(await allEvents(viewRun(run, plainShape(explain))))).toBe('text')
  expect(textOf(await allEvents(viewRun(run, textShape(explain))))).toBe('text[DONE]')
})

test('the json shape keeps state and the words of the provider inside', async () => {
  const run = newRun()
  run.log.append({ type: 'node_complete', node: 'node', output: { secret: 'inside' } })
  run.log.append({
    type: 'error',
    error: { type: 'llm_error', message: 'key sk-123 is wrong', retryable: false },
  })
  run.settle()
  const wire = await viewRun(run, jsonShape(explain)).text()
  expect(wire).not.toMatch(/inside|sk-123/)
  expect(wire).toContain('event: failed')
  expect(wire).not.toContain('event: error')
  expect(wire).toContain('It did not work.')
})

test('no end is shown before the outcome is stored', async () => {
  const run = newRun()
  say(run, 'text')
  run.log.append({ type: 'done', state: {} })
  const stream = readEvents(viewRun(run, plainShape(explain)))
  await stream.next()
  await stream.next()
  const end = stream.next()
  const first = await Promise.race([
    end.then(() => 'end'),
    new Promise((resolve) => setTimeout(() => resolve('waiting'), 60)),
  ])
  expect(first).toBe('waiting')
  run.settle()
  expect((await end).value).toMatchObject({ event: 'done' })
})

test('a viewer is left to connect again where the server stops', async () => {
  const run = newRun()
  say(run, 'half')
  run.handOver('shutdown')
  const events = await allEvents(viewRun(run, plainShape(explain)))
  expect(events.map((event) => event.event)).toEqual(['ping', 'message'])
})

test('a CRLF that is split between two chunks is one line break', async () => {
  const run = newRun()
  const stream = readEvents(viewRun(run, textShape(explain), { coalesce: 0 }))
  await stream.next()
  say(run, 'a\r')
  say(run, '\nb')
  finish(run)
  const events: ReadEvent[] = []
  for await (const event of stream) events.push(event)
  expect(textOf(events)).toBe('a\nb[DONE]')
})

test('a viewer that does not read is closed, and the run does not notice', async () => {
  const run = newRun()
  const response = viewRun(run, plainShape(explain), { coalesce: 0 })
  const chunk = 'x'.repeat(20_000)
  for (let count = 0; count < 20; count++) say(run, chunk)
  say(run, 'end')
  const seen = textOf(await allEvents(response))
  expect(seen.length).toBeLessThan(20 * chunk.length)
  expect(run.isRunning).toBe(true)
})

test('a viewer that does not read falls back to a snapshot where the shape has one', async () => {
  const run = newRun()
  const shape: StreamShape = {
    ...plainShape(explain),
    snapshot: (view) =>
      `event: snapshot\ndata: ${view.run.outcome?.text.length ?? view.run.log.events.length}\n\n`,
  }
  const response = viewRun(run, shape, { coalesce: 0 })
  const chunk = 'x'.repeat(20_000)
  for (let count = 0; count < 20; count++) say(run, chunk)
  const stream = readEvents(response)
  const names: string[] = []
  setTimeout(() => finish(run), 100)
  for await (const event of stream) names.push(event.event)
  expect(names.filter((name) => name === 'snapshot')).toHaveLength(2)
  expect(names.at(-1)).toBe('done')
})

test('pings come at once and at every interval', async () => {
  const run = newRun()
  const stream = readEvents(viewRun(run, plainShape(explain), { pingInterval: 20 }))
  for (let count = 0; count < 3; count++) expect((await stream.next()).value).toMatchObject({ event: 'ping' })
  finish(run)
  expect((await stream.next()).value).toMatchObject({ event: 'done' })
})
