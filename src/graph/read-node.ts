import { checkValueExpressions } from '../expression/value-expression.js'
import { readModelOptions } from '../prompt/read-prompt.js'
import { parseTemplate } from '../prompt/template.js'
import { describe } from '../yaml/describe.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import { isStateKey } from './channels.js'
import { type NodeTypeName, nodeKeys, nodeTypes, refusedNodeKeys, refusedNodeTypes } from './format-keys.js'
import type {
  InterruptNode,
  JsNode,
  NodeCacheOptions,
  NodeDefinition,
  PassthroughNode,
  ToolCallNode,
  ToolNode,
} from './node-definition.js'
import { readAgent, readLlm, readRace, readRouter } from './read-asking-node.js'
import { readMap } from './read-map-node.js'
import { readSubgraph } from './read-subgraph-node.js'

const MILLISECONDS = 1000

/** What of the rest of the graph decides how a node is read. */
export interface NodePlace {
  readonly name: string
  /** Decides what `skip_if_exists` and `idempotent` are when unset. */
  readonly isOnCycle: boolean
  /** `undefined` where it is not known, as for a node that is built in code. */
  readonly nodeNames?: readonly string[]
  /** A branch of a map node: the key under which its value is kept when it names none. */
  readonly defaultStateKey?: string
}

type Common = 'name' | 'requires' | 'variables' | 'cache'
export type Own<Node> = Omit<Node, Common>

/** Reads one entry of `nodes`; `undefined` where its type cannot be known. */
export function readNode(mapping: YamlMapping, place: NodePlace): NodeDefinition | undefined {
  const type = mapping.has('type') ? mapping.oneOf('type', nodeTypes, refusedNodeTypes) : 'llm'
  if (type === undefined) return undefined
  expectNodeKeys(mapping, type)
  const common = {
    name: place.name,
    requires: readRequires(mapping),
    variables: readVariables(mapping),
    cache: readCache(mapping),
  }
  switch (type) {
    case 'llm':
      return { ...common, ...readLlm(mapping, place) }
    case 'router':
      return { ...common, ...readRouter(mapping, place) }
    case 'race':
      return { ...common, ...readRace(mapping, place) }
    case 'agent':
      return { ...common, ...readAgent(mapping, place) }
    case 'passthrough':
      return { ...common, ...readPassthrough(mapping) }
    case 'map':
      return readMap(mapping, place, common)
    case 'interrupt':
      return { ...common, ...readInterrupt(mapping, place) }
    case 'subgraph':
      return { ...common, ...readSubgraph(mapping) }
    case 'tool':
      return { ...common, ...readTool(mapping, place, 'tool') }
    case 'js':
    case 'python':
      return { ...common, ...readTool(mapping, place, 'js') }
    case 'tool_call':
      return { ...common, ...readToolCall(mapping) }
    default:
      mapping.error(`A node of type ${type} can only stand directly under "nodes".`, 'type')
      return undefined
  }
}

/** A key of another node type is no typing mistake, and is told apart from one. */
function expectNodeKeys(mapping: YamlMapping, type: NodeTypeName): void {
  const foreign = [...new Set(Object.values(nodeKeys).flat())].filter((key) => !nodeKeys[type].includes(key))
  for (const key of foreign) {
    if (mapping.has(key)) mapping.warn(`"${key}" has no effect on a node of type ${type}.`, key, 'no-effect')
  }
  mapping.expectKeys([...nodeKeys[type], ...foreign.filter((key) => mapping.has(key))], refusedNodeKeys)
}

function readPassthrough(mapping: YamlMapping): Own<PassthroughNode> {
  const key = onlyOneOf(mapping, ['output', 'outputs', 'set'])
  const output = mapping.mapping(key, `"${key}"`)
  if (output === undefined || Object.keys(output.value).length === 0) {
    mapping.error(
      `The ${mapping.what} has no "output". Add one, such as output: {greeted: true}.`,
      undefined,
      {
        rule: 'missing-key',
      },
    )
    return { type: 'passthrough', output: {} }
  }
  for (const name of Object.keys(output.value)) checkStateKey(output, name, name)
  reportExpressions(mapping, key, output.value)
  return { type: 'passthrough', output: output.value }
}

function readInterrupt(mapping: YamlMapping, { isOnCycle }: NodePlace): Own<InterruptNode> {
  const message = mapping.get('message')
  if (
    message !== undefined &&
    typeof message !== 'string' &&
    (typeof message !== 'object' || Array.isArray(message))
  ) {
    mapping.error(`"message" has to be text or a mapping, found ${describe(message)}.`, 'message', {
      rule: 'wrong-type',
    })
  }
  reportTemplates(mapping, ['message'], message)
  if (message !== undefined && mapping.has('prompt')) {
    mapping.error('An interrupt has a "message" or a "prompt", not both.', 'prompt')
  }
  return {
    type: 'interrupt',
    message,
    prompt: mapping.text('prompt'),
    options: readModelOptions(mapping),
    stateKey: readStateKey(mapping, 'state_key') ?? 'interrupt_message',
    resumeKey: readStateKey(mapping, 'resume_key') ?? 'user_input',
    idempotent: mapping.flag('idempotent') ?? !isOnCycle,
  }
}

