import { didYouMean } from '../yaml/nearest-name.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import { type EdgeDefinition, END } from './graph-definition.js'
import type { NodeDefinition } from './node-definition.js'
import { type EdgeNames, unknownNode } from './read-edges.js'
import { choosesItsWay } from './ways.js'

/** Other nodes do their work however often they come up. */
const limitedTypes: readonly NodeDefinition['type'][] = ['llm', 'router', 'tool', 'js', 'passthrough', 'race']

/** Reads `loop_limits`. */
export function readLoopLimits(
  graph: YamlMapping,
  { known, exits }: EdgeNames,
  nodes: ReadonlyMap<string, NodeDefinition>,
): Map<string, number> {
  const limits = new Map<string, number>()
  const mapping = graph.mapping('loop_limits', 'loop_limits')
  for (const name of Object.keys(mapping?.value ?? {})) {
    if (!known.includes(name)) {
      mapping?.error(unknownNode(name, known), name, { rule: 'unknown-node', part: 'key' })
    }
    // The last node of a macro is the one from which its edges lead.
    const node = nodes.get(exits.get(name) ?? name)
    if (node !== undefined && !limitedTypes.includes(node.type)) {
      mapping?.warn(
        `A loop limit has no effect on "${name}", a node of type ${node.type}. Limit another node of the loop.`,
        name,
        'no-effect',
      )
      continue
    }
    const limit = mapping?.wholeNumber(name, 1)
    if (limit !== undefined) limits.set(exits.get(name) ?? name, limit)
  }
  return limits
}

/** Reads `loop_exits`; each has a limit. */
export function readLoopExits(
  graph: YamlMapping,
  { known, entries, exits: lastOf }: EdgeNames,
): Map<string, string> {
  const exits = new Map<string, string>()
  const mapping = graph.mapping('loop_exits', 'loop_exits')
  const limited = Object.keys(graph.mapping('loop_limits', 'loop_limits')?.value ?? {})
  for (const name of Object.keys(mapping?.value ?? {})) {
    if (!limited.includes(name)) {
      mapping?.error(
        `"${name}" has no loop limit. Add it to loop_limits.${didYouMean(name, limited)}`,
        name,
        { rule: 'missing-key', part: 'key' },
      )
    }
    const target = mapping?.text(name)
    if (target === undefined) continue
    if (target !== END && !known.includes(target)) {
      mapping?.error(unknownNode(target, [...known, END]), name, { rule: 'unknown-node' })
    }
    exits.set(lastOf.get(name) ?? name, entries.get(target) ?? target)
  }
  return exits
}

/** A limit turns a run aside only where its node chooses the way: a plain edge is taken all the same. */
export function warnOfUselessLimits(
  graph: YamlMapping,
  { exits }: EdgeNames,
  limits: ReadonlyMap<string, number>,
  edges: readonly EdgeDefinition[],
): void {
  const mapping = graph.mapping('loop_limits', 'loop_limits')
  for (const name of Object.keys(mapping?.value ?? {})) {
    const node = exits.get(name) ?? name
    const own = edges.filter(({ from }) => from === node)
    if (choosesItsWay(edges, node) || own.length === 0 || !limits.has(node)) continue
    mapping?.warn(
      `At its limit "${name}" does no more work, but the run goes on as before: none of its edges has a condition. Give one of them a condition.`,
      name,
      'unlimited-loop',
    )
  }
}
