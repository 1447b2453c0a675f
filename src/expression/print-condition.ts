import type { Comparison, Condition, Path } from './condition-tree.js'

/**
 * The text of a condition, such as `a == 1 and (b > 2 or not answered(c))`; reading it gives the same tree, but
 * for the offsets.
 *
 * @throws RangeError for a text that holds both kinds of quotes, or a number that is none: no condition can
 *   write these.
 */
export function printCondition(condition: Condition): string {
  switch (condition.type) {
    case 'and':
    case 'or':
      return condition.conditions.map((part) => printPart(part, condition.type)).join(` ${condition.type} `)
    case 'not':
      return `not ${'conditions' in condition.condition ? inParentheses(condition.condition) : printCondition(condition.condition)}`
    case 'answered':
      return `answered(${printPath(condition.path)})`
    case 'comparison':
      return `${printLeft(condition.left)} ${condition.operator} ${printRight(condition.right)}`
  }
}

/** `and` inside `or` needs no parentheses; any other junction in a junction does. */
function printPart(part: Condition, around: 'and' | 'or'): string {
  return 'conditions' in part && !(part.type === 'and' && around === 'or')
    ? inParentheses(part)
    : printCondition(part)
}

function inParentheses(condition: Condition): string {
  return `(${printCondition(condition)})`
}

function printLeft(left: Comparison['left']): string {
  return left.type === 'path' ? printPath(left.path) : `${left.name}(${printPath(left.path)})`
}

/** With a leading `state.` where the name alone would be read as something else. */
function printPath(path: Path): string {
  const needsState = path.length === 1 ? /^(?:and|or|not)$/i.test(path[0] ?? '') : path[0] === 'state'
  return `${needsState ? 'state.' : ''}${path.join('.')}`
}

function printRight(right: Comparison['right']): string {
  if (right.type === 'word') return right.text
  const { value } = right
  if (typeof value === 'number') return printNumber(value)
  if (typeof value !== 'string') return String(value)
  const quote = value.includes("'") ? '"' : "'"
  if (value.includes(quote)) {
    throw new RangeError(`No condition can write ${JSON.stringify(value)}, which holds both kinds of quotes.`)
  }
  return `${quote}${value}${quote}`
}

/** @throws RangeError for what is no number. */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) throw new RangeError('No expression can write a number that is none.')
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? String(value) : value > 0 ? '1e999' : '-1e999'
}
