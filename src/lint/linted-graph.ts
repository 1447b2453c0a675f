import { channelsOf } from '../graph/channels.js'
import type { LoadedGraph } from '../graph/load-graph.js'
import type { ReadGraph } from '../graph/read-graph.js'
import type { Problem } from '../yaml/problem.js'
import type { ProblemAbout, YamlPath } from '../yaml/read-yaml.js'

/** A graph that a rule looks at: whole, with where everything of it stands. */
export interface LintedGraph {
  readonly graph: LoadedGraph
  readonly read: ReadGraph
  /** What other checked graphs use it as. */
  readonly uses: GraphUses
}

export interface GraphUses {
  /** As a node: what it writes and asks is seen. */
  readonly isSubgraph: boolean
  /** As a tool: only its result is seen. */
  readonly isTool: boolean
  /** State keys of graphs that share their state with it. */
  readonly sharedKeys: ReadonlySet<string>
}

/** Finds one kind of problem. Never runs anything. */
export type GraphRule = (linted: LintedGraph) => Problem[]

/** The state keys that are declared, written or given: all that a run can hold. */
export function knownKeys({ graph, uses }: LintedGraph): Set<string> {
  return new Set([...channelsOf(graph, uses.sharedKeys).keys()])
}

/** What the file holds at a path. */
export function valueAt({ read }: LintedGraph, path: YamlPath): unknown {
  let value = read.yaml.value
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
    value = (value as Record<string | number, unknown>)[segment]
  }
  return value
}

/** A warning at a node's key; where the file does not have that key, at the node's name. */
export function warnAtKey(
  linted: LintedGraph,
  place: YamlPath,
  key: string,
  { message, ...about }: ProblemAbout & { readonly message: string },
): Problem {
  const { yaml } = linted.read
  return valueAt(linted, [...place, key]) === undefined
    ? yaml.problem(place, message, { ...about, severity: 'warning', part: 'key' })
    : yaml.problem([...place, key], message, { ...about, severity: 'warning' })
}
