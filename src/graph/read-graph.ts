import { readModelOptions } from '../prompt/read-prompt.js'
import { didYouMean } from '../yaml/nearest-name.js'
import type { Problem } from '../yaml/problem.js'
import { readYaml, type YamlFile } from '../yaml/read-yaml.js'
import { YamlMapping } from '../yaml/yaml-mapping.js'
import { isStateKey } from './channels.js'
import {
  configKeys,
  defaultsKeys,
  graphKeys,
  reducerNames,
  refusedConfigKeys,
  refusedGraphKeys,
  stateTypes,
} from './format-keys.js'
import { END, type GraphDefinition, type NodeDefinition, START, type StateKey } from './graph-definition.js'
import { readCheckpointer } from './read-checkpointer.js'
import { nodesOnCycles, readEdges } from './read-edges.js'
import { exitEdges, readLoopExits, readLoopLimits } from './read-loops.js'
import { readNode, readSeconds } from './read-node.js'
import { checkTool, readTools } from './read-tools.js'

export interface ReadGraphOptions {
  /** Names of tools that the host brings. */
  readonly hostTools?: readonly string[]
}

/** Reads a graph file's text. `graph` is whole only where no problem is an error. */
export function readGraph(
  text: string,
  file: string,
  { hostTools = [] }: ReadGraphOptions = {},
): { yaml: YamlFile; graph: GraphDefinition | undefined; problems: Problem[] } {
  const yaml = readYaml(text, file, 'pyyaml')
  const problems: Problem[] = [...yaml.problems]
  if (problems.length > 0) return { yaml, graph: undefined, problems }
  const mapping = new YamlMapping(yaml, problems, [], yaml.value, 'graph file')
  mapping.expectKeys([...graphKeys, 'web'], refusedGraphKeys)
  if (mapping.flag('web') === true) {
    mapping.error('"web: true" is known, but not built yet: mount routes of your own around runGraph.', 'web')
  }

  const nodesMapping = mapping.mapping('nodes', 'nodes')
  const nodeNames = Object.keys(nodesMapping?.value ?? {})
  if (nodeNames.length === 0) mapping.error('The graph has no "nodes". Add at least one.')
  const edges = readEdges(mapping, nodeNames)
  const cycles = nodesOnCycles([...edges, ...exitEdges(mapping)])
  const tools = readTools(mapping)
  const nodes = new Map<string, NodeDefinition>()
  for (const name of nodeNames) {
    checkNodeName(nodesMapping, name)
    const node = nodesMapping?.mapping(name, `node "${name}"`)
    if (node === undefined) {
      nodesMapping?.error(`The node "${name}" is empty.`, name, 'key')
      continue
    }
    const definition = readNode(node, name, cycles.has(name))
    if (definition !== undefined) nodes.set(name, definition)
    if (definition?.type === 'js') checkTool(node, definition.tool, [...tools.keys(), ...hostTools])
  }

  const defaults = mapping.mapping('defaults', 'defaults')
  defaults?.expectKeys(defaultsKeys)
  const config = mapping.mapping('config', 'config')
  config?.expectKeys(configKeys, refusedConfigKeys)
  const maxTokens = config?.wholeNumber('max_tokens', 1)
  const thinkingBudget = defaults?.wholeNumber('thinking_budget')
  const loopLimits = readLoopLimits(mapping, nodeNames, nodes)
  const graph: GraphDefinition = {
    version: versionOf(mapping),
    name: mapping.text('name') ?? 'unnamed',
    description: mapping.text('description') ?? '',
    nodes,
    edges,
    state: readState(mapping),
    defaults: {
      ...(maxTokens === undefined ? {} : { maxTokens }),
      ...(thinkingBudget === undefined ? {} : { thinkingBudget }),
      ...(defaults === undefined ? {} : readModelOptions(defaults)),
    },
    promptsRelative: mapping.flag('prompts_relative') ?? defaults?.flag('prompts_relative') ?? false,
    promptsDir: mapping.text('prompts_dir') ?? defaults?.text('prompts_dir'),
    tools,
    loopLimits,
    loopExits: readLoopExits(mapping, nodeNames, loopLimits),
    dataFiles: readDataFiles(mapping),
    checkpointer: readCheckpointer(mapping),
    config: {
      recursionLimit: config?.wholeNumber('recursion_limit', 1) ?? 50,
      timeout: config === undefined ? undefined : readSeconds(config, 'timeout'),
      maxConcurrency: config?.wholeNumber('max_concurrency', 1),
    },
  }
  warnOfStreamKeys(nodesMapping, graph)
  return { yaml, graph, problems }
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
      'key',
    )
  } else if (!isStateKey(name)) {
    nodes?.error(`"${name}" cannot be the name of a node. Use letters, digits, _ and -.`, name, 'key')
  }
}

function readState(graph: YamlMapping): Map<string, StateKey> {
  const keys = new Map<string, StateKey>()
  const state = graph.mapping('state', 'state')
  for (const key of Object.keys(state?.value ?? {})) {
    if (state === undefined) break
    if (!isStateKey(key))
      state.error(`"${key}" cannot be the name of a state key. Choose another.`, key, 'key')
    const value = state.get(key)
    const entry = typeof value === 'object' ? state.mapping(key, `state key "${key}"`) : undefined
    entry?.expectKeys(['type', 'reducer', 'description'])
    const type = (entry === undefined ? state.text(key) : entry.text('type')) ?? 'any'
    if (!stateTypes.includes(type.toLowerCase())) {
      const message = `"${type}" is not a type, and counts as any.${didYouMean(type, stateTypes) || ` Known: ${stateTypes.join(', ')}.`}`
      if (entry === undefined) state.warn(message, key)
      else entry.warn(message, 'type')
    }
    keys.set(key, { type: type.toLowerCase(), reducer: entry?.oneOf('reducer', reducerNames) })
  }
  return keys
}

function readDataFiles(graph: YamlMapping): Map<string, string> {
  const files = new Map<string, string>()
  const mapping = graph.mapping('data_files', 'data_files')
  for (const key of Object.keys(mapping?.value ?? {})) {
    if (!isStateKey(key))
      mapping?.error(`"${key}" cannot be the name of a state key. Choose another.`, key, 'key')
    const path = mapping?.text(key)
    if (path !== undefined) files.set(key, path)
  }
  return files
}

/** `stream_key` labels events and is no state; the same name for both misleads. */
function warnOfStreamKeys(nodes: YamlMapping | undefined, graph: GraphDefinition): void {
  const stateKeys = new Set([
    ...graph.state.keys(),
    ...graph.dataFiles.keys(),
    ...[...graph.nodes.values()].flatMap((node) => ('stateKey' in node ? [node.stateKey] : [])),
  ])
  for (const node of graph.nodes.values()) {
    if (node.type !== 'llm' || !stateKeys.has(node.streamKey)) continue
    const mapping = nodes?.mapping(node.name, `node "${node.name}"`)
    mapping?.warn(
      `"${node.streamKey}" is a state key too. stream_key only labels events; text never goes into state under it.`,
      mapping.has('stream_key') ? 'stream_key' : 'state_key',
    )
  }
}
