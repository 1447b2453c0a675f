import { orderOfTexts } from '../../expression/compare-values.js'
import { readPath } from '../../expression/value-expression.js'

/** A filter of Jinja2 over plain values: `undefined` is a value that is missing, mappings are objects. */
export interface JinjaFilter {
  /** Names of the arguments in their order; a further one that begins with `*` takes all the rest. */
  readonly parameters: readonly string[]
  /** An argument that is not given is `undefined`. May throw a sentence about values that do not fit. */
  readonly apply: (value: unknown, ...given: readonly never[]) => unknown
  /** The result is a number that prints with a fraction, as Python's floats do: `3.0`. */
  readonly isFloat?: boolean
}

export type FilterTable = Readonly<Record<string, JinjaFilter>>

/** What stands in parentheses behind the name of a filter or a test. */
export interface GivenArguments {
  readonly positional: readonly unknown[]
  readonly named: Readonly<Record<string, unknown>>
}

/** @throws Error for arguments that the filter does not have, or values that do not fit it. */
export function applyFilter(
  name: string,
  { parameters, apply }: JinjaFilter,
  value: unknown,
  { positional, named }: GivenArguments,
): unknown {
  const takesRest = parameters.at(-1)?.startsWith('*') === true
  const fixed = takesRest ? parameters.slice(0, -1) : parameters
  const mistake = argumentMistake(name, parameters, positional.length, Object.keys(named))
  if (mistake !== undefined) throw new Error(mistake)
  const bound = fixed.map((parameter, index) =>
    index < positional.length ? positional[index] : named[parameter],
  )
  const rest: GivenArguments = { positional: positional.slice(fixed.length), named }
  return apply(value, ...([...bound, ...(takesRest ? [rest] : [])] as never[]))
}

/** What is wrong with the arguments given to a filter, as a sentence; `undefined` where nothing is. */
export function argumentMistake(
  name: string,
  parameters: readonly string[],
  positional: number,
  named: readonly string[],
): string | undefined {
  if (parameters.at(-1)?.startsWith('*') === true) return undefined
  const taken = parameters.length === 0 ? 'no arguments' : parameters.join(', ')
  const unknown = named.find((argument) => !parameters.includes(argument))
  if (unknown !== undefined) return `The filter "${name}" has no argument "${unknown}"; it takes ${taken}.`
  if (positional > parameters.length)
    return `The filter "${name}" was given ${positional} arguments; it takes ${taken}.`
  const twice = parameters.slice(0, positional).find((parameter) => named.includes(parameter))
  return twice === undefined ? undefined : `The filter "${name}" was given its argument "${twice}" twice.`
}

/** The items of a list, the keys of a mapping, the characters of a text; nothing for what is missing. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return [...value]
  if (typeof value === 'object') return Object.keys(value)
  throw new Error(`a list is needed here, found ${JSON.stringify(value)}`)
}

/** A finite number; booleans count as 0 and 1, as in Python. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  throw new Error(`a number is needed here, found ${JSON.stringify(value) ?? 'nothing'}`)
}

/** `a.b.0` of an item, own properties only; the item itself where no attribute is named. */
export function attributeOf(item: unknown, attribute: string | number | null | undefined): unknown {
  return attribute === undefined || attribute === null ? item : readPath(item, String(attribute).split('.'))
}

/** As Python takes a value in `if`: empty lists, mappings and texts are false. */
export function isTruthy(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value)
  return (Array.isArray(value) ? value : Object.keys(value)).length > 0
}

/**
 * Negative, zero or positive, for numbers, texts and lists of them.
 *
 * @throws Error for two values that have no order.
 */
export function orderOf(left: unknown, right: unknown, isCaseSensitive = true): number {
  if (typeof left === 'string' && typeof right === 'string') {
    const [first, second] = isCaseSensitive ? [left, right] : [left.toLowerCase(), right.toLowerCase()]
    return orderOfTexts(first, second)
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    for (const [index, item] of left.entries()) {
      if (index >= right.length) return 1
      const order = orderOf(item, right[index], isCaseSensitive)
      if (order !== 0) return order
    }
    return left.length - right.length
  }
  const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'boolean'
  if (!isNumber(left) || !isNumber(right)) {
    throw new Error(
      `${JSON.stringify(left) ?? 'nothing'} and ${JSON.stringify(right) ?? 'nothing'} have no order`,
    )
  }
  return numberOf(left) - numberOf(right)
}
