import type { Operator } from '../expression/condition.js'

/** A condition as FHIR says it: about items by their linkId. */
export type LinkCondition =
  | { readonly type: 'and' | 'or'; readonly conditions: readonly LinkCondition[] }
  | { readonly type: 'not'; readonly condition: LinkCondition }
  | ItemAnswered
  | ItemTest

export interface ItemAnswered {
  readonly type: 'answered'
  readonly linkId: string
  /** It looks at every entry of a group that repeats, even from inside one. */
  readonly isOfWholeResponse?: boolean
}

export interface ItemTest {
  readonly type: 'test'
  readonly linkId: string
  /** The answers themselves, how many there are, or the age in years since that date. */
  readonly of: 'value' | 'count' | 'age'
  readonly operator: Operator
  readonly value: TestValue
  readonly isOfWholeResponse?: boolean
}

export type TestValue =
  | { readonly type: 'plain'; readonly value: string | number | boolean }
  | { readonly type: 'code'; readonly code: string; readonly system?: string }
  /** The answer of another item. */
  | { readonly type: 'answer'; readonly linkId: string }

/**
 * The same condition with `not` only in front of what has no opposite, and without junctions inside their like:
 * what can be a list of `enableWhen` then is one.
 */
export function simplified(condition: LinkCondition): LinkCondition {
  if (condition.type === 'not') return negated(simplified(condition.condition))
  if (condition.type !== 'and' && condition.type !== 'or') return condition
  const parts = condition.conditions
    .map(simplified)
    .flatMap((part) => (part.type === condition.type ? part.conditions : [part]))
  const [first] = parts
  return first !== undefined && parts.length === 1 ? first : { type: condition.type, conditions: parts }
}

/** `>` has no opposite: neither `>` nor `<=` holds for a question without an answer. */
function negated(condition: LinkCondition): LinkCondition {
  if (condition.type === 'not') return condition.condition
  if (condition.type === 'test' && condition.operator === '==') return { ...condition, operator: '!=' }
  if (condition.type === 'test' && condition.operator === '!=') return { ...condition, operator: '==' }
  if (condition.type === 'and' || condition.type === 'or') {
    const type = condition.type === 'and' ? 'or' : 'and'
    return simplified({
      type,
      conditions: condition.conditions.map((part): LinkCondition => ({ type: 'not', condition: part })),
    })
  }
  return { type: 'not', condition }
}
