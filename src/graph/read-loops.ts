import { didYouMean } from '../yaml/nearest-name.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import { END, type NodeDefinition } from './graph-definition.js'
import { unknownNode } from './read-edges.js'

/** Reads `loop_limits`. */
export function readLoopLimits(
  graph: YamlMapping,
  nodeNames: readonly string[],
  nodes: ReadonlyMap<string, NodeDefinition>,
): Map<string, number> {
  const limits = new Map<string, number>()
  const mapping = graph.mapping('loop_limits', 'loop_limits')
  for (const name of Object.keys(mapping?.value ?? {})) {
    if (!nodeNames.includes(name)) mapping?.error(unknownNode(name, nodeNames), name, 'key')
    if (nodes.get(name)?.type === 'interrupt') {
      mapping?.warn(`A loop limit has no effect on "${name}", a node of type interrupt.`, name)
      continue
    }
    const limit = mapping?.wholeNumber(name, 1)
    if (limit !== undefined) limits.set(name, limit)
  }
  return limits
}

/** Reads `loop_exits`; each has a limit. */
export function readLoopExits(
  graph: YamlMapping,
  nodeNames: readonly string[],
  limits: ReadonlyMap<string, number>,
): Map<string, string> {
  const exits = new Map<string, string>()
  const mapping = graph.mapping('loop_exits', 'loop_exits')
  for (const name of Object.keys(mapping?.value ?? {})) {
    if (!limits.has(name)) {
      mapping?.error(
        `"${name}" has no loop limit. Add it to loop_limits.${didYouMean(name, limits.keys())}`,
        name,
        'key',
      )
    }
    const target = mapping?.text(name)
    if (target === undefined) continue
    if (target !== END && !nodeNames.includes(target)) {
      mapping?.error(unknownNode(target, [...nodeNames, END]), name)
    }
    exits.set(name, target)
  }
  return exits
}

/** A loop exit is a way along which a run can go, too. */
export function exitEdges(graph: YamlMapping): { from: string; to: string[] }[] {
  const exits = graph.get('loop_exits')
  if (typeof exits !== 'object' || exits === null) return []
  return Object.entries(exits).map(([from, to]) => ({ from, to: [String(to)] }))
}
