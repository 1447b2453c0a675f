import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRunRegistry, type RunRegistry } from '../../src/run/run-registry.js'
import { conversationLog } from '../../src/session/conversation-log.js'
import { conversationRun } from '../../src/session/conversation-run.js'
import { createConversations } from '../../src/session/conversations.js'
import { openSqliteStore } from '../../src/store/open-sqlite-store.js'
import type { Store } from '../../src/store/store.js'
import type { RunEventBody } from '../../src/stream/event.js'

let folder: string
let store: Store
const registries: RunRegistry[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recapflow-'))
  store = await openSqliteStore(join(folder, 'test.db'))
})
afterEach(async () => {
  for (const registry of registries.splice(0)) await registry.close()
  await store.close()
  rmSync(folder, { recursive: true })
})

type Say = (event: RunEventBody) => void

/** Conversations whose graph does what `act` does, with the attempts that were executed. */
async function stage(act: (say: Say, attempt: number) => void = (say) => ask(say, 'i1')) {
  const executed: [string, number][] = []
  const registry = createRunRegistry({
    store: store.runs,
    async execute(job, { log, attempt, kept }) {
      executed.push([job.id, attempt])
      const to = conversationLog(log, job.graph, kept)
      to.append({ type: 'run_start', run_id: job.id })
      act((event) => void to.append(event), attempt)
    },
  })
  registries.push(registry)
  await registry.open()
  /** A start that resolves with the end of the run. */
  const runs: RunRegistry = {
    ...registry,
    async start(...started) {
      const run = await registry.start(...started)
      await run.settled
      return run
    },
  }
  const conversations = createConversations({
    store: store.conversations,
    runs,
    modelOf: () => ({ provider: 'demo' }),
    now: () => new Date('2026-01-01T00:00:00Z'),
  })
  return { conversations, runs, executed }
}

const ask = (say: Say, id: string) =>
  say({ type: 'interrupt', interrupts: [{ id, value: 'Why?', node: 'ask' }] })
const fail = (say: Say) =>
  say({ type: 'error', error: { type: 'llm_error', message: 'no', retryable: true } })
const write = (say: Say, node: string, content: string) =>
  say({ type: 'token', node, stream: `${node}#1`, key: node, try: 1, content, format: 'text' })
const complete = (say: Say, node: string) =>
  say({ type: 'node_complete', node, stream: `${node}#1`, output: null })

const owner = { keyHash: 'key', user: undefined }

test('a conversation waits for what its first run asked', async () => {
  const { conversations } = await stage()
  const conversation = await conversations.start('talk', 'en', owner)
  const open = await conversations.open(conversation)
  expect(open.pending).toEqual([{ id: 'i1', value: 'Why?', node: 'ask' }])
  expect(open.turns).toHaveLength(1)
})

test('of many replies at once one is taken, the same one joins it, and others change nothing', async () => {
  const { conversations, executed } = await stage((say) => ask(say, executed.length === 1 ? 'i1' : 'i2'))
  const conversation = await conversations.start('talk', 'en', owner)
  const outcomes = await Promise.all(
    ['same', 'same', 'other'].map((value) => conversations.reply(conversation, { interrupt: 'i1', value })),
  )
  expect(outcomes).toEqual(['taken', 'joined', 'answered'])
  expect(await conversations.reply(conversation, { interrupt: 'i1', value: 'same' })).toBe('joined')
  expect(await conversations.reply(conversation, { interrupt: 'unknown', value: 'x' })).toBe('answered')
  expect((await conversations.open(conversation)).turns.map(({ reply }) => reply?.value)).toEqual([
    undefined,
    'same',
  ])
  expect(executed).toHaveLength(2)
})

test('a run that failed is gone on with as the next attempt of the same, one that is done is not', async () => {
  const { conversations, executed } = await stage((say, attempt) =>
    attempt === 1 ? fail(say) : ask(say, 'i1'),
  )
  const conversation = await conversations.start('talk', 'en', owner)
  expect((await conversations.open(conversation)).run?.outcome?.status).toBe('failed')
  await conversations.again(conversation)
  expect((await conversations.open(conversation)).pending).toHaveLength(1)
  await conversations.again(conversation)
  expect(executed).toEqual([
    [conversation.firstRun, 1],
    [conversation.firstRun, 2],
  ])
})

