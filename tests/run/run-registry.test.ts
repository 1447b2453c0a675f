import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { UnavailableError } from '../../src/errors.js'
import { createMemoryQueue } from '../../src/run/memory-queue.js'
import { createRunRegistry, type RunRegistryOptions } from '../../src/run/run-registry.js'
import type { RunJob, RunStore } from '../../src/run/run-store.js'
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
async function createStage(options: Partial<RunRegistryOptions> = {}) {
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
  await registry.open()
  return { registry, runs, calls: () => calls }
}

/** Resolves once so many runs have begun. */
async function begun(runs: readonly unknown[], count: number): Promise<void> {
  await vi.waitFor(() => expect(runs).toHaveLength(count))
}

test('two clicks, a reload and a second tab join one run', async () => {
  const { registry, runs, calls } = await createStage()
  const [first, second] = await Promise.all([registry.start(job('s-1')), registry.start(job('s-1'))])
  expect(second).toBe(first)
  await begun(runs, 1)
  runs[0]?.say('text')
  runs[0]?.end()
  await first.settled
  expect(await registry.start(job('s-1'))).toBe(first)
  expect(calls()).toBe(1)
  await registry.close()
})

test('a run that failed starts again as the next attempt, one that is done only when asked', async () => {
  const { registry, runs, calls } = await createStage()
  const first = await registry.start(job('s-1'))
  await begun(runs, 1)
  runs[0]?.fail()
  await first.settled
  const second = await registry.start(job('s-1'))
  expect(second.attempt).toBe(2)
  await begun(runs, 2)
  runs[1]?.end()
  await second.settled
  expect((await registry.start(job('s-1'))).attempt).toBe(2)
  expect((await registry.start(job('s-1'), { again: true })).attempt).toBe(3)
  await begun(runs, 3)
  expect(calls()).toBe(3)
  await registry.close()
})

test('another run of the same node supersedes the one that goes on', async () => {
  const { registry } = await createStage()
  const first = await registry.start(job('s-1'))
  const other = await registry.start(job('t-1'))
  const aside = await registry.start({ ...job('s-3'), node: 'aside' })
  await registry.start(job('s-2'))
  await first.settled
  expect(first.outcome?.error).toMatchObject({ type: 'aborted', reason: 'superseded' })
  expect([other.isRunning, aside.isRunning]).toEqual([true, true])
  expect((await registry.latest('s', 'node'))?.id).toBe('s-2')
  await registry.close()
})

test('a run that nobody looks at is abandoned, and its text is kept', async () => {
  const { registry, runs } = await createStage({ abandonAfter: 60 })
  const run = await registry.start(job('s-1'))
  const leave = run.addViewer()
  await begun(runs, 1)
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
  const { registry, runs } = await createStage({ abandonAfter: 20 })
  const run = await registry.start(job('s-1'))
  registry.keepSession('s')
  run.addViewer()()
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(run.isRunning).toBe(true)
  await begun(runs, 1)
  runs[0]?.end()
  await run.settled
  await registry.close()
})

test('what was running when the process ended starts again as the next attempt', async () => {
  const before = await createStage()
  const lost = await before.registry.start(job('s-1'))
  const done = await before.registry.start(job('t-1'))
  await begun(before.runs, 2)
  before.runs[1]?.say('finished text')
  await begun(before.runs, 2)
  before.runs[1]?.end()
  await done.settled
  await before.registry.close()
  // What another process goes on with has no outcome here: a page would show it as the end.
  expect(lost.outcome).toBeUndefined()
  expect(lost.isContinued).toBe(true)

  const after = await createStage()
  await begun(after.runs, 1)
  const restarted = await after.registry.find('s-1')
  expect(restarted).toMatchObject({ id: 's-1', attempt: 2 })
  expect(after.calls()).toBe(1)
  expect(restarted?.job.input).toEqual({ answers: [1] })
  expect((await after.registry.find('t-1'))?.outcome).toEqual({
    status: 'done',
    text: 'finished text',
    error: undefined,
  })
  await after.registry.close()
})

test('of more runs than there is room for, the later ones wait and know their place', async () => {
  const { registry, runs } = await createStage({ queue: createMemoryQueue({ concurrency: 1 }) })
  await registry.start(job('s-1'))
  const second = await registry.start(job('t-1'))
  const third = await registry.start(job('u-1'))
  await begun(runs, 1)
  expect(await registry.place(second)).toBe(1)
  expect(await registry.place(third)).toBe(2)
  runs[0]?.end()
  await begun(runs, 2)
  expect(await registry.place(second)).toBeUndefined()
  expect(await registry.place(third)).toBe(1)
  await registry.close()
})

test('a run that waits is stopped without having begun', async () => {
  const { registry, runs, calls } = await createStage({ queue: createMemoryQueue({ concurrency: 1 }) })
  await registry.start(job('s-1'))
  const waiting = await registry.start(job('t-1'))
  await begun(runs, 1)
  await registry.abortSession('t', 'stop')
  await waiting.settled
  expect(await store.runs.find('t-1')).toMatchObject({
    outcome: { status: 'failed', text: '', error: { type: 'aborted', reason: 'stop' } },
  })
  runs[0]?.end()
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(calls()).toBe(1)
  expect((await registry.start(job('t-1'))).attempt).toBe(2)
  await registry.close()
})

