import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRunRegistry, type RunRegistryOptions } from '../../src/run/run-registry.js'
import type { RunJob } from '../../src/run/run-store.js'
import { openSqliteStore } from '../../src/store/open-sqlite-store.js'
import type { Store } from '../../src/store/store.js'

let folder: string
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recapflow-'))
  store = await openSqliteStore(join(folder, 'test.db'))
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const job = (id: string): RunJob => ({
  id,
  sessionId: id.split('-')[0] ?? id,
  graph: 'interview',
  node: 'node',
  input: { answers: [1] },
  provider: 'demo',
  model: undefined,
})

/** Executes jobs that say what they are told, until they are told to end or aborted. */
function createStage(options: Partial<RunRegistryOptions> = {}) {
  let calls = 0
  const runs: { say: (text: string) => void; end: () => void; fail: () => void }[] = []
  const registry = createRunRegistry({
    store: store.runs,
    ...options,
    execute: (_job, { log, signal }) =>
      new Promise((resolve) => {
        calls++
        log.append({ type: 'run_start', run_id: _job.id })
        const error = (type: string, reason?: string) => {
          log.append({
            type: 'error',
            error: { type, message: type, retryable: true, ...(reason === undefined ? {} : { reason }) },
          })
          resolve()
        }
        signal.addEventListener('abort', () => error('aborted', String(signal.reason)))
        runs.push({
          say: (content) =>
            void log.append({
              type: 'token',
              node: 'node',
              stream: 'node#1',
              key: 'k',
              try: 1,
              content,
              format: 'text',
            }),
          end: () => {
            log.append({ type: 'done', state: {} })
            resolve()
          },
          fail: () => error('llm_error'),
        })
      }),
  })
  return { registry, runs, calls: () => calls }
}

test('two clicks, a reload and a second tab join one run', async () => {
  const { registry, runs, calls } = createStage()
  const [first, second] = await Promise.all([registry.start(job('s-1')), registry.start(job('s-1'))])
  expect(second).toBe(first)
  runs[0]?.say('text')
  runs[0]?.end()
  await first.settled
  expect(await registry.start(job('s-1'))).toBe(first)
  expect(calls()).toBe(1)
  await registry.close()
})

test('a run that failed starts again as the next attempt, one that is done only when asked', async () => {
  const { registry, runs, calls } = createStage()
  const first = await registry.start(job('s-1'))
  runs[0]?.fail()
  await first.settled
  const second = await registry.start(job('s-1'))
  expect(second.attempt).toBe(2)
  runs[1]?.end()
  await second.settled
  expect((await registry.start(job('s-1'))).attempt).toBe(2)
  expect((await registry.start(job('s-1'), { again: true })).attempt).toBe(3)
  expect(calls()).toBe(3)
  await registry.close()
})

test('another run of the session supersedes the one that goes on', async () => {
  const { registry } = createStage()
  const first = await registry.start(job('s-1'))
  const other = await registry.start(job('t-1'))
  await registry.start(job('s-2'))
  await first.settled
  expect(first.outcome?.error).toMatchObject({ type: 'aborted', reason: 'superseded' })
  expect(other.isRunning).toBe(true)
  expect((await registry.latest('s'))?.id).toBe('s-2')
  await registry.close()
})

test('a run that nobody looks at is abandoned, and its text is kept', async () => {
  const { registry, runs } = createStage({ abandonAfter: 40 })
  const run = await registry.start(job('s-1'))
  const leave = run.addViewer()
  runs[0]?.say('so far')
  await new Promise((resolve) => setTimeout(resolve, 80))
  expect(run.isRunning).toBe(true)
  leave()
  await run.settled
  expect(await store.runs.find('s-1')).toMatchObject({
    outcome: { status: 'failed', text: 'so far', error: { type: 'aborted', reason: 'abandoned' } },
  })
  await registry.close()
})

test('a run that is kept goes on without viewers', async () => {
  const { registry, runs } = createStage({ abandonAfter: 20 })
  const run = await registry.start(job('s-1'))
  registry.keepSession('s')
  run.addViewer()()
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(run.isRunning).toBe(true)
  runs[0]?.end()
  await run.settled
  await registry.close()
})

test('what was running when the process ended starts again as the next attempt', async () => {
  const before = createStage()
  const lost = await before.registry.start(job('s-1'))
  const done = await before.registry.start(job('t-1'))
  before.runs[1]?.say('finished text')
  before.runs[1]?.end()
  await done.settled
  await before.registry.close()
  expect(lost.outcome?.error).toMatchObject({ reason: 'shutdown' })

  const after = createStage()
  const [restarted, ...more] = await after.registry.restartUnfinished()
  expect(more).toEqual([])
  expect(restarted).toMatchObject({ id: 's-1', attempt: 2 })
  expect(restarted?.job.input).toEqual({ answers: [1] })
  expect((await after.registry.find('t-1'))?.outcome).toEqual({
    status: 'done',
    text: 'finished text',
    error: undefined,
  })
  await after.registry.close()
})

test('the end of an attempt changes nothing once a later one has begun', async () => {
  await store.runs.begin(job('s-1'), 1, '2026-01-01T00:00:00Z')
  await store.runs.begin(job('s-1'), 2, '2026-01-01T00:00:01Z')
  await store.runs.finish(
    's-1',
    1,
    { status: 'done', text: 'late', error: undefined },
    '2026-01-01T00:00:02Z',
  )
  expect(await store.runs.find('s-1')).toMatchObject({ attempt: 2, outcome: undefined })
})
