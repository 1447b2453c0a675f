import type { Operator } from '../expression/condition.js'
import { type FhirPathNode, type FhirPathStep, parseFhirPath } from './fhirpath.js'
import type { ItemTest, LinkCondition, TestValue } from './link-condition.js'

/**
 * A FHIRPath expression about answers as a condition; `undefined` where it asks for more than conditions can say.
 * Read are `and`, `or`, `.not()`, and of an item found by its linkId: `.answer.exists()`, `.answer.empty()`,
 * `.answer.count() > 1`, `.answer.value = 'x'`, `.answer.value.where($this > 5).exists()`, with `code = 'x'` for a
 * coding, `value > 5` for a quantity, and `$this <= today() - 18 years` for an age.
 */
export function readFhirPathCondition(text: string): LinkCondition | undefined {
  const node = parseFhirPath(text)
  return node === undefined ? undefined : conditionOf(node)
}

type Path = Extract<FhirPathNode, { type: 'path' }>

const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': '==',
  '!=': '!=',
  '>': '>',
  '<': '<',
  '>=': '>=',
  '<=': '<=',
}

function conditionOf(node: FhirPathNode): LinkCondition | undefined {
  if (node.type === 'binary') {
    if (node.operator !== 'and' && node.operator !== 'or') return comparisonOf(node)
    const parts = [conditionOf(node.left), conditionOf(node.right)]
    const sound = parts.filter((part) => part !== undefined)
    return sound.length === 2 ? { type: node.operator, conditions: sound } : undefined
  }
  if (node.type !== 'path') return undefined
  const last = node.steps.at(-1)
  if (last === undefined) return undefined
  const rest: Path = { ...node, steps: node.steps.slice(0, -1) }
  if (last.name === 'not' && last.arguments?.length === 0) return not(conditionOf(unwrapped(rest)))
  if (last.name === 'empty' && last.arguments?.length === 0) return not(existing(rest))
  if (last.name !== 'exists' || last.arguments === undefined) return undefined
  const [predicate] = last.arguments
  return predicate === undefined
    ? existing(rest)
    : existing({ ...rest, steps: [...rest.steps, { name: 'where', arguments: [predicate] }] })
}

/** A root in parentheses that nothing follows stands for itself. */
function unwrapped(path: Path): FhirPathNode {
  return path.steps.length === 0 && typeof path.root === 'object' ? path.root : path
}

/** The opposite of "none equals" is "one equals", so that a double negation stays simple. */
function not(condition: LinkCondition | undefined): LinkCondition | undefined {
  if (condition === undefined) return undefined
  if (condition.type === 'test' && condition.operator === '==') return { ...condition, operator: '!=' }
  return { type: 'not', condition }
}

function existing(path: Path): LinkCondition | undefined {
  const found = itemIn(path)
  if (found === undefined) return undefined
  const { item, rest } = found
  const names = rest.map(({ name }) => name).join('.')
  if (names === '' || names === 'answer' || names === 'answer.value') return { type: 'answered', ...item }
  const [predicate] = rest[2]?.arguments ?? []
  return names === 'answer.value.where' && predicate !== undefined ? testOf(predicate, item) : undefined
}

interface FoundItem {
  readonly linkId: string
  readonly isOfWholeResponse?: boolean
}

/** The way to an item, and the steps behind it. */
function itemIn({ root, steps }: Path): { item: FoundItem; rest: readonly FhirPathStep[] } | undefined {
  if (typeof root !== 'string' || !(root === '%resource' || root.startsWith('%entry'))) return undefined
  const found = steps.findLastIndex((step) => linkIdOf(step) !== undefined)
  const step = steps[found]
  const linkId = step === undefined ? undefined : linkIdOf(step)
  if (linkId === undefined || !steps.slice(0, found).every(isWay)) return undefined
  const item: FoundItem = root === '%resource' ? { linkId, isOfWholeResponse: true } : { linkId }
  return { item, rest: steps.slice(found + 1) }
}

function isWay(step: FhirPathStep): boolean {
  return ['item', 'answer', 'descendants', 'repeat'].includes(step.name) || linkIdOf(step) !== undefined
}

/** Of `where(linkId = 'x')`. */
function linkIdOf(step: FhirPathStep): string | undefined {
  const [test] = step.name === 'where' ? (step.arguments ?? []) : []
  if (test?.type !== 'binary' || test.operator !== '=' || !isName(test.left, 'linkId')) return undefined
  return test.right.type === 'literal' && typeof test.right.value === 'string' ? test.right.value : undefined
}

function isName(node: FhirPathNode, name: string): boolean {
  return (
    node.type === 'path' && node.root === undefined && node.steps.length === 1 && node.steps[0]?.name === name
  )
}

