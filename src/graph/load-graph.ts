import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { FilesInvalidError, UsageError } from '../errors.js'
import { findPrompt, shownPath } from '../prompt/load-prompt.js'
import type { Prompt } from '../prompt/prompt.js'
import type { Problem } from '../yaml/problem.js'
import type { YamlPath } from '../yaml/read-yaml.js'
import type { GraphDefinition } from './graph-definition.js'
import { loadDataFile } from './load-data-file.js'
import { findInFolder } from './load-inside-folder.js'
import { nodesAndBranches } from './nodes-and-branches.js'
import { type ReadGraph, readGraph } from './read-graph.js'
import { checkTools } from './tools/check-tools.js'

/** A function tool: gets the state, overlaid with the node's variables; or, called by a model, its arguments. */
export type ToolFunction = (argument: Record<string, unknown>, context: ToolContext) => unknown

export interface ToolContext {
  /** Aborts when the run does, or when the node's time is over. */
  readonly signal: AbortSignal
}

export interface LoadGraphOptions {
  /** What unanchored prompt paths and checkpointer files begin at. Default: the working directory. */
  readonly baseDirectory?: string
  /** Functions by tool name; they win over the file's own. */
  readonly tools?: Readonly<Record<string, ToolFunction>>
  /**
   * The shell tools, the `module:` functions and the tools of agents that may run. Default: all of the file's,
   * since a graph file is code. Give a list where others than you write the files.
   */
  readonly allowTools?: readonly string[]
}

/** A graph file with its prompts, data files and subgraphs, checked and ready to compile. */
export interface LoadedGraph extends GraphDefinition {
  /** Absolute. */
  readonly file: string
  readonly folder: string
  readonly baseDirectory: string
  /** By the name that nodes give. */
  readonly prompts: ReadonlyMap<string, Prompt>
  /** What the data files hold, by state key. */
  readonly data: Readonly<Record<string, unknown>>
  /** Subgraphs and graph tools, by the path that the file gives. */
  readonly children: ReadonlyMap<string, LoadedGraph>
  readonly hostTools: Readonly<Record<string, ToolFunction>>
  readonly warnings: readonly Problem[]
}

/**
 * Reads a graph file with its prompts, data files and subgraphs, synchronously. No code is loaded or run.
 *
 * @throws FilesInvalidError with every problem of all these files. @throws UsageError where there is no such file.
 */
export function loadGraph(file: string, options: LoadGraphOptions = {}): LoadedGraph {
  const path = resolve(file)
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new UsageError(`There is no graph file ${path}.`)
  }
  const { graph, problems } = inspectGraph(path, options)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (graph === undefined || errors.length > 0) throw new FilesInvalidError(errors)
  return graph
}

/** As `loadGraph`, but gives every problem instead of throwing; the graph is whole where none is an error. */
export function inspectGraph(
  file: string,
  options: LoadGraphOptions = {},
): { graph: LoadedGraph | undefined; problems: readonly Problem[]; read: ReadGraph } {
  return new GraphLoader(options, dirname(resolve(file))).load(resolve(file), [])
}

class GraphLoader {
  constructor(
    private readonly options: LoadGraphOptions,
    /** Of the outermost graph: nothing outside it is read as a graph. */
    private readonly root: string,
  ) {}

  load(
    file: string,
    ancestors: readonly string[],
  ): { graph: LoadedGraph | undefined; problems: readonly Problem[]; read: ReadGraph } {
    const read = readGraph(readFileSync(file, 'utf8'), shownPath(file))
    const { graph, problems } = read
    if (graph === undefined) return { graph: undefined, problems, read }
    const folder = dirname(file)
    const baseDirectory = resolve(this.options.baseDirectory ?? '.')
    const prompts = this.loadPrompts(graph, read, { folder, baseDirectory })
    const data = this.loadData(graph, read, folder)
    const children = this.loadChildren(graph, read, file, ancestors)
    const hostTools = this.options.tools ?? {}
    checkTools({ graph, read, folder, hostTools, allowTools: this.options.allowTools })
    const warnings = inOrder(problems)
    const loaded = { ...graph, file, folder, baseDirectory, prompts, data, children, hostTools, warnings }
    checkBranches(loaded, read)
    return { graph: loaded, problems: inOrder(problems), read }
  }

