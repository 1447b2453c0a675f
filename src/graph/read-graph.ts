import { readModelOptions } from '../prompt/read-prompt.js'
import { didYouMean } from '../yaml/nearest-name.js'
import type { Problem } from '../yaml/problem.js'
import { readYaml, type YamlFile, type YamlPath } from '../yaml/read-yaml.js'
import { YamlMapping } from '../yaml/yaml-mapping.js'
import { isStateKey } from './channels.js'
import { type ExpandedNodes, expandMacros, type SourceNode } from './expand-macros.js'
import {
  configKeys,
  defaultsKeys,
  graphKeys,
  reducerNames,
  refusedGraphKeys,
  stateEntryKeys,
  stateTypes,
} from './format-keys.js'
import { type EdgeDefinition, END, type GraphDefinition, START, type StateKey } from './graph-definition.js'
import type { NodeDefinition, RouterNode } from './node-definition.js'
import { readSeconds } from './node-keys.js'
import { asksModel, type NodeOrBranch, nodesAndBranches } from './nodes-and-branches.js'
import { readCheckpointer } from './read-checkpointer.js'
import { checkMixedEdges, type EdgeNames, nodesOnCycles, readEdges } from './read-edges.js'
import { readExports } from './read-exports.js'
import { readLoopExits, readLoopLimits, warnOfUselessLimits } from './read-loops.js'
import { readNode } from './read-node.js'
import { readTools } from './read-tools.js'
import { waysOf } from './ways.js'

export interface ReadGraph {
  readonly yaml: YamlFile
  /** Whole only where no problem is an error; absent where the file could not be read at all. */
  readonly graph: GraphDefinition | undefined
  readonly problems: Problem[]
  /** Where a node stands in the file; a node made from a macro stands where the macro does. */
  readonly placeOf: (node: string) => YamlPath
}

/** Reads a graph file's text. */
export function readGraph(text: string, file: string): ReadGraph {
  const yaml = readYaml(text, file, 'pyyaml')
  const problems: Problem[] = [...yaml.problems]
  if (problems.length > 0) return { yaml, graph: undefined, problems, placeOf: () => [] }
  const mapping = new YamlMapping(yaml, problems, [], yaml.value, 'graph file')
  mapping.expectKeys(graphKeys, refusedGraphKeys)

  const nodesMapping = mapping.mapping('nodes', 'nodes')
  const authored = Object.keys(nodesMapping?.value ?? {})
  if (authored.length === 0) {
    mapping.error('The graph has no "nodes". Add at least one.', undefined, { rule: 'missing-key' })
  }
  for (const name of authored) checkNodeName(nodesMapping, name)
  const expanded = expandMacros(nodesMapping)
  const names: EdgeNames = {
    known: [...new Set([...authored, ...expanded.nodes.map(({ name }) => name)])],
    entries: expanded.entries,
    exits: expanded.exits,
  }
  const edges = [...readEdges(mapping, names), ...expanded.edges]
  const loopExits = readLoopExits(mapping, names)
  const nodes = readNodes(expanded, names, edges, loopExits)
  checkMixedEdges(mapping, edges, nodes)
  const loopLimits = readLoopLimits(mapping, names, nodes)
  warnOfUselessLimits(mapping, names, loopLimits, edges)

  const defaults = mapping.mapping('defaults', 'defaults')
  defaults?.expectKeys(defaultsKeys)
  const config = mapping.mapping('config', 'config')
  config?.expectKeys(configKeys)
  const maxTokens = config?.wholeNumber('max_tokens', 1)
  const thinkingBudget = defaults?.wholeNumber('thinking_budget', -1)
  const graph: GraphDefinition = {
    version: versionOf(mapping),
    name: mapping.text('name') ?? 'unnamed',
    description: mapping.text('description') ?? '',
    nodes,
    edges,
    state: readState(mapping, expanded.stateKeys),
    defaults: {
      ...(maxTokens === undefined ? {} : { maxTokens }),
      ...(thinkingBudget === undefined ? {} : { thinkingBudget }),
      ...(defaults === undefined ? {} : readModelOptions(defaults)),
    },
    promptsRelative: mapping.flag('prompts_relative') ?? defaults?.flag('prompts_relative') ?? false,
    promptsDir: mapping.text('prompts_dir') ?? defaults?.text('prompts_dir'),
    tools: readTools(mapping),
    loopLimits,
    loopExits,
    dataFiles: readDataFiles(mapping),
    checkpointer: readCheckpointer(mapping),
    config: {
      recursionLimit: config?.wholeNumber('recursion_limit', 1) ?? 50,
      maxMapItems: config?.wholeNumber('max_map_items', 1) ?? 100,
      timeout: config === undefined ? undefined : readSeconds(config, 'timeout'),
      maxConcurrency: config?.wholeNumber('max_concurrency', 1),
      toolLoadMode: config?.oneOf('tool_load_mode', ['strict', 'warn']) ?? 'strict',
    },
    web: mapping.flag('web') ?? false,
    exports: readExports(mapping),
  }
  const sources = new Map(expanded.nodes.map((source) => [source.name, source]))
  warnOfStreamKeys(sources, graph)
  return { yaml, graph, problems, placeOf: (node) => sources.get(node)?.mapping.path ?? ['nodes', node] }
}