function isThis(node: FhirPathNode): boolean {
  return node.type === 'path' && node.root === '$this' && node.steps.length === 0
}

/** `path.answer.count() > 1`, and `path.answer.value = 'x'`. */
function comparisonOf({
  operator,
  left,
  right,
}: Extract<FhirPathNode, { type: 'binary' }>): LinkCondition | undefined {
  const comparison = OPERATORS[operator]
  const found = left.type === 'path' ? itemIn(left) : undefined
  if (found === undefined || comparison === undefined || right.type !== 'literal') return undefined
  const names = found.rest.map(({ name }) => name).join('.')
  const plain: TestValue = { type: 'plain', value: right.value }
  const base = { type: 'test', ...found.item, operator: comparison } as const
  if (names === 'count' || names === 'answer.count') return { ...base, of: 'count', value: plain }
  const isCode = names === 'answer.value.code'
  if (!isCode && names !== 'answer.value' && names !== 'answer.value.value') return undefined
  const value: TestValue = isCode ? { type: 'code', code: String(right.value) } : plain
  const test: ItemTest = { ...base, of: 'value', value }
  // In FHIRPath nothing is unequal to what is not there.
  return comparison === '!=' ? { type: 'and', conditions: [{ type: 'answered', ...found.item }, test] } : test
}

/** What `where` asks of an answer. */
function testOf(predicate: FhirPathNode, item: FoundItem): ItemTest | undefined {
  if (predicate.type !== 'binary') return undefined
  const { operator, left, right } = predicate
  const test = (name: string, value: TestValue | undefined): ItemTest | undefined => {
    const comparison = OPERATORS[name]
    if (value === undefined || comparison === undefined) return undefined
    return { type: 'test', ...item, of: 'value', operator: comparison, value }
  }
  if (operator === 'and') return ageBetween(left, right, item) ?? test('=', codeOf(left, right))
  const age = ageOf(predicate)
  if (age !== undefined) return { type: 'test', ...item, of: 'age', ...age }
  if (operator === 'in')
    return isThis(left) || isName(left, 'code') ? test('=', otherAnswer(right)) : undefined
  if (isName(left, 'code'))
    return right.type === 'literal' ? test(operator, { type: 'code', code: String(right.value) }) : undefined
  if (!isThis(left) && !isName(left, 'value')) return undefined
  return test(operator, right.type === 'literal' ? { type: 'plain', value: right.value } : otherAnswer(right))
}

/** `system = 's' and code = 'c'`. */
function codeOf(left: FhirPathNode, right: FhirPathNode): TestValue | undefined {
  const textOf = (node: FhirPathNode, name: string) =>
    node.type === 'binary' &&
    node.operator === '=' &&
    isName(node.left, name) &&
    node.right.type === 'literal'
      ? String(node.right.value)
      : undefined
  const [system, code] = [textOf(left, 'system'), textOf(right, 'code')]
  return system === undefined || code === undefined ? undefined : { type: 'code', code, system }
}

function otherAnswer(node: FhirPathNode): TestValue | undefined {
  const found = node.type === 'path' ? itemIn(node) : undefined
  const names = found?.rest.map(({ name }) => name).join('.')
  return found !== undefined && /^answer\.value(?:\.code|\.value)?$/.test(names ?? '')
    ? { type: 'answer', linkId: found.item.linkId }
    : undefined
}

type Age = Pick<ItemTest, 'operator' | 'value'>

/** `$this <= today() - 18 years`: 18 or older. `$this > today() - 18 years`: younger. */
function ageOf(node: FhirPathNode): Age | undefined {
  if (node.type !== 'binary' || !isThis(node.left) || node.right.type !== 'binary') return undefined
  const { operator, left, right } = node.right
  if (!isName(left, 'today') || right.type !== 'literal' || right.unit !== 'years') return undefined
  const years = operator === '-' ? Number(right.value) : -Number(right.value)
  const value: TestValue = { type: 'plain', value: years }
  if (node.operator === '<=') return { operator: '>=', value }
  return node.operator === '>' ? { operator: '<', value } : undefined
}

/** `$this <= today() - 18 years and $this > today() - 19 years`: exactly 18. */
function ageBetween(first: FhirPathNode, second: FhirPathNode, item: FoundItem): ItemTest | undefined {
  const [low, high] = [ageOf(first), ageOf(second)]
  if (low?.value.type !== 'plain' || high?.value.type !== 'plain') return undefined
  if (low.operator !== '>=' || high.operator !== '<') return undefined
  if (Number(high.value.value) !== Number(low.value.value) + 1) return undefined
  return { type: 'test', ...item, of: 'age', operator: '==', value: low.value }
}
