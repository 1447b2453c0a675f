import { MemorySaver } from '@langchain/langgraph-checkpoint'
import { expect, test } from 'vitest'
import { compileGraph, streamGraphWithTokens } from '../../src/graph/index.js'
import { NodeCache } from '../../src/graph/node-cache.js'
import { type Script, ScriptedModel } from '../../src/llm/index.js'
import { load, oneNode, settings, warningsOf } from './graph-folder.js'

function cached(keys: string, script: Script) {
  const models: ScriptedModel[] = []
  const compiled = compileGraph(load(oneNode(keys)), {
    settings,
    createModel: () => {
      const model = new ScriptedModel(
        typeof script === 'object' && 'length' in script ? (script[models.length] ?? '') : script,
      )
      models.push(model)
      return model
    },
  })
  return { compiled, models }
}

test('cache: true serves the same state from what was made before', async () => {
  const { compiled, models } = cached('prompt: ask\ncache: true', ['first', 'second', 'third'])
  expect((await compiled.execute({ state: { topic: 'a' } })).state.ask).toBe('first')
  expect((await compiled.execute({ state: { topic: 'a' } })).state.ask).toBe('first')
  expect((await compiled.execute({ state: { topic: 'b' } })).state.ask).toBe('second')
  expect(models).toHaveLength(2)
})

test('a failure is not kept', async () => {
  const { compiled } = cached('prompt: ask\ncache: true', [new Error('down'), 'up'])
  expect((await compiled.execute({})).state).not.toHaveProperty('ask')
  expect((await compiled.execute({})).state.ask).toBe('up')
})

test('an answer from the cache streams its whole text', async () => {
  const { compiled, models } = cached('prompt: ask\ncache: true\nstream: true', 'all of it')
  for (let count = 0; count < 2; count++) {
    let text = ''
    for await (const event of streamGraphWithTokens(compiled, {})) {
      if (event.type === 'token') text += event.content
    }
    expect(text).toBe('all of it')
  }
  expect(models).toHaveLength(1)
})

test('a ttl is read as seconds, and is over when its time is', () => {
  let now = 0
  const cache = new NodeCache(() => now)
  cache.set('a', { update: {}, output: 1 }, 1000)
  cache.set('b', { update: {}, output: 2 }, undefined)
  now = 999
  expect(cache.get('a')?.output).toBe(1)
  now = 1000
  expect(cache.get('a')).toBeUndefined()
  expect(cache.get('b')?.output).toBe(2)
  expect(load(oneNode('prompt: ask\ncache: {ttl: 2}')).nodes.get('ask')?.cache).toEqual({ ttl: 2000 })
  expect(warningsOf(oneNode('prompt: ask\ncache: {tll: 2}'))).toEqual([expect.stringContaining('"tll"')])
})

test('a thousand results are kept; the one used longest ago goes first', () => {
  const cache = new NodeCache()
  for (let index = 0; index < 1000; index++) cache.set(`${index}`, { update: {}, output: index }, undefined)
  cache.get('0')
  cache.set('new', { update: {}, output: 'new' }, undefined)
  expect(cache.get('0')?.output).toBe(0)
  expect(cache.get('1')).toBeUndefined()
})

test("a key of the graph's own counts, also one that begins with _, and so does what a node names of the runner's", async () => {
  const calls: unknown[] = []
  const graph = (variables: string) =>
    load(
      oneNode(`type: js\ntool: note\ncache: true\nvariables: {seen: "${variables}"}`, 'state: {_user: str}'),
      {},
      {
        tools: {
          note: ({ seen }) => {
            calls.push(seen)
            return `for ${seen}`
          },
        },
      },
    )
  const compiled = compileGraph(graph('{state._user}'), { settings })
  expect((await compiled.execute({ state: { _user: 'ann' } })).state.ask).toBe('for ann')
  expect((await compiled.execute({ state: { _user: 'bob' } })).state.ask).toBe('for bob')
  const counting = compileGraph(graph('{state.thread_id}'), { settings, checkpointer: new MemorySaver() })
  expect((await counting.execute({ config: { thread_id: 'a' } })).state.ask).toBe('for a')
  expect((await counting.execute({ config: { thread_id: 'b' } })).state.ask).toBe('for b')
})
