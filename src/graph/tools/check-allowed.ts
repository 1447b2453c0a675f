import type { YamlPath } from '../../yaml/read-yaml.js'
import type { GraphDefinition } from '../graph-definition.js'
import { nodesAndBranches } from '../nodes-and-branches.js'
import type { ReadGraph } from '../read-graph.js'

/**
 * Reports the tools that may not run: shell commands, functions of packages and all tools of agents have to be
 * named in `allowTools`. Without it everything may run. Files in the graph's own folder are its author's code,
 * as the functions of the host are the host's.
 */
export function checkAllowed(
  graph: GraphDefinition,
  { yaml, problems, placeOf }: Pick<ReadGraph, 'yaml' | 'problems' | 'placeOf'>,
  allowTools: readonly string[] | undefined,
): void {
  if (allowTools === undefined) return
  const reported = new Set<string>()
  const refuse = (name: string, what: string, place: YamlPath) => {
    if (name === '' || allowTools.includes(name) || reported.has(name)) return
    reported.add(name)
    problems.push(
      yaml.problem(
        place,
        `${what} "${name}" is not allowed to run. Where you trust this file, allow it by its name: allowTools: ['${name}'], or ALLOW_TOOLS=${name} for the server.`,
        { rule: 'tool-not-allowed' },
      ),
    )
  }
  for (const tool of graph.tools.values()) {
    if (tool.type === 'shell') refuse(tool.name, 'The shell tool', ['tools', tool.name, 'command'])
    if (tool.type === 'js' && 'module' in tool.source) {
      refuse(tool.name, "The package's function", ['tools', tool.name, 'module'])
    }
  }
  for (const { node, path } of nodesAndBranches(graph)) {
    if (node.type !== 'agent') continue
    for (const [index, name] of node.tools.entries()) {
      refuse(name, "The agent's tool", [...placeOf(node.name), ...path, 'tools', index])
    }
  }
}
