import type { NodeDefinition } from '../../graph/node-definition.js'
import { nodesAndBranches } from '../../graph/nodes-and-branches.js'
import { readShellCommand } from '../../graph/tools/shell-command.js'
import type { Prompt } from '../../prompt/prompt.js'
import { didYouMean } from '../../yaml/nearest-name.js'
import type { Problem } from '../../yaml/problem.js'
import type { YamlPath } from '../../yaml/read-yaml.js'
import { type GraphRule, knownKeys, type LintedGraph, valueAt, warnAtKey } from '../linted-graph.js'

/** Names that a prompt needs and does not get, and variables that it gets and never asks for. */
export const promptVariables: GraphRule = (linted) => {
  const { graph, read } = linted
  return nodesAndBranches(graph).flatMap(({ node, path }) => {
    const name = 'prompt' in node ? node.prompt : undefined
    const prompt = name === undefined ? undefined : graph.prompts.get(name)
    const place = [...read.placeOf(node.name), ...path]
    const owner = graph.nodes.get(node.name)
    const item = path.length > 0 && owner?.type === 'map' ? owner.as : undefined
    return [
      ...(prompt === undefined ? [] : missing(linted, { node, prompt, place, item })),
      ...unused(linted, place, usedBy(linted, node, prompt)),
    ]
  })
}

interface Asking {
  readonly node: NodeDefinition
  readonly prompt: Prompt
  readonly place: YamlPath
  /** The item of a map. */
  readonly item: string | undefined
}

function missing(linted: LintedGraph, { node, prompt, place, item }: Asking): Problem[] {
  const own = Object.keys(node.variables)
  const hasOwn = own.length > 0
  const given = hasOwn ? own : [...knownKeys(linted)].filter((key) => !key.startsWith('_'))
  const names = item === undefined ? given : [...given, item]
  return prompt.requiredNames
    .filter((name) => !names.includes(name))
    .map((name) => {
      const found = hasOwn ? 'which "variables" does not have' : 'which no state key gives'
      const mending = hasOwn
        ? `Add ${name}: "{state.${name}}".`
        : `Declare it under "state", or give it in "variables".`
      return warnAtKey(linted, place, hasOwn ? 'variables' : 'prompt', {
        message: `The prompt "${prompt.name}" needs "${name}", ${found}.${didYouMean(name, names)} ${mending}`,
        rule: 'missing-variable',
        part: hasOwn ? 'key' : 'value',
      })
    })
}

/** The names that a node can use; `undefined` where that cannot be told. */
function usedBy(
  { graph }: LintedGraph,
  node: NodeDefinition,
  prompt: Prompt | undefined,
): { readonly names: readonly string[]; readonly what: string } | undefined {
  if (prompt !== undefined) {
    const names = node.type === 'agent' ? [...prompt.usedNames, ...namesInBraces(prompt)] : prompt.usedNames
    return { names, what: `the prompt "${prompt.name}"` }
  }
  if (node.type === 'interrupt' && node.prompt === undefined)
    return { names: [], what: 'an interrupt without a prompt' }
  const tool = node.type === 'tool' ? graph.tools.get(node.tool) : undefined
  const command = tool?.type === 'shell' ? readShellCommand(tool.command) : undefined
  if (command === undefined || 'errors' in command) return undefined
  return { names: command.names, what: `the command of "${tool?.name}"` }
}

/** Prompts of agents know `{name}` beside Jinja. */
function namesInBraces({ system, user, demo }: Prompt): string[] {
  const templates = [...system.map(({ content }) => content), user, demo]
  return templates.flatMap((template) =>
    [...(template?.source ?? '').matchAll(/\{([\p{L}_][\p{L}\p{N}_]*)\}/gu)].map((match) => match[1] ?? ''),
  )
}

function unused(linted: LintedGraph, place: YamlPath, used: ReturnType<typeof usedBy>): Problem[] {
  const variables = valueAt(linted, [...place, 'variables'])
  if (used === undefined || typeof variables !== 'object' || variables === null) return []
  return Object.keys(variables)
    .filter((name) => !used.names.includes(name))
    .map((name) =>
      linted.read.yaml.problem(
        [...place, 'variables', name],
        `"${name}" is given, but ${used.what} never asks for it.${didYouMean(name, used.names)} Use it there, or remove it.`,
        { rule: 'unused-variable', severity: 'warning', part: 'key' },
      ),
    )
}
