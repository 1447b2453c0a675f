import { type Condition, parseCondition } from '../expression/condition.js'
import { readPath, textOf } from '../expression/value-expression.js'
import { describe, isMapping } from '../yaml/describe.js'
import { YamlMapping } from '../yaml/yaml-mapping.js'
import { nodeKeys } from './format-keys.js'
import type { EdgeDefinition } from './graph-definition.js'
import { readStateKey } from './node-keys.js'

/** A node as it is read: written by the author, or made from a macro. */
export interface SourceNode {
  readonly name: string
  readonly mapping: YamlMapping
}

/** What the nodes of a file are once `pipeline` and `interactive_tool` are written out. */
export interface ExpandedNodes {
  readonly nodes: readonly SourceNode[]
  /** The edges inside the macros. */
  readonly edges: readonly EdgeDefinition[]
  /** Where edges into a macro lead, and where edges out of it come from. */
  readonly entries: ReadonlyMap<string, string>
  readonly exits: ReadonlyMap<string, string>
  readonly stateKeys: readonly string[]
}

/** Writes out the macros of `nodes`, before anything else is read. */
export function expandMacros(nodes: YamlMapping | undefined): ExpandedNodes {
  const expanded: Expansion = {
    nodes: [],
    edges: [],
    entries: new Map(),
    exits: new Map(),
    stateKeys: [],
  }
  for (const name of Object.keys(nodes?.value ?? {})) {
    const mapping = nodes?.mapping(name, `node "${name}"`)
    if (mapping === undefined) {
      nodes?.error(`The node "${name}" is empty.`, name, { rule: 'missing-key', part: 'key' })
      continue
    }
    const type = mapping.get('type')
    if (type === 'pipeline') expandPipeline(expanded, name, mapping)
    else if (type === 'interactive_tool') expandInteractiveTool(expanded, name, mapping)
    else expanded.nodes.push({ name, mapping })
  }
  return expanded
}

interface Expansion {
  readonly nodes: SourceNode[]
  readonly edges: EdgeDefinition[]
  readonly entries: Map<string, string>
  readonly exits: Map<string, string>
  readonly stateKeys: string[]
}

function expandPipeline(expanded: Expansion, name: string, mapping: YamlMapping): void {
  mapping.expectKeys(nodeKeys.pipeline)
  const items = namedMappings(mapping, 'items', 'items: [{name: first}]')
  const stages = namedMappings(mapping, 'stages', 'stages: [{name: draft, prompt: draft}]')
  const chain: string[] = []
  for (const item of items) {
    for (const stage of stages) {
      const stageName = `${name}_${item.name}_${stage.name}`
      const { name: _name, ...keys } = stage.value
      const missing = new Set<string>()
      const value = fillItem(keys, item.value, missing)
      const path = [...mapping.path, 'stages', stage.index]
      const source = new YamlMapping(mapping.file, mapping.problems, path, value, `node "${stageName}"`)
      for (const field of missing) {
        source.error(
          `The item "${item.name}" has no "${field}", which {item.${field}} asks for.`,
          undefined,
          {
            rule: 'missing-variable',
          },
        )
      }
      expanded.nodes.push({ name: stageName, mapping: source })
      chain.push(stageName)
    }
  }
  for (const [index, to] of chain.entries()) {
    const from = chain[index - 1]
    if (from !== undefined) expanded.edges.push(plainEdge(from, to))
  }
  expanded.entries.set(name, chain[0] ?? name)
  expanded.exits.set(name, chain.at(-1) ?? name)
}

function namedMappings(mapping: YamlMapping, key: 'items' | 'stages', example: string) {
  const list = mapping.list(key) ?? []
  if (list.length === 0) {
    mapping.error(`The ${mapping.what} has no "${key}". Add at least one, such as ${example}.`, undefined, {
      rule: 'missing-key',
    })
  }
  const seen = new Set<string>()
  return list.flatMap((value, index) => {
    const name = isMapping(value) ? value.name : undefined
    if (!isMapping(value) || typeof name !== 'string' || name === '') {
      mapping.errorAt(
        [key, index],
        `Each of "${key}" is a mapping with a "name", found ${describe(value)}.`,
        {
          rule: 'missing-key',
        },
      )
      return []
    }
    if (seen.has(name)) mapping.errorAt([key, index], `There is another "${name}" among "${key}" already.`)
    seen.add(name)
    return [{ name, value, index }]
  })
}

