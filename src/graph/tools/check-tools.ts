import { didYouMean } from '../../yaml/nearest-name.js'
import type { Rule } from '../../yaml/problem.js'
import type { YamlPath } from '../../yaml/read-yaml.js'
import type { GraphDefinition } from '../graph-definition.js'
import type { ToolFunction } from '../load-graph.js'
import { type Found, findInFolder, findSubfolder } from '../load-inside-folder.js'
import type { NodeDefinition, ToolNode } from '../node-definition.js'
import { nodesAndBranches } from '../nodes-and-branches.js'
import type { ReadGraph } from '../read-graph.js'
import type { ToolDefinition } from '../tool-definition.js'
import { checkAllowed } from './check-allowed.js'
import { readShellCommand } from './shell-command.js'

export interface ToolCheck {
  readonly graph: GraphDefinition
  readonly read: ReadGraph
  /** Of the graph file. */
  readonly folder: string
  readonly hostTools: Readonly<Record<string, ToolFunction>>
  /** The tools that may run; without it, all. */
  readonly allowTools: readonly string[] | undefined
}

/** Reports nodes whose tools are missing or of the wrong type, and tools that cannot run. */
export function checkTools(check: ToolCheck): void {
  const { graph, read, allowTools } = check
  for (const { node, path } of nodesAndBranches(graph)) {
    checkNode(check, node, [...read.placeOf(node.name), ...path])
  }
  for (const tool of graph.tools.values()) checkFiles(check, tool)
  reportUnbound(check)
  checkAllowed(graph, read, allowTools)
}

/** Tools that only the host can supply, and has not, in file order. */
export function unboundTools(
  tools: ReadonlyMap<string, ToolDefinition>,
  hostNames: readonly string[],
): ToolDefinition[] {
  return [...tools.values()].filter(
    ({ name, type }) => (type === 'python' || type === 'websearch') && !hostNames.includes(name),
  )
}

function reportUnbound({ graph, read: { yaml, problems }, hostTools }: ToolCheck): void {
  const unbound = unboundTools(graph.tools, Object.keys(hostTools))
  const [first] = unbound
  if (first === undefined) return
  const names = unbound.map(({ name }) => `"${name}"`).join(', ')
  const isWarning = graph.config.toolLoadMode === 'warn'
  const those = unbound.length === 1 ? 'it' : 'each of them'
  problems.push(
    yaml.problem(
      ['tools', first.name],
      `Python and web search do not run here, and no function stands in for ${names}. Give ${those} to loadGraph as tools: {${unbound.map(({ name }) => `${name}: …`).join(', ')}}.${
        isWarning
          ? ' Until then a call of it fails.'
          : ' With config.tool_load_mode: warn only a call of it fails.'
      }`,
      { rule: 'unbound-tool', part: 'key', severity: isWarning ? 'warning' : 'error' },
    ),
  )
}

function checkNode(check: ToolCheck, node: NodeDefinition, place: YamlPath): void {
  switch (node.type) {
    case 'js':
      expectTool(check, node.tool, ['js', 'python', 'websearch'], [...place, 'tool'], node.type)
      return
    case 'tool': {
      const tool = expectTool(check, node.tool, ['shell'], [...place, 'tool'], node.type)
      if (tool?.type === 'shell') checkValues(check, node, tool.command, place)
      return
    }
    case 'agent':
      for (const [index, name] of node.tools.entries())
        expectTool(check, name, undefined, [...place, 'tools', index])
      return
    case 'tool_call':
      // What is worked out from the state is known only when the node runs.
      if (!node.tool.includes('{')) expectTool(check, node.tool, undefined, [...place, 'tool'])
  }
}

/** The file's tool of that name, if it is of one of these types; a function of the host does in any case. */
function expectTool(
  { graph, read, hostTools }: ToolCheck,
  name: string,
  types: readonly ToolDefinition['type'][] | undefined,
  place: YamlPath,
  nodeType = '',
): ToolDefinition | undefined {
  if (name === '' || Object.hasOwn(hostTools, name)) return undefined
  const report = (message: string, rule: Rule) =>
    read.problems.push(read.yaml.problem(place, message, { rule }))
  const tool = graph.tools.get(name)
  if (tool === undefined) {
    // A tool that could not be read has its own problem already.
    if (!isInFile(read, name)) {
      const known = [...graph.tools.keys(), ...Object.keys(hostTools)]
      report(
        `There is no tool "${name}".${didYouMean(name, known)} Add it under "tools", or give the function to loadGraph as tools: {${name}: …}.`,
        'unknown-tool',
      )
    }
    return undefined
  }
  if (types === undefined || types.includes(tool.type)) return tool
  const instead =
    tool.type === 'shell'
      ? 'Make it a node of type tool'
      : tool.type === 'graph'
        ? 'Make it a node of type tool_call'
        : 'Make it a node of type js'
  report(
    `A node of type ${nodeType} takes a tool of type ${types[0]}, and "${name}" is of type ${tool.type}. ${instead}.`,
    'wrong-value',
  )
  return undefined
}

function isInFile({ yaml }: ReadGraph, name: string): boolean {
  const { tools } = Object(yaml.value) as { tools?: unknown }
  return typeof tools === 'object' && tools !== null && Object.hasOwn(tools, name)
}

/** With variables of its own, a node gives its command these alone. */
function checkValues({ read }: ToolCheck, { variables }: ToolNode, command: string, place: YamlPath): void {
  const given = Object.keys(variables)
  const parsed = readShellCommand(command)
  if (given.length === 0 || 'errors' in parsed) return
  const missing = parsed.names.filter((name) => !given.includes(name))
  if (missing.length === 0) return
  read.problems.push(
    read.yaml.problem(
      [...place, 'variables'],
      `The command needs ${missing.map((name) => `"${name}"`).join(', ')}, which "variables" does not have. Add ${missing.map((name) => `${name}: "{state.${name}}"`).join(', ')}.`,
      { rule: 'missing-variable', part: 'key' },
    ),
  )
}

function checkFiles({ folder, read }: ToolCheck, tool: ToolDefinition): void {
  const report = (key: string, found: Found) => {
    if (!('error' in found)) return
    read.problems.push(read.yaml.problem(['tools', tool.name, key], found.error, { rule: 'missing-file' }))
  }
  if (tool.type === 'js' && 'path' in tool.source) report('path', findInFolder(folder, tool.source.path))
  if (tool.type === 'shell' && tool.workingDir !== undefined) {
    report('working_dir', findSubfolder(folder, tool.workingDir))
  }
}
