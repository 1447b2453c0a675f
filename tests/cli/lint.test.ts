import { expect, it } from 'vitest'
import { folderWith } from '../graph/graph-folder.js'
import { cli } from './cli-process.js'

const edges = 'edges: [{from: START, to: greet}, {from: greet, to: END}]\n'
const files = {
  'graphs/sound.yaml': `nodes: {greet: {prompt: greet}}\n${edges}`,
  'graphs/odd.yaml': `nodes: {greet: {prompt: greet, temprature: 1}}\n${edges}`,
  'graphs/broken.yaml': `nodes: {greet: {type: lllm}}\n${edges}`,
  'prompts/greet.yaml': 'user: Hello',
}

it('recapflow lint finds nothing in sound files, and says how many it has seen', async () => {
  const { code, output, messages } = await cli(['lint', 'graphs/sound.yaml', 'prompts'], {
    folder: folderWith(files),
  })
  expect([code, messages]).toEqual([0, ''])
  expect(output).toMatch(/^\d+ files? checked: 0 errors, 0 warnings\.\n$/)
})

it('recapflow lint gives each problem a line with its place, kind and rule', async () => {
  const { code, output } = await cli(['lint', 'graphs'], { folder: folderWith(files) })
  expect(code).toBe(1)
  expect(output).toMatch(/^graphs\/broken\.yaml:1:\d+: error: .*Did you mean "llm".* \[[a-z-]+\]$/m)
  expect(output).toMatch(/^graphs\/odd\.yaml:1:\d+: warning: .*temprature.* \[[a-z-]+\]$/m)
  expect(output).toMatch(/^\d+ files? checked: 1 error, 1 warning\.$/m)
})

it('recapflow lint lets warnings pass, but not with --strict', async () => {
  const folder = folderWith(files)
  const [lenient, strict] = await Promise.all([
    cli(['lint', 'graphs/odd.yaml'], { folder }),
    cli(['lint', 'graphs/odd.yaml', '--strict'], { folder }),
  ])
  expect([lenient.code, strict.code]).toEqual([0, 1])
})

it('recapflow lint prints one JSON document with --json', async () => {
  const { code, output } = await cli(['lint', 'graphs/broken.yaml', '--json'], { folder: folderWith(files) })
  expect(code).toBe(1)
  expect(output.trimEnd().split('\n')).toHaveLength(1)
  expect(JSON.parse(output)).toMatchObject({
    files: expect.any(Number),
    problems: [{ file: 'graphs/broken.yaml', line: 1, column: expect.any(Number), severity: 'error' }],
  })
})

it('recapflow lint refuses a path that is not there, and no path at all', async () => {
  const folder = folderWith(files)
  expect(await cli(['lint', 'graphs', 'grahps'], { folder })).toMatchObject({
    code: 2,
    output: '',
    messages: 'There is no file or folder "grahps". Name files and folders that exist.\n',
  })
  expect(await cli(['lint'], { folder })).toMatchObject({ code: 2 })
})
