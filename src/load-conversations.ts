import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { canPause, type LoadedGraph } from './graph/load-graph.js'
import type { Problem } from './yaml/problem.js'
import { readYaml, type YamlFile } from './yaml/read-yaml.js'

export interface ConversationSources {
  /** Loads a graph file, or notes what is wrong with it and answers `undefined`. */
  readonly load: (file: string) => LoadedGraph | undefined
  /** A path as people see it in a message. */
  readonly shown: (file: string) => string
  /** Takes what is wrong. */
  readonly problems: Problem[]
}

/** The name is a part of the URL, so it is made of what needs no escaping there. */
const SLUG = /^[A-Za-z0-9][A-Za-z0-9_-]*$/

/**
 * The graphs of a folder that say `web: true`, by the name in their URL: `<name>.yaml`, or `<name>/graph.yaml`.
 * Others are not looked into: they may be made for another program.
 */
export function loadConversations(
  folder: string,
  { load, shown, problems }: ConversationSources,
): Map<string, LoadedGraph> {
  const graphs = new Map<string, LoadedGraph>()
  for (const { slug, file } of graphFiles(folder)) {
    const yaml = readYaml(readFileSync(file, 'utf8'), shown(file), 'pyyaml')
    if (!isPublished(yaml)) continue
    const graph = load(file)
    if (graph === undefined) continue
    const earlier = graphs.get(slug)
    const problem = problemOf(slug, graph, earlier === undefined ? undefined : shown(earlier.file))
    if (problem !== undefined) problems.push(yaml.problem(['web'], problem, { part: 'key' }))
    problems.push(...graph.warnings)
    graphs.set(slug, graph)
  }
  return graphs
}

function graphFiles(folder: string): { readonly slug: string; readonly file: string }[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name)
      if (statSync(path).isDirectory()) {
        const file = join(path, 'graph.yaml')
        return existsSync(file) ? [{ slug: name, file }] : []
      }
      return /\.ya?ml$/.test(name) ? [{ slug: basename(name).replace(/\.ya?ml$/, ''), file: path }] : []
    })
}

/** Anything but `false` is left to the loader, which knows what else is wrong. */
function isPublished({ value }: YamlFile): boolean {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'web')) return false
  return (value as { readonly web?: unknown }).web !== false
}

function problemOf(slug: string, graph: LoadedGraph, earlier: string | undefined): string | undefined {
  if (!SLUG.test(slug)) {
    return `"${slug}" would be a part of the address, /c/${slug}. Name it with letters, digits, "-" and "_" alone, or say web: false.`
  }
  if (earlier !== undefined) {
    return `Two graphs are published as /c/${slug}: this one and ${earlier}. Rename one, or say web: false.`
  }
  if (!canPause(graph)) {
    return 'A conversation needs a node of type interrupt, which asks the person something. Add one, or say web: false.'
  }
  return undefined
}
