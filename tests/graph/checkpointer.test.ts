import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { loadGraph, resumeGraph, runGraph } from '../../src/graph/index.js'
import { scriptedModel } from '../../src/llm/index.js'
import { folderWith, load, problemsOf, settings, warningsOf } from './graph-folder.js'

test('a thread in SQLite is resumed by another loaded graph; no chunk and no sink is in the file', async () => {
  const folder = folderWith({
    'prompts/ask.yaml': 'user: Hi',
    'graph.yaml': `
checkpointer: {type: sqlite, path: data/threads.db}
nodes:
  say: {prompt: ask, stream: true, stream_key: live_chunks}
  wait: {type: interrupt, message: "{say}"}
edges:
  - {from: START, to: say}
  - {from: say, to: wait}
`,
  })
  const config = { thread_id: 't' }
  const options = {
    config,
    settings,
    createModel: () => scriptedModel('first-half second-half'),
    on: () => {},
  }
  const graph = () => loadGraph(join(folder, 'graph.yaml'), { baseDirectory: folder })
  expect((await runGraph(graph(), {}, options)).interrupts).toMatchObject([
    { value: 'first-half second-half' },
  ])
  expect((await resumeGraph(graph(), 'yes', options)).state.user_input).toBe('yes')
  const bytes = readdirSync(join(folder, 'data'))
    .map((name) => readFileSync(join(folder, 'data', name), 'latin1'))
    .join('')
  expect(bytes).toContain('first-half second-half')
  expect(bytes).not.toContain('__run')
  expect(bytes).not.toContain('live_chunks')
})

const pausing = (checkpointer: string) => `
checkpointer: ${checkpointer}
nodes:
  ask: {type: interrupt, message: Name?, resume_key: name}
edges: [{from: START, to: ask}]
`

test('a redis type with an unset URL warns and keeps threads in memory', async () => {
  for (const checkpointer of ['{type: redis, url: "${RECAPFLOW_NOT_SET}"}', '{type: redis-simple}']) {
    const warnings: string[] = []
    const graph = load(pausing(checkpointer))
    const options = {
      settings,
      config: { thread_id: 't' },
      onWarning: (message: string) => warnings.push(message),
    }
    expect((await runGraph(graph, {}, options)).interrupts).toHaveLength(1)
    expect((await resumeGraph(graph, 'Ada', options)).state.name).toBe('Ada')
    expect(warnings).toEqual([expect.stringContaining('threads are kept in memory')])
  }
})

test('a redis type with a URL names the package that it needs', async () => {
  const graph = load(pausing('{type: redis, url: "redis://127.0.0.1:1", ttl: 5, key_prefix: x}'))
  await expect(runGraph(graph, {}, { settings, config: { thread_id: 't' } })).rejects.toThrow(
    /npm install @langchain\/langgraph-checkpoint-redis/,
  )
})

test('${NAME} in a path stands for a variable of the environment, which has to be set', async () => {
  const graph = load(pausing('{type: sqlite, path: "${RECAPFLOW_TEST_FOLDER}/threads.db"}'))
  const options = { settings, config: { thread_id: 't' } }
  await expect(runGraph(graph, {}, options)).rejects.toThrow(
    'The checkpointer\'s "path" is ${RECAPFLOW_TEST_FOLDER}/threads.db, and that variable is not set',
  )
  vi.stubEnv('RECAPFLOW_TEST_FOLDER', graph.folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect((await runGraph(graph, {}, options)).interrupts).toHaveLength(1)
  expect(existsSync(join(graph.folder, 'threads.db'))).toBe(true)
})

test.each([
  [
    '{type: memory, path: x, ttl: 3}',
    ['"path" has no effect on a memory', '"ttl" has no effect on a memory'],
  ],
  ['{type: sqlite, path: x.db, url: y}', ['"url" has no effect on a sqlite']],
])('keys that do nothing for the checkpointer %s are warnings', (checkpointer, warnings) => {
  expect(warningsOf(pausing(checkpointer))).toEqual(warnings.map((text) => expect.stringContaining(text)))
})

test.each([
  ['{type: sqlite}', 'has no "path"'],
  ['{type: postgres}', 'has no "url"'],
  ['{path: x}', 'The checkpointer has no "type"'],
  ['{type: mongo}', '"type" has to be "memory"'],
  ['{type: redis, ttl: -1}', '"ttl" has to be a number above 0'],
])('the checkpointer %s is a load error', (checkpointer, message) => {
  expect(problemsOf(pausing(checkpointer))).toEqual([expect.stringContaining(message)])
})
