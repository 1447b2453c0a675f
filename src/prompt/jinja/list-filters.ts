import { areEqual } from '../../expression/compare-values.js'
import { textOf } from '../../expression/value-expression.js'
import {
  attributeOf,
  type FilterTable,
  type GivenArguments,
  isTruthy,
  itemsOf,
  numberOf,
  orderOf,
} from './filter.js'

type Attribute = string | number | null

/** Most items of a row of `batch`, and columns of `slice`. */
const MAX_ROW = 10_000

/** The filters of lists and mappings. */
export const listFilters: FilterTable = {
  attr: { parameters: ['name'], apply: (value, name: Attribute) => attributeOf(value, name) },
  batch: { parameters: ['linecount', 'fill_with'], apply: batch },
  count: { parameters: [], apply: (value) => itemsOf(value).length },
  d: { parameters: ['default_value', 'boolean'], apply: orDefault },
  default: { parameters: ['default_value', 'boolean'], apply: orDefault },
  dictsort: { parameters: ['case_sensitive', 'by', 'reverse'], apply: sortMapping },
  first: { parameters: [], apply: (value) => itemsOf(value)[0] },
  groupby: { parameters: ['attribute', 'default', 'case_sensitive'], apply: groupBy },
  items: { parameters: [], apply: (value) => Object.entries(mappingOf(value)) },
  join: { parameters: ['d', 'attribute'], apply: join },
  last: { parameters: [], apply: (value) => itemsOf(value).at(-1) },
  length: { parameters: [], apply: (value) => itemsOf(value).length },
  list: { parameters: [], apply: itemsOf },
  max: { parameters: ['case_sensitive', 'attribute'], apply: greatest(1) },
  min: { parameters: ['case_sensitive', 'attribute'], apply: greatest(-1) },
  reverse: { parameters: [], apply: reverse },
  slice: { parameters: ['slices', 'fill_with'], apply: slice },
  sort: { parameters: ['reverse', 'case_sensitive', 'attribute'], apply: sort },
  sum: { parameters: ['attribute', 'start'], apply: sum },
  unique: { parameters: ['case_sensitive', 'attribute'], apply: unique },
}

function orDefault(value: unknown, fallback: unknown = '', isForFalse: boolean = false): unknown {
  return value === undefined || (isForFalse && !isTruthy(value)) ? fallback : value
}

function mappingOf(value: unknown): object {
  if (value === undefined || value === null) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value
  throw new Error('a mapping is needed here')
}

function join(value: unknown, separator: unknown = '', attribute?: Attribute): string {
  return itemsOf(value)
    .map((item) => textOf(attributeOf(item, attribute)))
    .join(textOf(separator))
}

function reverse(value: unknown): unknown {
  const reversed = [...itemsOf(value)].reverse()
  return typeof value === 'string' ? reversed.join('') : reversed
}

/** Rows of `size` items; the last is filled up where there is something to fill it with. */
function batch(value: unknown, size: number, filler?: unknown): unknown[][] {
  if (!(size >= 1 && size <= MAX_ROW)) throw new Error(`rows of 1 to ${MAX_ROW} items are possible here`)
  const items = itemsOf(value)
  const rows: unknown[][] = []
  for (let start = 0; start < items.length; start += size) rows.push(items.slice(start, start + size))
  const last = rows.at(-1)
  while (last !== undefined && filler !== undefined && filler !== null && last.length < size)
    last.push(filler)
  return rows
}

/** `count` columns of nearly the same length, the longer ones first. */
function slice(value: unknown, count: number, filler?: unknown): unknown[][] {
  if (!(count >= 1 && count <= MAX_ROW)) throw new Error(`1 to ${MAX_ROW} columns are possible here`)
  const items = itemsOf(value)
  const [length, longer] = [Math.floor(items.length / count), items.length % count]
  let start = 0
  return Array.from({ length: count }, (_, index) => {
    const column = items.slice(start, start + length + (index < longer ? 1 : 0))
    start += column.length
    if (filler !== undefined && filler !== null && longer > 0 && index >= longer) column.push(filler)
    return column
  })
}

/** `attribute` may name several, such as `"last,first"`. */
function sort(
  value: unknown,
  isReversed: boolean = false,
  isCaseSensitive: boolean = false,
  attribute?: Attribute,
): unknown[] {
  const attributes = typeof attribute === 'string' ? attribute.split(',') : [attribute]
  const keyed = itemsOf(value).map((item) => ({
    item,
    keys: attributes.map((name) => attributeOf(item, name)),
  }))
  keyed.sort((a, b) => (isReversed ? -1 : 1) * orderOf(a.keys, b.keys, isCaseSensitive))
  return keyed.map(({ item }) => item)
}