  private loadPrompts(
    graph: GraphDefinition,
    { yaml, problems, placeOf }: ReadGraph,
    { folder, baseDirectory }: { folder: string; baseDirectory: string },
  ): Map<string, Prompt> {
    const prompts = new Map<string, Prompt>()
    const seen = new Set<string>()
    for (const { node, path } of nodesAndBranches(graph)) {
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
      if (found.missing !== undefined) {
        const place = [...placeOf(node.name), ...path, 'prompt']
        problems.push(yaml.problem(place, found.missing, { rule: 'missing-prompt' }))
      }
      if (found.prompt !== undefined) prompts.set(name, found.prompt)
    }
    return prompts
  }

  private loadData(
    graph: GraphDefinition,
    { yaml, problems }: ReadGraph,
    folder: string,
  ): Record<string, unknown> {
    const data: Record<string, unknown> = {}
    for (const [key, pattern] of graph.dataFiles) {
      const loaded = loadDataFile(folder, pattern)
      if ('error' in loaded) {
        problems.push(yaml.problem(['data_files', key], loaded.error, { rule: 'missing-file' }))
      } else {
        problems.push(...loaded.problems)
        data[key] = loaded.value
      }
    }
    return data
  }

  private loadChildren(
    graph: GraphDefinition,
    { yaml, problems, placeOf }: ReadGraph,
    file: string,
    ancestors: readonly string[],
  ): Map<string, LoadedGraph> {
    const children = new Map<string, LoadedGraph>()
    for (const { path, place } of childPaths(graph, placeOf)) {
      if (path === '' || children.has(path)) continue
      const found = findInFolder(this.root, relative(this.root, resolve(dirname(file), path)))
      if ('error' in found) {
        problems.push(yaml.problem(place, found.error, { rule: 'missing-file' }))
        continue
      }
      const line = [...ancestors, file]
      if (line.includes(found.path)) {
        const circle = [...line.slice(line.indexOf(found.path)), found.path].map(shownPath).join(' > ')
        problems.push(
          yaml.problem(place, `This graph would contain itself: ${circle}.`, { rule: 'circular-graph' }),
        )
        continue
      }
      const child = this.load(found.path, line)
      const own = new Set(problems)
      problems.push(...child.problems.filter((problem) => !own.has(problem)))
      if (child.graph !== undefined) children.set(path, child.graph)
    }
    return children
  }
}

function childPaths(
  graph: GraphDefinition,
  placeOf: ReadGraph['placeOf'],
): { path: string; place: YamlPath }[] {
  const ofNodes = nodesAndBranches(graph).flatMap(({ node, path }) =>
    node.type === 'subgraph' ? [{ path: node.graph, place: [...placeOf(node.name), ...path, 'graph'] }] : [],
  )
  const ofTools = [...graph.tools.values()].flatMap((tool) =>
    tool.type === 'graph' ? [{ path: tool.path, place: ['tools', tool.name, 'path'] }] : [],
  )
  return [...ofNodes, ...ofTools]
}

/** Whether a run of the graph can stop to ask: it, or a graph inside it, has an interrupt. */
export function canPause(graph: LoadedGraph): boolean {
  return [...graph.nodes.values()].some((node) => {
    if (node.type === 'interrupt') return true
    const child = node.type === 'subgraph' ? graph.children.get(node.graph) : undefined
    return child !== undefined && canPause(child)
  })
}

/** The branches of a map run side by side, and a tool answers at once: neither can wait for a person. */
function checkBranches(graph: LoadedGraph, { yaml, problems, placeOf }: ReadGraph): void {
  const report = (path: string, place: YamlPath, what: string) => {
    const child = graph.children.get(path)
    if (child === undefined || !canPause(child)) return
    problems.push(yaml.problem(place, `The graph "${path}" pauses for an answer, which ${what} cannot do.`))
  }
  for (const { node, path } of nodesAndBranches(graph)) {
    if (node.type === 'subgraph' && path.length > 0) {
      report(node.graph, [...placeOf(node.name), ...path, 'graph'], 'a branch of a map')
    }
  }
  for (const tool of graph.tools.values()) {
    if (tool.type === 'graph') report(tool.path, ['tools', tool.name, 'path'], 'a tool')
  }
}

/** By file, as the files came up, and by place. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const files = [...new Set(problems.map(({ file }) => file))]
  return problems.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  )
}
