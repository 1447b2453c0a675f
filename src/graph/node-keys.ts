import { checkValueExpressions } from '../expression/value-expression.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import { isStateKey } from './channels.js'

const MILLISECONDS = 1000

/** What of the rest of the graph decides how a node is read. */
export interface NodePlace {
  readonly name: string
  /** Decides what `skip_if_exists` and `idempotent` are when unset. */
  readonly isOnCycle: boolean
  /** `undefined` where it is not known, as for a node that is built in code. */
  readonly nodeNames?: readonly string[]
  /** A branch of a map node: the key under which its value is kept when it names none. */
  readonly defaultStateKey?: string
}

/** What every node has. */
type Common = 'name' | 'requires' | 'variables' | 'cache'
/** What a node of one type has of its own. */
export type Own<Node> = Omit<Node, Common>

/** The one of several names of a key that is used; the first where none is. */
export function onlyOneOf(mapping: YamlMapping, names: readonly [string, ...string[]]): string {
  const [key = names[0], second] = names.filter((name) => mapping.has(name))
  if (second !== undefined)
    mapping.error(`"${second}" and "${key}" are names of the same key. Keep one.`, second)
  return key
}

export function reportExpressions(mapping: YamlMapping, key: string, value: unknown): void {
  for (const { path, error } of checkValueExpressions(value)) {
    mapping.errorAt([key, ...path], error, { rule: 'invalid-expression' })
  }
}

export function readStateKey(mapping: YamlMapping, key: string): string | undefined {
  const name = mapping.text(key)
  if (name === undefined) return undefined
  return checkStateKey(mapping, key, name) ? name : undefined
}

export function checkStateKey(mapping: YamlMapping, key: string, name: string): boolean {
  if (isStateKey(name)) return true
  mapping.error(
    `"${name}" cannot be the name of a state key: it may not begin with two underscores, contain | or :, or be a name that every object has.`,
    key,
    { rule: 'invalid-name' },
  )
  return false
}

/** Milliseconds, from a number of seconds. */
export function readSeconds(mapping: YamlMapping, key: string): number | undefined {
  const seconds = mapping.number(key, { above: 0, most: 86_400 })
  return seconds === undefined ? undefined : seconds * MILLISECONDS
}
