import { parseValueExpression } from '../expression/value-expression.js'
import { describe, oneOfList } from '../yaml/describe.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import type { BranchNode, MapNode, NodeDefinition } from './node-definition.js'
import { type NodePlace, readSeconds, readStateKey } from './node-keys.js'

const branchTypes = ['llm', 'router', 'tool', 'tool_call', 'js', 'python', 'agent', 'passthrough', 'subgraph']

/** Reads the node inside: any entry of `nodes` can stand there, as far as its type allows. */
type NodeReader = (mapping: YamlMapping, place: NodePlace) => NodeDefinition | undefined

/** Where a branch's value is kept when its node names no `state_key`. */
export function branchKey(map: string): string {
  return `_map_${map}_sub`
}

export function readMap(
  mapping: YamlMapping,
  place: NodePlace,
  common: Pick<MapNode, 'name' | 'requires' | 'variables' | 'cache'>,
  readNode: NodeReader,
): MapNode | undefined {
  const over = readOver(mapping)
  const as = readItemName(mapping)
  const collect = mapping.has('collect')
    ? readStateKey(mapping, 'collect')
    : mapping.requiredText('collect', `collect: ${place.name}_results`)
  const node = readBranch(mapping, place, as, readNode)
  if (node === undefined || as === undefined || collect === undefined) return undefined
  return {
    ...common,
    type: 'map',
    over,
    as,
    node,
    hasStateKey: mapping.mapping('node', 'node')?.has('state_key') ?? false,
    collect,
    maxItems: mapping.wholeNumber('max_items', 1),
    timeout: readSeconds(mapping, 'timeout'),
    flattenOutput: mapping.flag('flatten_output') ?? false,
    onError: mapping.oneOf('on_error', ['skip', 'fail']),
  }
}

function readOver(mapping: YamlMapping): unknown {
  const over = mapping.get('over')
  if (over === undefined) {
    mapping.error(`The ${mapping.what} has no "over". Add one, such as over: "{state.items}".`, undefined, {
      rule: 'missing-key',
    })
  } else if (typeof over === 'string') {
    const parsed = parseValueExpression(over)
    if ('error' in parsed) mapping.error(parsed.error, 'over', { rule: 'invalid-expression' })
    else if (parsed.expression.type === 'text' || !/^\s*\{.*\}\s*$/s.test(over)) {
      mapping.error(
        `"over" has to be a list or an expression for one, such as "{state.items}", found "${over}".`,
        'over',
        { rule: 'invalid-expression' },
      )
    }
  } else if (!Array.isArray(over)) {
    mapping.error(
      `"over" has to be a list or an expression for one, such as "{state.items}", found ${describe(over)}.`,
      'over',
      { rule: 'wrong-type' },
    )
  }
  return over
}

function readItemName(mapping: YamlMapping): string | undefined {
  const name = mapping.requiredText('as', 'as: item')
  if (name === undefined || /^[\p{L}][\p{L}\p{N}_]*$/u.test(name)) return name
  mapping.error(`"${name}" cannot be the name of an item. Use a letter, then letters, digits and _.`, 'as', {
    rule: 'invalid-name',
  })
  return undefined
}

function readBranch(
  mapping: YamlMapping,
  { name, isOnCycle, nodeNames }: NodePlace,
  as: string | undefined,
  readNode: NodeReader,
): BranchNode | undefined {
  const sub = mapping.mapping('node', `node inside "${name}"`)
  if (sub === undefined) {
    mapping.error(`The ${mapping.what} has no "node". Add the node that runs for each item.`, undefined, {
      rule: 'missing-key',
    })
    return undefined
  }
  const type = sub.get('type') ?? 'llm'
  if (
    typeof type === 'string' &&
    ['map', 'interrupt', 'race', 'pipeline', 'interactive_tool'].includes(type)
  ) {
    sub.error(`The node inside a map may be ${oneOfList(branchTypes)}, found "${type}".`, 'type')
    return undefined
  }
  const node = readNode(sub, {
    name,
    isOnCycle,
    defaultStateKey: branchKey(name),
    ...(nodeNames === undefined ? {} : { nodeNames }),
  }) as BranchNode | undefined
  if (node === undefined || as === undefined || Object.keys(node.variables).length === 0) return node
  return { ...node, variables: { ...node.variables, [as]: `{state.${as}}` } }
}
