import { describe } from '../yaml/describe.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import type { StateMapping, SubgraphNode } from './node-definition.js'
import { checkStateKey, type Own } from './node-keys.js'

const mappingKeys = ['input_mapping', 'output_mapping', 'interrupt_output_mapping'] as const

export function readSubgraph(mapping: YamlMapping): Own<SubgraphNode> {
  const mode = mapping.oneOf('mode', ['invoke', 'direct']) ?? 'invoke'
  if (mode === 'direct') {
    for (const key of mappingKeys) {
      if (mapping.has(key)) {
        mapping.error(
          `With mode: direct the graphs share their state, so "${key}" has no place. Remove it.`,
          key,
        )
      }
    }
  }
  return {
    type: 'subgraph',
    graph: mapping.requiredText('graph', 'graph: parts/summarise.yaml') ?? '',
    mode,
    inputMapping: readStateMapping(mapping, 'input_mapping'),
    outputMapping: readStateMapping(mapping, 'output_mapping'),
    interruptOutputMapping: readStateMapping(mapping, 'interrupt_output_mapping'),
  }
}

function readStateMapping(mapping: YamlMapping, key: (typeof mappingKeys)[number]): StateMapping {
  const value = mapping.get(key)
  if (value === 'auto' || value === '*') return 'auto'
  if (typeof value === 'string') {
    mapping.error(`"${key}" has to be auto or a mapping of keys, found ${describe(value)}.`, key)
    return new Map()
  }
  const entries = new Map<string, string>()
  const names = mapping.mapping(key, key)
  for (const parent of Object.keys(names?.value ?? {})) {
    const child = names?.text(parent)
    if (names === undefined || child === undefined) continue
    checkStateKey(names, parent, parent)
    if (checkStateKey(names, parent, child)) entries.set(parent, child)
  }
  return entries
}
