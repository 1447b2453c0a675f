import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { lintPaths } from '../../src/lint/index.js'
import { folderWith } from '../graph/graph-folder.js'
import { findingsOf, lintOf, textOf } from './lint-folder.js'

const edges = 'edges: [{from: START, to: ask}, {from: ask, to: END}]\n'
const graph = `nodes: {ask: {prompt: ask}}\n${edges}`
const prompt = 'user: Say something.\n'

test('the shipped graphs, prompts and examples have nothing to mend', () => {
  const { files, problems } = lintPaths(['graphs', 'prompts', 'examples'])
  expect(problems).toEqual([])
  expect(files).toBeGreaterThan(7)
})

test('what loading reports comes with what the rules find, by file and place, each once', () => {
  const files = {
    'b.yaml': `nodes: {ask: {prompt: ask, colour: red}}\n${edges}tools: {spare: {command: ls}}\n`,
    'a.yaml': graph,
    'prompts/ask.yaml': 'user: Say something.\ntemplate: Say nothing.\n',
  }
  expect(lintOf(files)).toEqual([
    expect.stringMatching(/^b.yaml:1:28 warning unknown-key /),
    expect.stringMatching(/^b.yaml:3:9 warning unused-tool /),
    expect.stringMatching(/^prompts\/ask.yaml:2:1 warning no-effect /),
  ])
})

test('an error in a part does not keep the rest from being looked at', () => {
  const findings = findingsOf(`nodes: {ask: {prompt: nowhere}}\n${edges}tools: {spare: {command: ls}}\n`)
  expect(findings).toEqual([
    expect.stringMatching(/^graph.yaml:1:23 error missing-prompt /),
    expect.stringMatching(/^graph.yaml:3:9 warning unused-tool /),
  ])
})

test('a mistake in the edges is told without what would follow from it', () => {
  const findings = findingsOf(
    `nodes: {ask: {prompt: ask}, more: {prompt: ask}}\nedges: [{from: START, to: ask}, {from: ask, to: aks}]\n`,
  )
  expect(findings).toEqual([
    expect.stringMatching(/^graph.yaml:2:49 error unknown-node .*Did you mean "ask"\?/),
  ])
})

test('each kind of file is checked as what it is', () => {
  const findings = lintOf({
    'contacts.yaml': 'en: {crisis: {name: Crisis line}}\n',
    'lunch/schema.yaml': 'name: Lunch\nversion: "1"\nlanguage: en\nfields: [{id: dish, requird: true}]\n',
    'prompts/said.yaml': 'usr: Hello\n',
    'elsewhere/said.yaml': 'user: Hello\nsystem: "{% if x %}"\n',
    'elsewhere/other.yaml': 'anything: goes\n',
    'elsewhere/broken.yaml': 'a: [1\n',
    'elsewhere/notes.txt': '{{{',
  })
  expect(findings).toEqual([
    expect.stringMatching(/^contacts.yaml:1:\d+ error missing-key .*"phone"/),
    expect.stringMatching(/^elsewhere\/broken.yaml:\d+:\d+ error yaml-syntax /),
    expect.stringMatching(/^elsewhere\/said.yaml:2:9 error invalid-template /),
    expect.stringMatching(/^lunch\/schema.yaml:4:21 error unknown-key .*Did you mean "required"\?/),
    expect.stringMatching(/^prompts\/said.yaml:1:1 warning unknown-key /),
    expect.stringMatching(/^prompts\/said.yaml:1:1 error wrong-value /),
  ])
})

test('a file that is named has to be of a kind that can be checked', () => {
  const folder = folderWith({ 'notes.yaml': 'anything: goes\n' })
  const { problems } = lintPaths([join(folder, 'notes.yaml')])
  expect(problems.map((problem) => textOf(problem, folder))).toEqual([
    expect.stringMatching(/^notes.yaml:1:1 error unknown-kind .* a graph has "nodes", a prompt "system"/),
  ])
  expect(lintPaths([folder]).problems).toEqual([])
})

test('the data of a graph may look like anything', () => {
  const data = { 'people.yaml': 'user: Mia\nage: 7\n', 'days/monday.yaml': 'fields: none\n' }
  expect(findingsOf(`${graph}data_files: {people: people.yaml, days: "days/*.yaml"}\n`, data)).toEqual([])
})

test('a path that does not exist is refused', () => {
  expect(() => lintPaths(['nowhere/at-all.yaml'])).toThrow(UsageError)
  expect(() => lintPaths(['nowhere/at-all.yaml'])).toThrow('There is no file or folder "nowhere/at-all.yaml"')
})

test('hidden folders, node_modules and links that lead out are left out; a file counts once', () => {
  const bad = 'a: [1\n'
  const folder = folderWith({
    'in/graph.yaml': 'nodes: {ask: {prompt: ask}}\n',
    'in/.hidden/bad.yaml': bad,
    'in/node_modules/bad.yaml': bad,
    'out/bad.yaml': bad,
  })
  symlinkSync(join(folder, 'out'), join(folder, 'in/linked'))
  symlinkSync(join(folder, 'out/bad.yaml'), join(folder, 'in/linked.yaml'))
  const within = join(folder, 'in')
  const { files, problems } = lintPaths([within, within, join(within, 'graph.yaml')])
  expect(files).toBe(1)
  expect(problems.map(({ rule }) => rule)).not.toContain('yaml-syntax')
})

test('prompts are found from the nearest folder with all of them', () => {
  const folder = folderWith({
    'app/prompts/ask.yaml': prompt,
    'app/graphs/deep/graph.yaml': graph,
    'app/graphs/deep/prompts/other.yaml': prompt,
  })
  expect(lintPaths([join(folder, 'app')]).problems).toEqual([])
  const base = join(folder, 'app/graphs/deep')
  expect(lintPaths([base], { baseDirectory: base }).problems).toMatchObject([{ rule: 'missing-prompt' }])
})

test('code that a graph names is not run', () => {
  const folder = folderWith({
    'graph.yaml': `nodes: {ask: {type: js, tool: now}}\ntools: {now: {type: js, path: now.mjs, function: now}}\n${edges}`,
    'now.mjs': `import { writeFileSync } from 'node:fs'\nwriteFileSync(new URL('ran.yaml', import.meta.url), 'a: [1')\nexport const now = () => 1\n`,
  })
  expect(lintPaths([folder])).toEqual({ files: 1, problems: [] })
  expect(lintPaths([folder])).toEqual({ files: 1, problems: [] })
})

test('functions that a program binds are not missed', () => {
  expect(
    findingsOf(`nodes: {ask: {type: python, tool: now}}\ntools: {now: {type: python}}\n${edges}`),
  ).toEqual([])
})

test('a folder of a thousand files is no more than that', () => {
  const folder = folderWith({})
  mkdirSync(join(folder, 'prompts'))
  for (let index = 0; index < 1000; index++) writeFileSync(join(folder, `prompts/${index}.yaml`), prompt)
  expect(lintPaths([folder])).toEqual({ files: 1000, problems: [] })
})
