import type { PromptModelOptions } from '../prompt/prompt.js'
import { readModelOptions } from '../prompt/read-prompt.js'
import { defaultStreamOptions, type StreamOptions } from '../stream/token-buffer.js'
import { describe } from '../yaml/describe.js'
import { YamlMapping } from '../yaml/yaml-mapping.js'
import { streamOptionKeys } from './format-keys.js'
import { END } from './graph-definition.js'
import type { AgentNode, LlmNode, RaceNode, RouterNode } from './node-definition.js'
import { type NodePlace, type Own, readSeconds, readStateKey } from './node-keys.js'
import { unknownNode } from './read-edges.js'

const RACE_TIMEOUT = 30_000

export function readLlm(mapping: YamlMapping, place: NodePlace): Own<LlmNode> {
  return { type: 'llm', ...readAsking(mapping, place), ...readRequiredPrompt(mapping) }
}

export function readRouter(mapping: YamlMapping, place: NodePlace): Own<RouterNode> {
  const routes = readRoutes(mapping, place)
  const defaultRoute = mapping.text('default_route')
  if (defaultRoute !== undefined) checkTarget(mapping, 'default_route', defaultRoute, place)
  return {
    type: 'router',
    ...readAsking(mapping, place),
    ...readRequiredPrompt(mapping),
    routes,
    routeField: mapping.text('route_field'),
    defaultRoute,
    candidates: mapping.has('candidates') ? readCandidates(mapping) : [],
  }
}

export function readRace(mapping: YamlMapping, place: NodePlace): Own<RaceNode> {
  const node = readAsking(mapping, place)
  return {
    type: 'race',
    ...node,
    ...readRequiredPrompt(mapping),
    timeout: node.timeout ?? RACE_TIMEOUT,
    candidates: readCandidates(mapping),
  }
}

export function readAgent(mapping: YamlMapping, place: NodePlace): Own<AgentNode> {
  return {
    type: 'agent',
    ...readAsking(mapping, place),
    prompt: mapping.text('prompt') ?? 'agent',
    skipIfExists: mapping.flag('skip_if_exists') ?? false,
    tools: mapping.texts('tools') ?? [],
    maxIterations: mapping.wholeNumber('max_iterations', 1) ?? 10,
    toolResultsKey: readStateKey(mapping, 'tool_results_key'),
  }
}

function readAsking(mapping: YamlMapping, { name, isOnCycle, defaultStateKey }: NodePlace) {
  const stateKey = readStateKey(mapping, 'state_key') ?? defaultStateKey ?? name
  const onError = mapping.oneOf('on_error', ['skip', 'fail', 'retry', 'fallback'])
  const fallback = mapping.mapping('fallback', 'fallback')
  fallback?.expectKeys(['provider', 'model', 'temperature', 'max_tokens'])
  if (onError === 'fallback' && fallback === undefined) {
    mapping.error(
      'on_error: fallback needs a "fallback". Add one, such as fallback: {provider: openai, model: gpt-4.1-mini}.',
      'on_error',
      { rule: 'missing-key' },
    )
  }
  if (fallback !== undefined && onError !== 'fallback') {
    mapping.warn('"fallback" has no effect without on_error: fallback.', 'fallback', 'no-effect')
  }
  const maxRetries = mapping.wholeNumber('max_retries')
  if (maxRetries !== undefined && onError !== 'retry') {
    mapping.warn('"max_retries" has no effect without on_error: retry.', 'max_retries', 'no-effect')
  }
  for (const key of ['stream_key', 'stream_options']) {
    if (mapping.has(key) && !mapping.has('stream')) {
      mapping.warn(`"${key}" has an effect only when the node streams. Add stream: true.`, key, 'no-effect')
    }
  }
  return {
    stateKey,
    skipIfExists: mapping.flag('skip_if_exists') ?? !isOnCycle,
    onError,
    maxRetries: maxRetries ?? 3,
    fallback: fallback === undefined ? undefined : readModelOptions(fallback),
    timeout: readSeconds(mapping, 'timeout'),
    options: readModelOptions(mapping),
    parseJson: mapping.flag('parse_json') ?? false,
    stream: mapping.flag('stream') ?? false,
    streamKey: mapping.text('stream_key') ?? `${stateKey}_stream`,
    streamOptions: readStreamOptions(mapping),
  }
}

function readRequiredPrompt(mapping: YamlMapping): { prompt: string } {
  return { prompt: mapping.requiredText('prompt', 'prompt: recap/generate_summary') ?? '' }
}

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

function readRoutes(mapping: YamlMapping, place: NodePlace): Map<string, string> {
  const routes = new Map<string, string>()
  const entries = mapping.mapping('routes', 'routes')
  for (const value of Object.keys(entries?.value ?? {})) {
    const target = entries?.text(value)
    if (entries === undefined || target === undefined) continue
    checkTarget(entries, value, target, place)
    routes.set(value, target)
  }
  if (entries === undefined || Object.keys(entries.value).length === 0) {
    mapping.error(
      `The ${mapping.what} has no "routes". Add the node for each value, such as routes: {question: answer, thanks: close}.`,
      undefined,
      { rule: 'missing-key' },
    )
  }
  return routes
}

function checkTarget(mapping: YamlMapping, key: string, target: string, { nodeNames }: NodePlace): void {
  if (nodeNames === undefined || target === END || nodeNames.includes(target)) return
  mapping.error(unknownNode(target, [...nodeNames, END]), key, { rule: 'unknown-node' })
}

function readCandidates(mapping: YamlMapping): PromptModelOptions[] {
  const list = mapping.list('candidates') ?? []
  if (list.length < 2) {
    mapping.error(
      `A race needs at least two "candidates", such as - {provider: openai, model: gpt-4.1-mini}; found ${list.length}.`,
      mapping.has('candidates') ? 'candidates' : undefined,
      { rule: 'missing-key' },
    )
  }
  return list.flatMap((item, index) => {
    const path = [...mapping.path, 'candidates', index]
    if (typeof item !== 'object' || item === null) {
      mapping.errorAt(['candidates', index], `A candidate is {provider, model}, found ${describe(item)}.`, {
        rule: 'wrong-type',
      })
      return []
    }
    const candidate = new YamlMapping(mapping.file, mapping.problems, path, item, `candidate ${index + 1}`)
    candidate.expectKeys(['provider', 'model', 'temperature', 'max_tokens'])
    candidate.requiredText('provider', 'provider: openai')
    return [readModelOptions(candidate)]
  })
}
