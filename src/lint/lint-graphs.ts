import { channelsOf } from '../graph/channels.js'
import { inspectGraph, type LoadedGraph } from '../graph/load-graph.js'
import { nodesAndBranches } from '../graph/nodes-and-branches.js'
import type { ReadGraph } from '../graph/read-graph.js'
import type { Problem, Rule } from '../yaml/problem.js'
import { graphRules } from './graph-rules.js'
import type { LintFile } from './lint-file.js'
import type { LintOptions } from './lint-paths.js'
import type { GraphUses } from './linted-graph.js'
import { baseDirectoriesOf, dataFilesOf } from './load-lint-files.js'
import { surprisingScalars } from './rules/surprising-scalar.js'

type Inspected = ReturnType<typeof inspectGraph>

/** With these mistakes the rest of a graph can still be looked at; with others, much would only follow from them. */
const HARMLESS: readonly Rule[] = [
  'missing-prompt',
  'missing-file',
  'missing-variable',
  'invalid-template',
  'unknown-tool',
  'unbound-tool',
  'tool-not-allowed',
]

/** Checks graphs: how they load, and then how their parts go together. */
export function lintGraphs(
  files: readonly LintFile[],
  options: LintOptions,
): { problems: Problem[]; dataFiles: ReadonlySet<string> } {
  const inspected = files.map(({ path }) => inspect(path, options))
  const graphs = inspected.flatMap(({ graph }) => graph ?? [])
  const problems = inspected.flatMap(({ graph, read, problems: found }) => [
    // The functions that a program binds are not known here.
    ...found.filter(({ rule }) => rule !== 'unbound-tool'),
    ...surprisingScalars(read.yaml, 'graph'),
    ...(graph === undefined || !isWhole(read) ? [] : ruleProblems(graph, read, graphs)),
  ])
  return { problems, dataFiles: new Set(graphs.flatMap(dataFilesOf)) }
}

/** Prompts are looked for in one folder after the other, until all are found. */
function inspect(path: string, { baseDirectory }: LintOptions): Inspected {
  if (baseDirectory !== undefined) return inspectGraph(path, { baseDirectory })
  let first: Inspected | undefined
  for (const folder of baseDirectoriesOf(path)) {
    const inspected = inspectGraph(path, { baseDirectory: folder })
    if (!inspected.problems.some(({ rule }) => rule === 'missing-prompt')) return inspected
    first ??= inspected
  }
  return first ?? inspectGraph(path)
}

function isWhole({ yaml, problems }: ReadGraph): boolean {
  return !problems.some(
    ({ file, severity, rule }) => file === yaml.file && severity === 'error' && !HARMLESS.includes(rule),
  )
}

function ruleProblems(graph: LoadedGraph, read: ReadGraph, all: readonly LoadedGraph[]): Problem[] {
  const uses = usesOf(graph.file, all)
  return graphRules.flatMap((rule) => rule({ graph, read, uses }))
}

function usesOf(file: string, all: readonly LoadedGraph[]): GraphUses {
  const nodes = all.flatMap((parent) => subgraphNodes(parent).map((node) => ({ parent, node })))
  const own = nodes.filter(({ parent, node }) => parent.children.get(node.graph)?.file === file)
  const direct = own.filter(({ node }) => node.mode === 'direct')
  return {
    isSubgraph: own.length > 0,
    isTool: all.some((parent) =>
      [...parent.tools.values()].some(
        (tool) => tool.type === 'graph' && parent.children.get(tool.path)?.file === file,
      ),
    ),
    sharedKeys: new Set(direct.flatMap(({ parent }) => [...channelsOf(parent).keys()])),
  }
}

function subgraphNodes(graph: LoadedGraph) {
  return nodesAndBranches(graph).flatMap(({ node }) => (node.type === 'subgraph' ? [node] : []))
}