test('a reply that was kept just before the process ended is begun by the next, once', async () => {
  const before = await stage()
  const conversation = await before.conversations.start('talk', 'en', owner)
  await before.conversations.open(conversation)
  await store.conversations.reply({
    conversation: conversation.id,
    number: 1,
    interrupt: 'i1',
    value: 'x',
    // As the reply itself would have named it.
    run: (await otherRun(conversation.id)) ?? '',
    createdAt: '2026-01-01T00:00:00Z',
  })
  const after = await stage((say) => ask(say, 'i2'))
  const lost = await after.conversations.open(conversation)
  expect([lost.run, lost.pending]).toEqual([undefined, []])
  await after.conversations.startUnstarted()
  await after.conversations.startUnstarted()
  expect(after.executed).toHaveLength(1)
  expect((await after.conversations.open(conversation)).pending[0]?.id).toBe('i2')
})

/** The run that the reply `x` to `i1` leads to. */
async function otherRun(id: string): Promise<string | undefined> {
  const job = await conversationRun({
    conversation: { id, graph: 'talk', language: 'en' },
    answered: { interrupt: 'i1', value: 'x' },
    model: { provider: 'demo' },
  })
  return job.id
}

test('what a node wrote to its end is kept for the next attempt, what it did not is written anew', async () => {
  const { conversations } = await stage((say, attempt) => {
    if (attempt === 1) {
      write(say, 'one', 'The first.')
      complete(say, 'one')
      write(say, 'two', 'Half of the')
      fail(say)
      return
    }
    write(say, 'two', 'The second.')
    complete(say, 'two')
    ask(say, 'i1')
  })
  const conversation = await conversations.start('talk', 'en', owner)
  const failed = await conversations.open(conversation)
  expect(failed.run?.outcome?.text).toBe('The first.\n\nHalf of the')
  await conversations.again(conversation)
  const open = await conversations.open(conversation)
  expect(open.run?.outcome?.text).toBe('The first.\n\nThe second.')
  expect(await store.runs.find(conversation.firstRun)).toMatchObject({
    attempt: 2,
    kept: [
      { stream: 'one#1', text: 'The first.' },
      { stream: 'two#1', text: 'The second.' },
    ],
    outcome: { text: 'The first.\n\nThe second.' },
  })
})

test('what a node writes anew takes the place of what was kept of it', async () => {
  const { conversations } = await stage((say, attempt) => {
    write(say, 'one', `One, by attempt ${attempt}.`)
    complete(say, 'one')
    if (attempt === 1) {
      write(say, 'two', 'Two.')
      complete(say, 'two')
      return fail(say)
    }
    return attempt === 2 ? fail(say) : ask(say, 'i1')
  })
  const conversation = await conversations.start('talk', 'en', owner)
  await conversations.open(conversation)
  for (const attempt of [2, 3]) {
    await conversations.again(conversation)
    const { run } = await conversations.open(conversation)
    expect(run?.outcome?.text).toBe(`One, by attempt ${attempt}.\n\nTwo.`)
    expect((await store.runs.find(conversation.firstRun))?.kept).toEqual([
      { stream: 'one#1', text: `One, by attempt ${attempt}.` },
      { stream: 'two#1', text: 'Two.' },
    ])
  }
})

test('what was kept is gone once its node writes it anew, also where that comes to no end', async () => {
  const { conversations } = await stage((say, attempt) => {
    write(say, 'one', `One, by attempt ${attempt}.`)
    if (attempt === 1) complete(say, 'one')
    fail(say)
  })
  const conversation = await conversations.start('talk', 'en', owner)
  await conversations.open(conversation)
  await conversations.again(conversation)
  expect((await conversations.open(conversation)).run?.outcome?.text).toBe('One, by attempt 2.')
  expect((await store.runs.find(conversation.firstRun))?.kept).toEqual([])
})