function readTool<Type extends 'tool' | 'js'>(
  mapping: YamlMapping,
  { name, defaultStateKey }: NodePlace,
  type: Type,
): Own<ToolNode | JsNode> & { type: Type } {
  return {
    type,
    tool: mapping.requiredText('tool', 'tool: count_words') ?? '',
    ...readKept(mapping, defaultStateKey ?? name),
    onError: mapping.oneOf('on_error', ['skip', 'fail']) ?? 'fail',
  }
}

function readToolCall(mapping: YamlMapping): Own<ToolCallNode> {
  const toolKey = onlyOneOf(mapping, ['tool', 'tool_name'])
  const argsKey = onlyOneOf(mapping, ['args', 'tool_args'])
  const args = mapping.get(argsKey) ?? {}
  if (typeof args !== 'string' && (typeof args !== 'object' || Array.isArray(args))) {
    mapping.error(
      `"${argsKey}" has to be a mapping, or an expression for one such as "{state.arguments}", found ${describe(args)}.`,
      argsKey,
      { rule: 'wrong-type' },
    )
  }
  reportExpressions(mapping, argsKey, args)
  const tool = mapping.requiredText(toolKey, 'tool: "{state.chosen_tool}"') ?? ''
  reportExpressions(mapping, toolKey, tool)
  return {
    type: 'tool_call',
    tool,
    args,
    ...readKept(mapping, 'result'),
    onError: mapping.oneOf('on_error', ['skip', 'fail']) ?? 'skip',
  }
}

/** What nodes without a model keep, and for how long they may work. They never skip unless told to. */
function readKept(mapping: YamlMapping, defaultKey: string) {
  return {
    stateKey: readStateKey(mapping, 'state_key') ?? defaultKey,
    skipIfExists: mapping.flag('skip_if_exists') ?? false,
    timeout: readSeconds(mapping, 'timeout'),
  }
}

function readRequires(mapping: YamlMapping): string[] {
  const single = mapping.get('requires')
  return typeof single === 'string' ? [single] : (mapping.texts('requires') ?? [])
}

function readVariables(mapping: YamlMapping): Readonly<Record<string, unknown>> {
  const variables = mapping.mapping('variables', 'variables')
  if (variables === undefined) return {}
  reportExpressions(mapping, 'variables', variables.value)
  return variables.value
}

function readCache(mapping: YamlMapping): NodeCacheOptions | undefined {
  const value = mapping.get('cache')
  if (typeof value !== 'object') return mapping.flag('cache') ? { ttl: undefined } : undefined
  const cache = mapping.mapping('cache', 'cache')
  cache?.expectKeys(['ttl'])
  return { ttl: cache === undefined ? undefined : readSeconds(cache, 'ttl') }
}

/** The one of several names of a key that is used; the first where none is. */
export function onlyOneOf(mapping: YamlMapping, names: readonly [string, ...string[]]): string {
  const [key = names[0], second] = names.filter((name) => mapping.has(name))
  if (second !== undefined)
    mapping.error(`"${second}" and "${key}" are names of the same key. Keep one.`, second)
  return key
}

/** Texts with Jinja in them are read once here, so that a mistake shows before anybody is asked. */
function reportTemplates(mapping: YamlMapping, path: readonly (string | number)[], value: unknown): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      reportTemplates(mapping, [...path, Array.isArray(value) ? Number(key) : key], item)
    }
  }
  if (typeof value !== 'string') return
  try {
    parseTemplate(value)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    mapping.errorAt(path, `This text is not valid Jinja: ${reason}`, { rule: 'invalid-template' })
  }
}

export function reportExpressions(mapping: YamlMapping, key: string, value: unknown): void {
  for (const { path, error } of checkValueExpressions(value)) {
    mapping.errorAt([key, ...path], error, { rule: 'invalid-expression' })
  }
}

export function readStateKey(mapping: YamlMapping, key: string): string | undefined {
  const name = mapping.text(key)
  if (name === undefined) return undefined
  return checkStateKey(mapping, key, name) ? name : undefined
}

export function checkStateKey(mapping: YamlMapping, key: string, name: string): boolean {
  if (isStateKey(name)) return true
  mapping.error(
    `"${name}" cannot be the name of a state key: it may not begin with two underscores, contain | or :, or be a name that every object has.`,
    key,
    { rule: 'invalid-name' },
  )
  return false
}

/** Milliseconds, from a number of seconds. */
export function readSeconds(mapping: YamlMapping, key: string): number | undefined {
  const seconds = mapping.number(key, { above: 0, most: 86_400 })
  return seconds === undefined ? undefined : seconds * MILLISECONDS
}
