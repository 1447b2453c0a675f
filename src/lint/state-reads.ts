import { type Condition, leavesOf } from '../expression/condition.js'
import { type Operand, parseValueExpression } from '../expression/value-expression.js'
import type { NodeDefinition } from '../graph/node-definition.js'
import { nodesAndBranches } from '../graph/nodes-and-branches.js'
import { readShellCommand } from '../graph/tools/shell-command.js'
import { parseTemplate } from '../prompt/template.js'
import { isMapping } from '../yaml/describe.js'
import type { YamlPath } from '../yaml/read-yaml.js'
import { type LintedGraph, valueAt } from './linted-graph.js'

/** A place in a graph file that reads a key of the state. */
export interface StateRead {
  readonly key: string
  readonly place: YamlPath
  /** Where the key stands as a key of a mapping. */
  readonly isKey?: boolean
  /** The item of a map, which its branches have besides the state. */
  readonly item?: string
}

/** Everything of a graph that names state keys, but for its prompts. */
export function stateReads(linted: LintedGraph): StateRead[] {
  const { graph, read } = linted
  const items = new Map(
    [...graph.nodes.values()].flatMap((node) => (node.type === 'map' ? [[node.name, node.as]] : [])),
  )
  const ofNodes = nodesAndBranches(graph).flatMap(({ node, path }) => {
    const item = path.length === 0 ? undefined : items.get(node.name)
    const place = [...read.placeOf(node.name), ...path]
    const reads = [...readsOfRequires(linted, node, place), ...readsOfNode(linted, node, place)]
    return item === undefined ? reads : reads.map((one) => ({ ...one, item }))
  })
  const exported = [...graph.exports.keys()].map((key) => ({ key, place: ['exports', key], isKey: true }))
  return [...ofNodes, ...readsOfEdges(linted), ...exported]
}

function readsOfRequires(linted: LintedGraph, { requires }: NodeDefinition, place: YamlPath): StateRead[] {
  const isList = Array.isArray(valueAt(linted, [...place, 'requires']))
  return requires.map((name, index) => ({
    key: rootOf(name),
    place: [...place, 'requires', ...(isList ? [index] : [])],
  }))
}

function readsOfNode(linted: LintedGraph, node: NodeDefinition, place: YamlPath): StateRead[] {
  const under = (keys: readonly string[]) => [...place, keyIn(linted, place, keys)]
  const variables = readsOfValue(valueAt(linted, [...place, 'variables']), [...place, 'variables'])
  switch (node.type) {
    case 'passthrough':
      return readsOfValue(node.output, under(['output', 'outputs', 'set']))
    case 'map':
      return readsOfOver(node.over, [...place, 'over'])
    case 'interrupt':
      return [...variables, ...readsOfMessage(node.message, [...place, 'message'])]
    case 'tool_call':
      return [
        ...readsOfValue(node.tool, under(['tool', 'tool_name'])),
        ...readsOfValue(node.args, under(['args', 'tool_args'])),
      ]
    case 'subgraph':
      return node.inputMapping === 'auto'
        ? []
        : [...node.inputMapping.keys()].map((key) => ({
            key,
            place: [...place, 'input_mapping', key],
            isKey: true,
          }))
    case 'tool':
      return Object.keys(node.variables).length > 0
        ? variables
        : readsOfCommand(linted, node.tool, [...place, 'tool'])
    default:
      return variables
  }
}

/** Without variables of its own a command takes its values from the state. */
function readsOfCommand({ graph }: LintedGraph, name: string, place: YamlPath): StateRead[] {
  const tool = graph.tools.get(name)
  if (tool?.type !== 'shell') return []
  const command = readShellCommand(tool.command)
  return 'errors' in command ? [] : command.names.map((key) => ({ key: rootOf(key), place }))
}

function readsOfOver(over: unknown, place: YamlPath): StateRead[] {
  const path = typeof over === 'string' ? /^\s*\{\s*([\p{L}\p{N}_.]+)\s*\}\s*$/u.exec(over)?.[1] : undefined
  return path === undefined ? readsOfValue(over, place) : [{ key: rootOf(path), place }]
}

function readsOfMessage(message: unknown, place: YamlPath): StateRead[] {
  return textsIn(message, place).flatMap(({ text, place: at }) => {
    if (/\{\{|\{%/.test(text)) return requiredNames(text).map((key) => ({ key, place: at }))
    const names = [...text.matchAll(/\{([\p{L}_][\p{L}\p{N}_.]*)\}/gu)].map((match) => match[1] ?? '')
    return names.map((name) => ({ key: rootOf(name), place: at }))
  })
}

function requiredNames(text: string): readonly string[] {
  try {
    return parseTemplate(text).requiredNames
  } catch {
    return []
  }
}

function readsOfValue(value: unknown, place: YamlPath): StateRead[] {
  return textsIn(value, place).flatMap(({ text, place: at }) =>
    keysIn(text).map((key) => ({ key, place: at })),
  )
}

function textsIn(value: unknown, place: YamlPath): { text: string; place: YamlPath }[] {
  if (typeof value === 'string') return [{ text: value, place }]
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...place, index]))
  if (!isMapping(value)) return []
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...place, key]))
}

/** The state keys that a value expression reads. */
function keysIn(text: string): string[] {
  const parsed = parseValueExpression(text)
  if ('error' in parsed) return []
  const { expression } = parsed
  switch (expression.type) {
    case 'literal':
      return []
    case 'path':
      return expression.path.slice(0, 1)
    case 'operation':
      return [...expression.path.slice(0, 1), ...keysOfOperand(expression.operand)]
    case 'text':
      return expression.parts.flatMap((part) => (typeof part === 'string' ? [] : part.path.slice(0, 1)))
  }
}

function keysOfOperand(operand: Operand): string[] {
  switch (operand.type) {
    case 'literal':
      return []
    case 'path':
      return operand.path.slice(0, 1)
    case 'list':
      return operand.items.flatMap(keysOfOperand)
    case 'mapping':
      return operand.entries.flatMap(([, item]) => keysOfOperand(item))
  }
}

/** Edges of macros come after those of the file. */
function readsOfEdges(linted: LintedGraph): StateRead[] {
  const { graph, read } = linted
  const listed = valueAt(linted, ['edges'])
  const count = Array.isArray(listed) ? listed.length : 0
  return graph.edges.flatMap(({ from, condition }, index) => {
    if (condition === undefined) return []
    const place = index < count ? ['edges', index, 'condition'] : [...read.placeOf(from), 'loop_until']
    return keysOfCondition(condition).map((key) => ({ key, place }))
  })
}

/** A word on the right is a text as often as it is a name; only with `state.` it is certainly one. */
function keysOfCondition(condition: Condition): string[] {
  return leavesOf(condition).flatMap((leaf) => {
    if (leaf.type === 'answered') return leaf.path.slice(0, 1)
    const { left, right } = leaf
    const isName = right.type === 'word' && right.text.startsWith('state.')
    return [...left.path.slice(0, 1), ...(isName ? (right.path ?? []).slice(0, 1) : [])]
  })
}

function rootOf(path: string): string {
  const [first = '', second] = path.split('.')
  return first === 'state' && second !== undefined ? second : first
}

/** The one of several names of a key that the file uses. */
function keyIn(linted: LintedGraph, place: YamlPath, keys: readonly string[]): string {
  const value = valueAt(linted, place)
  return keys.find((key) => isMapping(value) && value[key] !== undefined) ?? keys[0] ?? ''
}
