import { readModelOptions } from '../prompt/read-prompt.js'
import { parseTemplate } from '../prompt/template.js'
import { describe } from '../yaml/describe.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
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
import {
  checkStateKey,
  type NodePlace,
  type Own,
  onlyOneOf,
  readSeconds,
  readStateKey,
  reportExpressions,
} from './node-keys.js'
import { readAgent, readLlm, readRace, readRouter } from './read-asking-node.js'
import { readMap } from './read-map-node.js'
import { readSubgraph } from './read-subgraph-node.js'

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
      return readMap(mapping, place, common, readNode)
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