/** Puts the item's fields into every text, keys included; a text that is one field alone keeps its type. */
function fillItem(value: unknown, item: Readonly<Record<string, unknown>>, missing: Set<string>): unknown {
  if (Array.isArray(value)) return value.map((part) => fillItem(part, item, missing))
  if (isMapping(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [
        String(fillItem(key, item, missing)),
        fillItem(part, item, missing),
      ]),
    )
  }
  if (typeof value !== 'string') return value
  const fieldOf = (path: string) => {
    const field = readPath(item, path.split('.'))
    if (field === undefined) missing.add(path)
    return field
  }
  const whole = /^\{item\.([\p{L}\p{N}_.]+)\}$/u.exec(value)?.[1]
  if (whole !== undefined) return fieldOf(whole) ?? null
  return value.replaceAll(/\{item\.([\p{L}\p{N}_.]+)\}/gu, (_source, path: string) => textOf(fieldOf(path)))
}

function expandInteractiveTool(expanded: Expansion, name: string, mapping: YamlMapping): void {
  mapping.expectKeys(nodeKeys.interactive_tool)
  const [start, ask, step, end] = ['start', 'ask', 'step', 'end'].map((part) => `${name}_${part}`) as [
    string,
    string,
    string,
    string,
  ]
  const response = mapping.requiredText('response_key', 'response_key: reply') ?? 'reply'
  const resume = mapping.requiredText('resume_key', 'resume_key: user_message') ?? 'user_input'
  const until = readUntil(mapping)
  const most = mapping.wholeNumber('max_iterations', 1) ?? 10
  readStateKey(mapping, 'response_key')
  expanded.stateKeys.push(response)

  const add = (node: string, value: object) =>
    expanded.nodes.push({
      name: node,
      mapping: new YamlMapping(mapping.file, mapping.problems, mapping.path, value, `node "${node}"`),
    })
  const onError = mapping.has('on_error') ? { on_error: mapping.get('on_error') } : {}
  const call = (tool: string) => ({ type: 'js', tool, state_key: response, ...onError })
  add(start, call(mapping.requiredText('start', 'start: begin_session') ?? ''))
  add(ask, { type: 'interrupt', message: `{${response}}`, resume_key: resume, idempotent: false })
  add(step, call(mapping.requiredText('step', 'step: next_turn') ?? ''))
  // Without an end tool the way out is a node that does nothing, so that edges have one place to come from.
  const endTool = mapping.text('end')
  add(
    end,
    endTool === undefined
      ? { type: 'passthrough', output: { [response]: `{state.${response}}` } }
      : call(endTool),
  )

  expanded.edges.push(plainEdge(start, ask), plainEdge(ask, step))
  if (until !== undefined) {
    const isEnough: Condition = {
      type: 'comparison',
      left: { type: 'path', path: ['_loop_counts', step], offset: 0 },
      operator: '>=',
      right: { type: 'literal', value: most, offset: 0 },
    }
    expanded.edges.push(
      { from: step, to: [end], condition: { type: 'or', conditions: [until, isEnough] }, isRouted: false },
      { from: step, to: [ask], condition: { type: 'not', condition: until }, isRouted: false },
    )
  }
  expanded.entries.set(name, start)
  expanded.exits.set(name, end)
}

function readUntil(mapping: YamlMapping): Condition | undefined {
  const text = mapping.requiredText('loop_until', 'loop_until: finished == true')
  if (text === undefined) return undefined
  const parsed = parseCondition(text)
  if (parsed.condition !== undefined) return parsed.condition
  mapping.error(
    `"loop_until" cannot be read, at character ${parsed.offset + 1} of "${text}": ${parsed.error}`,
    'loop_until',
    { rule: 'invalid-condition' },
  )
  return undefined
}

function plainEdge(from: string, to: string): EdgeDefinition {
  return { from, to: [to], condition: undefined, isRouted: false }
}