function sortMapping(
  value: unknown,
  isCaseSensitive: boolean = false,
  by: string = 'key',
  isReversed: boolean = false,
): unknown[] {
  if (by !== 'key' && by !== 'value') throw new Error(`"by" is "key" or "value", found "${by}"`)
  return sort(Object.entries(mappingOf(value)), isReversed, isCaseSensitive, by === 'key' ? 0 : 1)
}

/** What a text is compared by where its case does not count. */
function keyOf(value: unknown, isCaseSensitive: boolean): unknown {
  return typeof value === 'string' && !isCaseSensitive ? value.toLowerCase() : value
}

function unique(value: unknown, isCaseSensitive: boolean = false, attribute?: Attribute): unknown[] {
  const seen = new Set<unknown>()
  const structures: unknown[] = []
  return itemsOf(value).filter((item) => {
    const key = keyOf(attributeOf(item, attribute), isCaseSensitive)
    if (typeof key === 'object' && key !== null) {
      return !structures.some((other) => areEqual(other, key)) && structures.push(key) > 0
    }
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}

function greatest(direction: 1 | -1) {
  return (value: unknown, isCaseSensitive: boolean = false, attribute?: Attribute): unknown => {
    const [first, ...others] = itemsOf(value)
    return others.reduce(
      (best, item) =>
        direction * orderOf(attributeOf(item, attribute), attributeOf(best, attribute), isCaseSensitive) > 0
          ? item
          : best,
      first,
    )
  }
}

function sum(value: unknown, attribute?: Attribute, start: number = 0): number {
  return itemsOf(value).reduce<number>((total, item) => total + numberOf(attributeOf(item, attribute)), start)
}

/** In the order of the groups' names, the items of each in the order of the list. */
function groupBy(
  value: unknown,
  attribute: Attribute,
  fallback?: unknown,
  isCaseSensitive: boolean = false,
): { grouper: unknown; list: unknown[] }[] {
  const groups: { grouper: unknown; list: unknown[] }[] = []
  for (const item of itemsOf(value)) {
    const grouper = attributeOf(item, attribute) ?? fallback
    const key = keyOf(grouper, isCaseSensitive)
    const group = groups.find((other) => areEqual(keyOf(other.grouper, isCaseSensitive), key))
    if (group === undefined) groups.push({ grouper, list: [item] })
    else group.list.push(item)
  }
  return groups.sort((a, b) => orderOf(a.grouper, b.grouper, isCaseSensitive))
}

/** Whether a test holds for a value, as `select` and its relatives ask. */
export type AskTest = (name: unknown, value: unknown, given: GivenArguments) => boolean
/** Calls a filter by name, as `map` does. */
export type CallFilter = (name: unknown, value: unknown, given: GivenArguments) => unknown

/** The filters that are given the name of a filter or a test. */
export function namingFilters(callFilter: CallFilter, askTest: AskTest): FilterTable {
  const choose = (isKept: boolean) => ({
    parameters: ['*test'],
    apply: (value: unknown, { positional: [test, ...rest], named }: GivenArguments) =>
      itemsOf(value).filter((item) => askOrTruth(askTest, test, item, rest, named) === isKept),
  })
  const chooseByAttribute = (isKept: boolean) => ({
    parameters: ['*test'],
    apply: (value: unknown, { positional: [name, test, ...rest], named }: GivenArguments) =>
      itemsOf(value).filter(
        (item) => askOrTruth(askTest, test, attributeOf(item, name as Attribute), rest, named) === isKept,
      ),
  })
  return {
    map: {
      parameters: ['*filter'],
      apply: (value: unknown, { positional: [filter, ...rest], named }: GivenArguments) => {
        const { attribute, default: fallback, ...others } = named
        return itemsOf(value).map((item) =>
          filter === undefined
            ? (attributeOf(item, attribute as Attribute) ?? fallback)
            : callFilter(filter, item, { positional: rest, named: attribute === undefined ? named : others }),
        )
      },
    },
    reject: choose(false),
    rejectattr: chooseByAttribute(false),
    select: choose(true),
    selectattr: chooseByAttribute(true),
  }
}

function askOrTruth(
  askTest: AskTest,
  test: unknown,
  value: unknown,
  positional: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
): boolean {
  return test === undefined ? isTruthy(value) : askTest(test, value, { positional, named })
}
