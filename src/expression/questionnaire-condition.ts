import { ageInYears } from './age.js'
import { type Comparison, type Condition, evaluateCondition, type Path } from './condition-tree.js'

type Scalar = string | number | boolean

/** The value that a name has now: `undefined` where it is disabled or unanswered, a list for several answers. */
export type AnswerLookup = (path: Path) => Scalar | readonly Scalar[] | undefined

/**
 * Evaluates a questionnaire's condition. Where a name has no value `!=` is true and every other comparison
 * false. With several answers a comparison holds when any of them matches, and `!=` when none equals.
 *
 * @param today ISO date for `age()`.
 */
export function evaluateQuestionnaireCondition(
  condition: Condition,
  lookup: AnswerLookup,
  { today }: { today: string },
): boolean {
  return evaluateCondition(condition, (leaf) => {
    if (leaf.type === 'answered') return valuesOf(lookup(leaf.path)).length > 0
    const left = leftValues(leaf.left, lookup, today)
    const right = rightValues(leaf.right, lookup)
    const matches = (operator: Comparison['operator']) =>
      left.some((first) => right.some((second) => compare(first, operator, second)))
    return leaf.operator === '!=' ? !matches('==') : matches(leaf.operator)
  })
}

function leftValues(left: Comparison['left'], lookup: AnswerLookup, today: string): readonly Scalar[] {
  const values = valuesOf(lookup(left.path))
  if (left.type === 'path') return values
  if (left.name === 'count') return [values.length]
  return values.flatMap((value) => ageInYears(value, today) ?? [])
}

function rightValues(right: Comparison['right'], lookup: AnswerLookup): readonly Scalar[] {
  if (right.type === 'literal') return right.value === null ? [] : [right.value]
  return right.path === undefined ? [] : valuesOf(lookup(right.path))
}

function valuesOf(value: ReturnType<AnswerLookup>): readonly Scalar[] {
  if (value === undefined || value === '') return []
  return typeof value === 'object' ? value : [value]
}

function compare(left: Scalar, operator: Comparison['operator'], right: Scalar): boolean {
  if (operator === '==') return left === right
  if (typeof left !== typeof right || typeof left === 'boolean') return false
  if (operator === '<') return left < right
  if (operator === '<=') return left <= right
  return operator === '>' ? left > right : left >= right
}
