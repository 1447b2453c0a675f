import { checkValueExpressions } from '../expression/value-expression.js'
import { readModelOptions } from '../prompt/read-prompt.js'
import { defaultStreamOptions, type StreamOptions } from '../stream/token-buffer.js'
import { describe } from '../yaml/describe.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import { isStateKey } from './channels.js'
import { nodeKeys, nodeTypes, refusedNodeKeys, refusedNodeTypes, streamOptionKeys } from './format-keys.js'
import type { InterruptNode, JsNode, LlmNode, NodeDefinition, PassthroughNode } from './graph-definition.js'

const MILLISECONDS = 1000

/** Reads one entry of `nodes`. `isOnCycle` decides what `skip_if_exists` and `idempotent` are when unset. */
export function readNode(mapping: YamlMapping, name: string, isOnCycle: boolean): NodeDefinition | undefined {
  const type = mapping.has('type') ? mapping.oneOf('type', nodeTypes, refusedNodeTypes) : 'llm'
  if (type === undefined) return undefined
  expectNodeKeys(mapping, type)
  const common = { name, requires: readRequires(mapping), variables: readVariables(mapping) }
  switch (type) {
    case 'llm':
      return { ...common, ...readLlm(mapping, name, isOnCycle) }
    case 'passthrough':
      return { ...common, ...readPassthrough(mapping) }
    case 'interrupt':
      return { ...common, ...readInterrupt(mapping, isOnCycle) }
    case 'js':
      return { ...common, ...readJs(mapping, name) }
  }
}

/** A key of another node type is no typing mistake, and is told apart from one. */
function expectNodeKeys(mapping: YamlMapping, type: (typeof nodeTypes)[number]): void {
  const foreign = [...new Set(Object.values(nodeKeys).flat())].filter((key) => !nodeKeys[type].includes(key))
  for (const key of foreign) {
    if (mapping.has(key)) mapping.warn(`"${key}" has no effect on a node of type ${type}.`, key)
  }
  mapping.expectKeys([...nodeKeys[type], ...foreign.filter((key) => mapping.has(key))], refusedNodeKeys)
}

function readLlm(mapping: YamlMapping, name: string, isOnCycle: boolean): Omit<LlmNode, keyof Common> {
  const stateKey = readStateKey(mapping, 'state_key') ?? name
  const onError = mapping.oneOf('on_error', ['skip', 'fail', 'retry', 'fallback'])
  const fallback = mapping.mapping('fallback', 'fallback')
  fallback?.expectKeys(['provider', 'model'])
  if (onError === 'fallback' && fallback === undefined) {
    mapping.error('on_error: fallback needs a "fallback" with provider, model or both.', 'on_error')
  }
  if (fallback !== undefined && onError !== 'fallback') {
    mapping.warn('"fallback" has no effect without on_error: fallback.', 'fallback')
  }
  const maxRetries = mapping.wholeNumber('max_retries')
  if (maxRetries !== undefined && onError !== 'retry') {
    mapping.warn('"max_retries" has no effect without on_error: retry.', 'max_retries')
  }
  const streamKey = mapping.text('stream_key') ?? `${stateKey}_stream`
  const stream = mapping.flag('stream') ?? false
  for (const key of ['stream_key', 'stream_options']) {
    if (mapping.has(key) && !mapping.has('stream')) {
      mapping.warn(`"${key}" has an effect only when the node streams. Add stream: true.`, key)
    }
  }
  return {
    type: 'llm',
    prompt: mapping.requiredText('prompt', 'prompt: recap/generate_summary') ?? '',
    stateKey,
    skipIfExists: mapping.flag('skip_if_exists') ?? !isOnCycle,
    onError,
    maxRetries: maxRetries ?? 3,
    fallback: fallback === undefined ? undefined : readModelOptions(fallback),
    timeout: readSeconds(mapping, 'timeout'),
    options: readModelOptions(mapping),
    parseJson: mapping.flag('parse_json') ?? false,
    stream,
    streamKey,
    streamOptions: readStreamOptions(mapping),
  }
}

type Common = Pick<LlmNode, 'name' | 'requires' | 'variables'>

export function readStreamOptions(mapping: YamlMapping): StreamOptions {
  const options = mapping.mapping('stream_options', 'stream_options')
  if (options === undefined) return defaultStreamOptions
  options.expectKeys(streamOptionKeys)
  return {
    buffer_size: options.wholeNumber('buffer_size', 1) ?? defaultStreamOptions.buffer_size,
    emit_interval: options.wholeNumber('emit_interval') ?? defaultStreamOptions.emit_interval,
    flush_after: options.wholeNumber('flush_after') ?? defaultStreamOptions.flush_after,
    include_metadata: options.flag('include_metadata') ?? defaultStreamOptions.include_metadata,
  }
}

function readPassthrough(mapping: YamlMapping): Omit<PassthroughNode, keyof Common> {
  const keys = ['output', 'outputs', 'set'].filter((key) => mapping.has(key))
  const [key = 'output', second] = keys
  if (second !== undefined)
    mapping.error(`"${second}" and "${key}" are names of the same key. Keep one.`, second)
  const output = mapping.mapping(key, `"${key}"`)
  if (output === undefined || Object.keys(output.value).length === 0) {
    mapping.error(`The ${mapping.what} has no "output". Add one, such as output: {greeted: true}.`)
    return { type: 'passthrough', output: {} }
  }
  for (const name of Object.keys(output.value)) checkStateKey(output, name, name)
  reportExpressions(mapping, key, output.value)
  return { type: 'passthrough', output: output.value }
}

function readInterrupt(mapping: YamlMapping, isOnCycle: boolean): Omit<InterruptNode, keyof Common> {
  const message = mapping.get('message')
  if (
    message !== undefined &&
    typeof message !== 'string' &&
    (typeof message !== 'object' || Array.isArray(message))
  ) {
    mapping.error(`"message" has to be text or a mapping, found ${describe(message)}.`, 'message')
  }
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

function readJs(mapping: YamlMapping, name: string): Omit<JsNode, keyof Common> {
  return {
    type: 'js',
    tool: mapping.requiredText('tool', 'tool: count_words') ?? '',
    stateKey: readStateKey(mapping, 'state_key') ?? name,
    skipIfExists: mapping.flag('skip_if_exists') ?? false,
    onError: mapping.oneOf('on_error', ['skip', 'fail']) ?? 'fail',
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

function reportExpressions(mapping: YamlMapping, key: string, value: unknown): void {
  for (const { path, error } of checkValueExpressions(value)) mapping.errorAt([key, ...path], error)
}

export function readStateKey(mapping: YamlMapping, key: string): string | undefined {
  const name = mapping.text(key)
  if (name === undefined) return undefined
  return checkStateKey(mapping, key, name) ? name : undefined
}

function checkStateKey(mapping: YamlMapping, key: string, name: string): boolean {
  if (isStateKey(name)) return true
  mapping.error(
    `"${name}" cannot be the name of a state key: it may not begin with two underscores, contain | or :, or be a name that every object has.`,
    key,
  )
  return false
}

export function readSeconds(mapping: YamlMapping, key: string): number | undefined {
  const seconds = mapping.number(key, { above: 0, most: 86_400 })
  return seconds === undefined ? undefined : seconds * MILLISECONDS
}
