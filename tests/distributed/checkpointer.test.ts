import { expect, onTestFinished, test, vi } from 'vitest'
import { resumeGraph, runGraph } from '../../src/graph/index.js'
import { load, settings } from '../graph/graph-folder.js'
import { startPostgres } from './postgres.js'

const graph = `
checkpointer: {type: postgres, url: "\${RECAPFLOW_TEST_DATABASE}"}
nodes:
  ask: {type: interrupt, message: Name?, resume_key: name}
  greet: {type: passthrough, output: {greeting: "Hello {state.name}"}}
edges: [{from: START, to: ask}, {from: ask, to: greet}]
`

test('a thread in PostgreSQL is resumed by another loaded graph', async () => {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.close())
  vi.stubEnv('RECAPFLOW_TEST_DATABASE', postgres.url)
  const options = { settings, config: { thread_id: 'thread' } }
  const { interrupts } = await runGraph(load(graph), {}, options)
  expect(interrupts).toMatchObject([{ value: 'Name?' }])
  expect((await resumeGraph(load(graph), 'Ada', options)).state).toMatchObject({ greeting: 'Hello Ada' })
})
