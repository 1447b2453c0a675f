import { ageInYears } from './age.js'
import { areEqual, orderOfTexts } from './compare-values.js'
import { type Comparison, type Condition, evaluateCondition, type Path } from './condition-tree.js'

/**
 * Evaluates an edge's condition over a graph's state. A missing name equals null; `==` is structural and
 * strict about types, but `true == 1`; ordering any pair other than two numbers, two texts or two lists is
 * false. An unquoted right side is a name where that has a value, otherwise the text itself.
 *
 * @param today ISO date for `age()`; default the present day in UTC.
 */
export function evaluateGraphCondition(
  condition: Condition,
  state: Readonly<Record<string, unknown>>,
  { today = new Date().toISOString().slice(0, 10) }: { today?: string } = {},
): boolean {
  return evaluateCondition(condition, (leaf) => {
    if (leaf.type === 'answered') return countOf(readPath(state, leaf.path)) > 0
    return compare(leftValue(leaf.left, state, today), leaf.operator, rightValue(leaf.right, state))
  })
}

function leftValue(left: Comparison['left'], state: unknown, today: string): unknown {
  const value = readPath(state, left.path)
  if (left.type === 'path') return value
  return left.name === 'count' ? countOf(value) : (ageInYears(value, today) ?? null)
}

function rightValue(right: Comparison['right'], state: unknown): unknown {
  if (right.type === 'literal') return right.value
  return (right.path === undefined ? null : readPath(state, right.path)) ?? right.text
}

/** Reads own properties only, and lists by whole number; anything missing is null. */
function readPath(state: unknown, path: Path): unknown {
  let value = state
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return null
    if (Array.isArray(value) && !/^\d+$/.test(segment)) return null
    if (!Object.hasOwn(value, segment)) return null
    value = (value as Record<string, unknown>)[segment]
  }
  return value ?? null
}

function countOf(value: unknown): number {
  if (Array.isArray(value)) return value.length
  return value === null || value === '' ? 0 : 1
}

function compare(left: unknown, operator: Comparison['operator'], right: unknown): boolean {
  if (operator === '==') return areEqual(left, right)
  if (operator === '!=') return !areEqual(left, right)
  const order = orderOf(left, right)
  if (order === undefined) return false
  if (operator === '<') return order < 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order >= 0
}

/** Negative, zero or positive; `undefined` where the two cannot be ordered. */
function orderOf(left: unknown, right: unknown): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') {
    return Number.isNaN(left) || Number.isNaN(right) ? undefined : left - right
  }
  if (typeof left === 'string' && typeof right === 'string') return orderOfTexts(left, right)
  if (!Array.isArray(left) || !Array.isArray(right)) return undefined
  for (const [index, item] of left.entries()) {
    if (index >= right.length) return 1
    if (!areEqual(item, right[index])) return orderOf(item, right[index])
  }
  return left.length - right.length
}
