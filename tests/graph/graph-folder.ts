import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { FilesInvalidError } from '../../src/errors.js'
import { type LoadedGraph, type LoadGraphOptions, loadGraph } from '../../src/graph/index.js'
import type { ModelSettings } from '../../src/settings.js'

/** Writes files to a folder of its own, which goes when the test is over. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'recapflow-graph-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return folder
}

/** Loads a graph from its text; `files` are beside it, prompts by name without folder and ending. */
export function load(
  graph: string,
  files: Readonly<Record<string, string>> = {},
  options: LoadGraphOptions = {},
): LoadedGraph {
  const folder = folderWith({
    'graph.yaml': graph,
    'prompts/ask.yaml': 'user: Say something.\ndemo: This is the demo text.',
    ...files,
  })
  return loadGraph(join(folder, 'graph.yaml'), { baseDirectory: folder, ...options })
}

/** What loading a graph reports, as `line:column message`. */
export function problemsOf(
  graph: string,
  files: Readonly<Record<string, string>> = {},
  options: LoadGraphOptions = {},
): string[] {
  try {
    load(graph, files, options)
  } catch (error) {
    if (!(error instanceof FilesInvalidError)) throw error
    return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
  }
  return []
}

export function warningsOf(graph: string, files: Readonly<Record<string, string>> = {}): string[] {
  return load(graph, files).warnings.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

/** A graph of one node `ask`. */
export function oneNode(keys: string, further = ''): string {
  const indented = keys
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
  return `nodes:\n  ask:\n${indented}\nedges:\n  - {from: START, to: ask}\n  - {from: ask, to: END}\n${further}`
}

export const settings: ModelSettings = {
  provider: 'demo',
  model: undefined,
  openaiApiKey: undefined,
  openaiBaseUrl: undefined,
  firstTokenTimeout: 5000,
  idleTimeout: 5000,
  runTimeout: 10_000,
}