function readNodes(
  { nodes: sources }: ExpandedNodes,
  { known, entries }: EdgeNames,
  edges: readonly EdgeDefinition[],
  loopExits: ReadonlyMap<string, string>,
): Map<string, NodeDefinition> {
  const cycles = nodesOnCycles(waysOf({ edges, loopExits }))
  const nodes = new Map<string, NodeDefinition>()
  for (const { name, mapping } of sources) {
    const isOnCycle = cycles.has(name)
    const definition = readNode(mapping, { name, isOnCycle, nodeNames: known })
    if (definition === undefined) continue
    if (nodes.has(name)) {
      mapping.error(`There are two nodes "${name}" once the macros are written out. Rename one.`, undefined, {
        rule: 'invalid-name',
      })
    }
    nodes.set(name, definition.type === 'router' ? withEntries(definition, entries) : definition)
  }
  return nodes
}

/** A route to a macro leads to its first node. */
function withEntries(router: RouterNode, entries: ReadonlyMap<string, string>): RouterNode {
  const { routes, defaultRoute } = router
  return {
    ...router,
    routes: new Map([...routes].map(([value, target]) => [value, entries.get(target) ?? target])),
    defaultRoute: defaultRoute === undefined ? undefined : (entries.get(defaultRoute) ?? defaultRoute),
  }
}

function versionOf(mapping: YamlMapping): string {
  const version = mapping.get('version') ?? '1.0'
  return typeof version === 'number' ? String(version) : (mapping.text('version') ?? '1.0')
}

function checkNodeName(nodes: YamlMapping | undefined, name: string): void {
  if (name === START || name === END) {
    nodes?.error(
      `"${name}" stands for the ${name === START ? 'beginning' : 'end'} of a graph. Choose another name.`,
      name,
      { rule: 'invalid-name', part: 'key' },
    )
  } else if (!isStateKey(name) || name.includes('/')) {
    nodes?.error(`"${name}" cannot be the name of a node. Use letters, digits, _ and -.`, name, {
      rule: 'invalid-name',
      part: 'key',
    })
  }
}

function readState(graph: YamlMapping, ofMacros: readonly string[]): Map<string, StateKey> {
  const keys = new Map<string, StateKey>()
  for (const key of ofMacros) keys.set(key, { type: 'any', reducer: undefined })
  const state = graph.mapping('state', 'state')
  for (const key of Object.keys(state?.value ?? {})) {
    if (state === undefined) break
    checkKeyName(state, key)
    const value = state.get(key)
    const entry = typeof value === 'object' ? state.mapping(key, `state key "${key}"`) : undefined
    entry?.expectKeys(stateEntryKeys)
    const type = (entry === undefined ? state.text(key) : entry.text('type')) ?? 'any'
    if (!stateTypes.some((known) => known === type.toLowerCase())) {
      const message = `"${type}" is not a type, and counts as any.${didYouMean(type, stateTypes) || ` Known: ${stateTypes.join(', ')}.`}`
      if (entry === undefined) state.warn(message, key, 'wrong-value')
      else entry.warn(message, 'type', 'wrong-value')
    }
    keys.set(key, { type: type.toLowerCase(), reducer: entry?.oneOf('reducer', reducerNames) })
  }
  return keys
}

function checkKeyName(mapping: YamlMapping, key: string): void {
  if (isStateKey(key)) return
  mapping.error(`"${key}" cannot be the name of a state key. Choose another.`, key, {
    rule: 'invalid-name',
    part: 'key',
  })
}

function readDataFiles(graph: YamlMapping): Map<string, string> {
  const files = new Map<string, string>()
  const mapping = graph.mapping('data_files', 'data_files')
  for (const key of Object.keys(mapping?.value ?? {})) {
    if (mapping === undefined) break
    checkKeyName(mapping, key)
    const path = mapping.text(key)
    if (path !== undefined) files.set(key, path)
  }
  return files
}

/** `stream_key` labels events and is no state; the same name for both misleads. */
function warnOfStreamKeys(sources: ReadonlyMap<string, SourceNode>, graph: GraphDefinition): void {
  const all: NodeOrBranch[] = nodesAndBranches(graph)
  const stateKeys = new Set([
    ...graph.state.keys(),
    ...graph.dataFiles.keys(),
    ...all.flatMap(({ node }) => ('stateKey' in node ? [node.stateKey] : [])),
  ])
  for (const { node, path } of all) {
    if (!asksModel(node) || !stateKeys.has(node.streamKey)) continue
    const source = sources.get(node.name)?.mapping
    const mapping = path.length === 0 ? source : source?.mapping('node', `node inside "${node.name}"`)
    mapping?.warn(
      `"${node.streamKey}" is a state key too. stream_key only labels events; text never goes into state under it.`,
      mapping.has('stream_key') ? 'stream_key' : 'state_key',
      'stream-key-is-state',
    )
  }
}
