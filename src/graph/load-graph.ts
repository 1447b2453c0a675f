import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { FilesInvalidError, UsageError } from '../errors.js'
import { findPrompt, shownPath } from '../prompt/load-prompt.js'
import type { Prompt } from '../prompt/prompt.js'
import type { Problem } from '../yaml/problem.js'
import type { YamlFile } from '../yaml/read-yaml.js'
import type { GraphDefinition } from './graph-definition.js'
import { loadDataFile } from './load-data-file.js'
import { findInFolder } from './load-inside-folder.js'
import { readGraph } from './read-graph.js'

/** A function tool: gets the state, overlaid with the node's variables. */
export type ToolFunction = (state: Record<string, unknown>, context: ToolContext) => unknown

export interface ToolContext {
  /** Aborts when the run does, or when the node's time is over. */
  readonly signal: AbortSignal
}

export interface LoadGraphOptions {
  /** What unanchored prompt paths and checkpointer files begin at. Default: the working directory. */
  readonly baseDirectory?: string
  /** Functions by tool name; they win over the file's own. */
  readonly tools?: Readonly<Record<string, ToolFunction>>
  /** Tools of the file that may load a package (`module:`). Default none. */
  readonly allowTools?: readonly string[]
}

/** A graph file with its prompts and data files, checked and ready to compile. */
export interface LoadedGraph extends GraphDefinition {
  /** Absolute. */
  readonly file: string
  readonly folder: string
  readonly baseDirectory: string
  /** By the name that nodes give. */
  readonly prompts: ReadonlyMap<string, Prompt>
  /** What the data files hold, by state key. */
  readonly data: Readonly<Record<string, unknown>>
  readonly hostTools: Readonly<Record<string, ToolFunction>>
  readonly warnings: readonly Problem[]
}

/**
 * Reads a graph file, its prompts and its data files, synchronously. No code is loaded or run.
 *
 * @throws FilesInvalidError with every problem of all these files. @throws UsageError where there is no such file.
 */
export function loadGraph(file: string, options: LoadGraphOptions = {}): LoadedGraph {
  const path = resolve(file)
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new UsageError(`There is no graph file ${path}.`)
  }
  const folder = dirname(path)
  const baseDirectory = resolve(options.baseDirectory ?? '.')
  const hostTools = options.tools ?? {}
  const { yaml, graph, problems } = readGraph(readFileSync(path, 'utf8'), shownPath(path), {
    hostTools: Object.keys(hostTools),
  })
  if (graph === undefined) throw new FilesInvalidError(problems)
  const places: Places = { folder, baseDirectory }
  const prompts = loadPrompts(graph, yaml, places, problems)
  const data = loadData(graph, yaml, places, problems)
  checkTools(graph, yaml, places, options, problems)
  const ordered = inOrder(problems)
  const errors = ordered.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new FilesInvalidError(errors)
  return {
    ...graph,
    file: path,
    folder,
    baseDirectory,
    prompts,
    data,
    hostTools,
    warnings: ordered,
  }
}

/** By file, as the files came up, and by place. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const files = [...new Set(problems.map(({ file }) => file))]
  return problems.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  )
}

interface Places {
  readonly folder: string
  readonly baseDirectory: string
}

function loadPrompts(
  graph: GraphDefinition,
  yaml: YamlFile,
  { folder, baseDirectory }: Places,
  problems: Problem[],
): Map<string, Prompt> {
  const prompts = new Map<string, Prompt>()
  const seen = new Set<string>()
  for (const node of graph.nodes.values()) {
    const name = 'prompt' in node ? node.prompt : undefined
    if (name === undefined || name === '' || seen.has(name)) continue
    seen.add(name)
    const found = findPrompt(name, {
      graphFolder: folder,
      promptsRelative: graph.promptsRelative,
      baseDirectory,
      ...(graph.promptsDir === undefined ? {} : { promptsDir: graph.promptsDir }),
    })
    problems.push(...found.problems)
    if (found.missing !== undefined)
      problems.push(yaml.problem(['nodes', node.name, 'prompt'], found.missing))
    if (found.prompt !== undefined) prompts.set(name, found.prompt)
  }
  return prompts
}

function loadData(
  graph: GraphDefinition,
  yaml: YamlFile,
  { folder }: Places,
  problems: Problem[],
): Record<string, unknown> {
  const data: Record<string, unknown> = {}
  for (const [key, pattern] of graph.dataFiles) {
    const loaded = loadDataFile(folder, pattern)
    if ('error' in loaded) problems.push(yaml.problem(['data_files', key], loaded.error))
    else {
      problems.push(...loaded.problems)
      data[key] = loaded.value
    }
  }
  return data
}

function checkTools(
  graph: GraphDefinition,
  yaml: YamlFile,
  { folder }: Places,
  { tools = {}, allowTools = [] }: LoadGraphOptions,
  problems: Problem[],
): void {
  for (const { name, source } of graph.tools.values()) {
    if (Object.hasOwn(tools, name)) continue
    if ('module' in source) {
      if (allowTools.includes(name)) continue
      problems.push(
        yaml.problem(
          ['tools', name, 'module'],
          `The tool "${name}" loads the package "${source.module}". Allow it by name: loadGraph(file, {allowTools: ['${name}']}).`,
        ),
      )
      continue
    }
    const found = findInFolder(folder, source.path)
    if ('error' in found) problems.push(yaml.problem(['tools', name, 'path'], found.error))
  }
}
