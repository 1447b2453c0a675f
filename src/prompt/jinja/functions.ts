import { areEqual } from '../../expression/compare-values.js'
import { textOf } from '../../expression/value-expression.js'
import { didYouMean } from '../../yaml/nearest-name.js'
import {
  applyFilter,
  argumentMistake,
  type FilterTable,
  type GivenArguments,
  itemsOf,
  type JinjaFilter,
} from './filter.js'
import { listFilters, namingFilters } from './list-filters.js'
import { numberFilters } from './number-filters.js'
import { MAX_VALUE_SIZE, SizeLimit } from './size-limit.js'
import { textFilters } from './text-filters.js'
import { jinjaTests } from './value-tests.js'

const filters: FilterTable = {
  ...textFilters,
  ...numberFilters,
  ...listFilters,
  ...namingFilters(callFilter, askTest),
}

/** Filters of Jinja2 that are left out, each with the reason where there is one to tell. */
const refused: Readonly<Record<string, string>> = {
  random: ' The same values have to give the same prompt.',
  forceescape: ' Write "escape".',
  pprint: ' Write "tojson(2)".',
  urlize: '',
  xmlattr: '',
}

export function filterNamed(name: string): JinjaFilter | undefined {
  return Object.hasOwn(filters, name) ? filters[name] : undefined
}

/** What is wrong with the use of a filter, as far as the text shows; `undefined` where nothing is. */
export function filterMistake(
  name: string,
  positional: number,
  named: readonly string[],
): string | undefined {
  const filter = filterNamed(name)
  if (filter !== undefined) return argumentMistake(name, filter.parameters, positional, named)
  if (Object.hasOwn(refused, name)) return `The filter "${name}" is not supported.${refused[name]}`
  return `There is no filter "${name}".${didYouMean(name, Object.keys(filters))}`
}

/** What is wrong with the use of a test; `undefined` where nothing is. */
export function testMistake(name: string, given: number): string | undefined {
  const test = Object.hasOwn(jinjaTests, name) ? jinjaTests[name] : undefined
  if (test === undefined) return `There is no test "${name}".${didYouMean(name, Object.keys(jinjaTests))}`
  if (test.takes === given) return undefined
  return test.takes === 0
    ? `The test "${name}" takes no value.`
    : `The test "${name}" takes one value, such as x is ${name}(3).`
}

/** @throws Error for a filter that is not there, or values that do not fit it. */
export function callFilter(name: unknown, value: unknown, given: GivenArguments): unknown {
  const filter = filterNamed(String(name))
  if (filter === undefined) throw new Error(filterMistake(String(name), 0, []))
  let result: unknown
  try {
    result = applyFilter(String(name), filter, value, given)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(/^The filter /.test(reason) ? reason : `The filter "${name}" cannot be used: ${reason}`)
  }
  if (typeof result === 'string' && result.length > MAX_VALUE_SIZE) {
    throw new Error(`The filter "${name}" gives more than ${MAX_VALUE_SIZE} characters`)
  }
  return result
}

/** @throws Error for a test that is not there, or values that it cannot judge. */
export function askTest(name: unknown, value: unknown, { positional }: GivenArguments): boolean {
  const test = Object.hasOwn(jinjaTests, String(name)) ? jinjaTests[String(name)] : undefined
  if (test === undefined) throw new Error(testMistake(String(name), positional.length))
  try {
    return test.holds(value, positional[0])
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The test "${name}" cannot be asked: ${reason}`)
  }
}

/** Most passes of loops and calls of macros while one text is rendered. */
export const MAX_PASSES = 20_000

/**
 * The functions that rewritten texts call, under names that no text can write. A value comes as the library's
 * own: a text, number, boolean or null as itself, a list as an array and a mapping as a `Map` of its values.
 */
export function renderFunctions(): Readonly<Record<string, (...values: never[]) => unknown>> {
  const limit = new SizeLimit()
  let passes = 0
  return {
    '|pass': (values: unknown[]) => {
      passes += 1
      if (passes > MAX_PASSES) throw new Error(`the text takes more than ${MAX_PASSES} passes of its loops`)
      limit.check(values)
    },
    '|check': (values: unknown[]) => limit.check(values),
    '|text': (values: unknown[]) => {
      limit.check(values)
      return printed(values[0])
    },
    '|filter': (name: string, operand: unknown[], ...given: unknown[]) => {
      limit.check(operand)
      return [callFilter(name, plainOf(operand[0]), givenOf(given))]
    },
    '|test': (name: string, operand: unknown[], ...given: unknown[]) =>
      askTest(name, plainOf(operand[0]), givenOf(given)),
    '|equal': (sides: unknown[]) => {
      limit.check(sides)
      return areEqual(plainOf(sides[0]), plainOf(sides[1]))
    },
    '|concat': (sides: unknown[]) => {
      limit.check(sides)
      return textOf(plainOf(sides[0])) + textOf(plainOf(sides[1]))
    },
    '|pairs': (list: unknown[]) => itemsOf(plainOf(list[0])).map(pairOf),
  }
}

/** Floats keep their fraction, as Python prints them; a list or a mapping is JSON, null and what is missing nothing. */
function printed(wrapped: unknown): string {
  const { type, value } = wrapped as { type: string; value: unknown }
  return type === 'FloatValue' && Number.isInteger(value) ? `${value}.0` : textOf(plainOf(wrapped))
}

/** A group of `groupby`, for a loop with two names. */
function pairOf(item: unknown): unknown {
  const isGroup = typeof item === 'object' && item !== null && Object.keys(item).join() === 'grouper,list'
  return isGroup ? Object.values(item) : item
}

/** The last is always the mapping of the named arguments. */
function givenOf(given: readonly unknown[]): GivenArguments {
  const positional = given.map(plainValue)
  const { '|': _mark, ...named } = positional.pop() as Record<string, unknown>
  return { positional, named }
}

/** The plain value of one that the library wraps. */
function plainOf(wrapped: unknown): unknown {
  const { type, value } = wrapped as { type: string; value: unknown }
  // Both hold nothing; only their kinds differ.
  if (type === 'NullValue') return null
  return plainValue(value)
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf)
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key, plainOf(item)]))
  }
  if (typeof value === 'function') throw new Error('a macro or a function is no value')
  return value
}
