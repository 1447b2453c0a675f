import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { writeExports } from '../../src/graph/write-exports.js'
import { load, oneNode, problemsOf } from './graph-folder.js'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'recapflow-exports-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('exports are written in their format, and keys without a value left out', () => {
  const graph = load(
    oneNode(
      'prompt: ask',
      'exports:\n  ask: {format: markdown, filename: letters/ask.md}\n  data: {format: json}\n  note: {format: text, filename: note.txt}\n  gone: {format: text}\n',
    ),
  )
  const target = folder()
  const written = writeExports(
    graph,
    { ask: '# Hi', data: { a: [1] }, note: ['x', 'y'], gone: null },
    join(target, 'out'),
  )
  expect(written.map((path) => path.slice(path.indexOf('/out/')))).toEqual([
    '/out/letters/ask.md',
    '/out/data.json',
    '/out/note.txt',
  ])
  const read = (name: string) => readFileSync(join(target, 'out', name), 'utf8')
  expect(read('letters/ask.md')).toBe('# Hi\n')
  expect(JSON.parse(read('data.json'))).toEqual({ a: [1] })
  expect(read('note.txt')).toBe('["x", "y"]\n')
})

test('markdown of lists and mappings is points', () => {
  const graph = load(oneNode('prompt: ask', 'exports: {data: {format: markdown}}'))
  const target = folder()
  const [path = ''] = writeExports(graph, { data: { title: 'A', parts: ['x', { y: 1 }] } }, target)
  expect(readFileSync(path, 'utf8')).toBe('- **title**: A\n- **parts**\n  - x\n  - \n    - **y**: 1\n')
})

test.each(['../x', '/x', 'a/../../x', 'a//b', 'C:x', 'a\\\\b'])('the filename %s is refused', (filename) => {
  expect(
    problemsOf(oneNode('prompt: ask', `exports: {ask: {format: text, filename: "${filename}"}}`)),
  ).toEqual([expect.stringContaining('is not a file name')])
})

test('a link that leads out of the folder is refused, and nothing is written there', () => {
  const graph = load(oneNode('prompt: ask', 'exports: {ask: {format: text, filename: sub/deeper/a.txt}}'))
  const target = folder()
  const elsewhere = folder()
  symlinkSync(elsewhere, join(target, 'sub'))
  expect(() => writeExports(graph, { ask: 'x' }, target)).toThrow(/through a link/)
  expect(() => readFileSync(join(elsewhere, 'deeper', 'a.txt'))).toThrow()
})

test('a link that leads nowhere yet is refused, too', () => {
  const graph = load(oneNode('prompt: ask', 'exports: {ask: {format: text, filename: a.txt}}'))
  const target = folder()
  const elsewhere = join(folder(), 'stolen.txt')
  symlinkSync(elsewhere, join(target, 'a.txt'))
  expect(() => writeExports(graph, { ask: 'x' }, target)).toThrow(/through a link/)
  expect(() => readFileSync(elsewhere)).toThrow()
})
