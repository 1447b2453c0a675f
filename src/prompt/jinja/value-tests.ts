import { areEqual } from '../../expression/compare-values.js'
import { itemsOf, numberOf, orderOf } from './filter.js'

/** A test of Jinja2 (`is …`) over plain values; `undefined` is a value that is missing. */
export interface JinjaTest {
  /** How many arguments it takes. */
  readonly takes: 0 | 1
  readonly holds: (value: unknown, argument: unknown) => boolean
}

const isText = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown) => typeof value === 'number'
const isMapping = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)

const ask = (holds: (value: unknown) => boolean): JinjaTest => ({ takes: 0, holds })
const compare = (holds: (value: unknown, argument: unknown) => boolean): JinjaTest => ({ takes: 1, holds })

const equal = compare(areEqual)
const unequal = compare((value, argument) => !areEqual(value, argument))
const above = compare((value, argument) => orderOf(value, argument) > 0)
const least = compare((value, argument) => orderOf(value, argument) >= 0)
const below = compare((value, argument) => orderOf(value, argument) < 0)
const most = compare((value, argument) => orderOf(value, argument) <= 0)

/** `is callable` is the library's own: only macros are, and they are no values. */
export const jinjaTests: Readonly<Record<string, JinjaTest>> = {
  boolean: ask((value) => typeof value === 'boolean'),
  defined: ask((value) => value !== undefined),
  divisibleby: compare((value, argument) => numberOf(value) % numberOf(argument) === 0),
  eq: equal,
  equalto: equal,
  '==': equal,
  even: ask((value) => numberOf(value) % 2 === 0),
  false: ask((value) => value === false),
  float: ask((value) => isNumber(value) && !Number.isInteger(value)),
  ge: least,
  '>=': least,
  gt: above,
  greaterthan: above,
  '>': above,
  in: compare((value, argument) =>
    typeof argument === 'string'
      ? isText(value) && argument.includes(value as string)
      : itemsOf(argument).some((item) => areEqual(item, value)),
  ),
  integer: ask((value) => Number.isInteger(value)),
  iterable: ask((value) => isText(value) || Array.isArray(value) || isMapping(value)),
  le: most,
  '<=': most,
  lower: ask((value) => isText(value) && value === (value as string).toLowerCase()),
  lt: below,
  lessthan: below,
  '<': below,
  mapping: ask(isMapping),
  ne: unequal,
  '!=': unequal,
  none: ask((value) => value === null),
  number: ask(isNumber),
  odd: ask((value) => Math.abs(numberOf(value) % 2) === 1),
  sameas: compare((value, argument) => typeof value === typeof argument && areEqual(value, argument)),
  sequence: ask((value) => isText(value) || Array.isArray(value) || isMapping(value)),
  string: ask(isText),
  true: ask((value) => value === true),
  undefined: ask((value) => value === undefined),
  upper: ask((value) => isText(value) && value === (value as string).toUpperCase()),
}
