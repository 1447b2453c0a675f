import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadGraph, resumeGraph, runGraph } from '../../src/graph/index.js'
import { scriptedModel } from '../../src/llm/index.js'
import { folderWith, settings } from './graph-folder.js'

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
