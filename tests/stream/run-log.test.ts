import { expect, test, vi } from 'vitest'
import { RunLog, readRunLog } from '../../src/stream/run-log.js'

const token = (content: string) =>
  ({ type: 'token', node: 'n', stream: 'n#1', key: 'n', try: 1, content, format: 'text' }) as const
const done = { type: 'done', state: {} } as const

async function collect(log: RunLog, options = {}) {
  const events = []
  for await (const event of readRunLog(log, options)) events.push(event)
  return events
}

test('events are numbered from 1 without gaps', () => {
  const log = new RunLog()
  expect(
    [log.append(token('a')), log.append(token('b')), log.append(done)].map((event) => event?.seq),
  ).toEqual([1, 2, 3])
})

test('nothing follows a terminal event', () => {
  const log = new RunLog()
  log.append(done)
  expect(log.append(token('late'))).toBeUndefined()
  expect(log.append({ type: 'error', error: { type: 'x', message: '', retryable: false } })).toBeUndefined()
  expect(log.events).toHaveLength(1)
  expect(log.terminal?.type).toBe('done')
})

test('replay and live are one loop: readers of any start see every event once', async () => {
  const log = new RunLog()
  const early = collect(log)
  log.append(token('a'))
  const late = collect(log)
  const partly = collect(log, { from: 1 })
  await Promise.resolve()
  log.append(token('b'))
  setTimeout(() => log.append(done))
  expect((await early).map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect((await late).map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect((await partly).map(({ seq }) => seq)).toEqual([2, 3])
})

test('a reader ends when its signal aborts, and leaves no listener', async () => {
  const log = new RunLog()
  const leaving = new AbortController()
  const reading = collect(log, { signal: leaving.signal })
  log.append(token('a'))
  await Promise.resolve()
  leaving.abort()
  expect((await reading).length).toBeLessThanOrEqual(1)
  log.append(done)
})

test('a full log ends as truncated, once, and tells its owner', () => {
  const onFull = vi.fn()
  const log = new RunLog({ maxSize: 1000, onFull })
  for (let index = 0; index < 100; index++) log.append(token('0123456789'))
  expect(onFull).toHaveBeenCalledOnce()
  expect(log.terminal).toMatchObject({ type: 'error', error: { type: 'truncated', reason: 'log_full' } })
  expect(log.events.filter(({ type }) => type === 'error')).toHaveLength(1)
})

test('partial values, which share what is complete, do not fill a log by repeating it', () => {
  const log = new RunLog({ maxSize: 200_000 })
  const complete = { text: 'x'.repeat(5000) }
  for (let index = 0; index < 1000; index++) {
    log.append({
      type: 'partial',
      node: 'n',
      stream: 'n#1',
      key: 'n',
      try: 1,
      value: { complete, open: 'y' },
    })
  }
  expect(log.terminal).toBeUndefined()
})