test('where too many wait already, one more is turned away and nothing is noted', async () => {
  const { registry, runs } = await createStage({
    queue: createMemoryQueue({ concurrency: 1 }),
    maxWaiting: 1,
  })
  await registry.start(job('s-1'))
  await begun(runs, 1)
  await registry.start(job('t-1'))
  await expect(registry.start(job('u-1'))).rejects.toThrow(UnavailableError)
  expect(await store.runs.find('u-1')).toBeUndefined()
  await registry.close()
})

test('what waited when the process ended begins with the next one, as the same attempt', async () => {
  const before = await createStage({ queue: createMemoryQueue({ concurrency: 1 }) })
  await before.registry.start(job('s-1'))
  await begun(before.runs, 1)
  const waiting = await before.registry.start(job('t-1'))
  await before.registry.close()
  expect(waiting.isContinued).toBe(true)
  const after = await createStage()
  await begun(after.runs, 2)
  expect((await after.registry.find('s-1'))?.attempt).toBe(2)
  expect((await after.registry.find('t-1'))?.attempt).toBe(1)
  await after.registry.close()
})

test('while the store is away at the end of a run, the end is not shown, and is stored once it is back', async () => {
  let isAway = true
  const away: RunStore = {
    ...store.runs,
    finish: (...end) =>
      isAway ? Promise.reject(new UnavailableError('The database is away.')) : store.runs.finish(...end),
  }
  const { registry, runs } = await createStage({ store: away })
  const run = await registry.start(job('s-1'))
  await begun(runs, 1)
  runs[0]?.say('text')
  runs[0]?.end()
  let isSettled = false
  void run.settled.then(() => {
    isSettled = true
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(isSettled).toBe(false)
  isAway = false
  await run.settled
  expect(await store.runs.find('s-1')).toMatchObject({ outcome: { status: 'done', text: 'text' } })
  await registry.close()
})

test('draining lets what is being written end, and begins nothing more', async () => {
  const { registry, runs } = await createStage()
  const run = await registry.start(job('s-1'))
  await begun(runs, 1)
  const draining = registry.drain(5000)
  const late = await registry.start(job('t-1'))
  runs[0]?.end()
  await draining
  expect(run.outcome?.status).toBe('done')
  expect(late.log.events).toEqual([])
  expect(await store.runs.find('t-1')).toMatchObject({ isWaiting: true })
  await registry.close()
})

test('closing ends although runs come to their end one after the other', async () => {
  const ended: string[] = []
  const registry = createRunRegistry({
    store: store.runs,
    execute: ({ id }, { log, signal }) =>
      new Promise((resolve) => {
        const end = () => {
          ended.push(id)
          const error = { type: 'aborted', reason: 'shutdown', message: 'x', retryable: true } as const
          log.append({ type: 'error', error })
          resolve()
        }
        signal.addEventListener('abort', () => setTimeout(end, id === 's-1' ? 0 : 50))
      }),
  })
  await Promise.all([registry.start(job('s-1')), registry.start(job('t-1'))])
  await vi.waitFor(() => expect(registry.executing).toBe(2))
  await registry.close()
  expect(ended).toEqual(['s-1', 't-1'])
})

/** A store whose first call of a kind does what it should, and then loses its answer on the way. */
function losing(name: 'begin' | 'finish'): RunStore {
  let isLost = false
  return {
    ...store.runs,
    async [name](...values: unknown[]) {
      const answer = await (store.runs[name] as (...values: unknown[]) => Promise<boolean>)(...values)
      if (isLost) return answer
      isLost = true
      throw new UnavailableError('The answer was lost.')
    },
  }
}

test('an end whose answer was lost on the way is the end', async () => {
  const { registry, runs } = await createStage({ store: losing('finish') })
  const run = await registry.start(job('s-1'))
  await begun(runs, 1)
  runs[0]?.say('text')
  runs[0]?.end()
  await run.settled
  expect(run.isContinued).toBe(false)
  expect((await registry.find('s-1'))?.outcome).toMatchObject({ status: 'done', text: 'text' })
  await registry.close()
})

test('a run whose beginning was stored, and not answered, is begun by the next try', async () => {
  const { registry, calls } = await createStage({ store: losing('begin') })
  await expect(registry.start(job('s-1'))).rejects.toBeInstanceOf(UnavailableError)
  await registry.start(job('s-1'))
  await vi.waitFor(() => expect(calls()).toBe(1))
  await registry.close()
})

test('an error hook that throws harms no run', async () => {
  const { registry, runs } = await createStage({
    onEnd: () => {
      throw new Error('the hook')
    },
  })
  const run = await registry.start(job('s-1'))
  await begun(runs, 1)
  runs[0]?.end()
  await run.settled
  await registry.close()
})
