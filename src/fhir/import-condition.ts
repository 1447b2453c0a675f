import { type Comparison, type Condition, parseCondition, printCondition } from '../expression/condition.js'
import { isRealDate } from '../questionnaire/date-text.js'
import type { Findings } from './finding.js'
import { type ImportItem, isAsked, isHidden, repeatingAround } from './import-item.js'
import { isWorkedOut } from './import-score.js'
import type { ItemTest, LinkCondition, TestValue } from './link-condition.js'

/** Items by linkId, and the id that conditions call them by. */
export interface ConditionNames {
  find(linkId: string): ImportItem | undefined
  /** Whether the item has become a score. */
  isScore(item: ImportItem): boolean
}

/** Why a condition cannot be carried over, as a sentence. */
class Refusal extends Error {}

/**
 * The text of a condition; `undefined` where it cannot be said, which is reported as an error: a question that is
 * shown when it should not be is worse than one that is missing.
 *
 * @param item whose condition it is.
 */
export function importCondition(
  condition: LinkCondition,
  item: ImportItem,
  names: ConditionNames,
  findings: Findings,
): Condition | undefined {
  try {
    const found = convert(condition, item, names)
    const text = printCondition(found)
    const { error } = parseCondition(text)
    if (error === undefined) return found
    findings.error(item.linkId, `Its condition cannot be written: ${error}`)
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof RangeError)) throw error
    findings.error(item.linkId, error.message)
  }
  return undefined
}

function convert(condition: LinkCondition, item: ImportItem, names: ConditionNames): Condition {
  switch (condition.type) {
    case 'and':
    case 'or':
      return { ...condition, conditions: condition.conditions.map((part) => convert(part, item, names)) }
    case 'not':
      return { type: 'not', condition: convert(condition.condition, item, names) }
    case 'answered': {
      const target = targetOf(condition.linkId, item, names)
      if (condition.isOfWholeResponse === true) refuseOwnEntries(target, item)
      return { type: 'answered', path: [target.id], offset: 0 }
    }
    case 'test': {
      const target = targetOf(condition.linkId, item, names)
      if (condition.isOfWholeResponse === true) refuseOwnEntries(target, item)
      return { type: 'comparison', ...sidesOf(condition, target, item, names), operator: condition.operator }
    }
  }
}

/** From inside an entry our name means that entry; an expression about the whole response means all of them. */
function refuseOwnEntries(target: ImportItem, item: ImportItem): void {
  const around = repeatingAround(item)
  if (repeatingAround(target).some((group) => around.includes(group)))
    throw new Refusal(
      `Its condition looks at "${target.linkId}" in every entry of the group around both. Write the "when" by hand.`,
    )
}

function targetOf(linkId: string, item: ImportItem, names: ConditionNames): ImportItem {
  const target = names.find(linkId)
  if (target === undefined)
    throw new Refusal(`Its condition names "${linkId}", which is no item that was carried over.`)
  if (target === item) throw new Refusal('Its condition looks at itself. Look at an earlier question.')
  if (target.order > item.order && !isHidden(target) && !names.isScore(target))
    throw new Refusal(
      `Its condition looks at "${linkId}", which is asked later. Move "${linkId}" before it: a question can only depend on earlier ones.`,
    )
  if (isWorkedOut(target) && !names.isScore(target) && !isAsked(target))
    throw new Refusal(
      `Its condition looks at "${linkId}", which nothing works out any more. Write a score for it, or the "when" by hand.`,
    )
  if (target.type === 'display')
    throw new Refusal(`Its condition looks at "${linkId}", a text without an answer.`)
  if (target.type === 'group' && target.repetition !== 'group')
    throw new Refusal(`Its condition looks at the group "${linkId}". Look at one of its questions.`)
  return target
}

type Sides = Pick<Comparison, 'left' | 'right'>

function sidesOf(test: ItemTest, target: ImportItem, item: ImportItem, names: ConditionNames): Sides {
  const path = [target.id]
  const { value } = test
  if (test.of !== 'value')
    return {
      left: { type: 'call', name: test.of, path, offset: 0 },
      right: { type: 'literal', value: numberOf(value), offset: 0 },
    }
  const left = { type: 'path', path, offset: 0 } as const
  if (value.type === 'answer') {
    const other = targetOf(value.linkId, item, names)
    return { left, right: { type: 'word', text: other.id, path: [other.id], offset: 0 } }
  }
  return { left, right: { type: 'literal', value: literalFor(target, test, names), offset: 0 } }
}

function numberOf(value: TestValue): number {
  if (value.type === 'plain' && typeof value.value === 'number') return value.value
  throw new Refusal('Its condition compares a number with something else. Write the "when" by hand.')
}

/** The value that the item's answers are compared with, in the type that they are stored in. */
function literalFor(
  target: ImportItem,
  { operator, value }: ItemTest,
  names: ConditionNames,
): string | number | boolean {
  const { linkId } = target
  if (names.isScore(target)) return numberOf(value)
  if (target.type === 'choice') {
    const found = optionFor(target, value)
    if (found !== undefined) return found
    const isOpen = target.element.text('type') === 'open-choice'
    if (isOpen && value.type === 'plain' && typeof value.value === 'string') return value.value
    if (operator !== '==' && operator !== '!=' && value.type === 'plain' && typeof value.value === 'number')
      return value.value
    throw new Refusal(
      `Its condition compares "${linkId}" with ${shown(value)}, which is none of its answers. Mend the condition or the answers.`,
    )
  }
  if (value.type === 'code')
    throw new Refusal(
      target.element.has('answerValueSet')
        ? `Its condition compares "${linkId}" with the code ${shown(value)}, but the value set of "${linkId}" is not in the file. Give it with --value-set FILE.`
        : `Its condition compares "${linkId}" with the code ${shown(value)}, and "${linkId}" is no choice.`,
    )
  if (value.type !== 'plain') throw new Refusal('Its condition cannot be read. Write the "when" by hand.')
  const plain = value.value
  if (target.type === 'date' && (typeof plain !== 'string' || !isRealDate(plain)))
    throw new Refusal(
      `Its condition compares "${linkId}" with "${plain}". Write a whole date, such as 2025-01-31.`,
    )
  return plain
}

function optionFor(target: ImportItem, value: TestValue): string | number | undefined {
  const options = target.choice?.options ?? []
  if (value.type === 'code') {
    const { code, system } = value
    const named = options.filter((option) => option.code === code)
    const exact = named.find((option) => option.system === system)
    const loose = named.find((option) => option.system === undefined || system === undefined)
    return (exact ?? loose)?.value
  }
  if (value.type !== 'plain') return undefined
  return options.find((option) => option.code === undefined && option.value === value.value)?.value
}

function shown(value: TestValue): string {
  if (value.type === 'code') return `"${value.code}"${value.system === undefined ? '' : ` (${value.system})`}`
  return value.type === 'plain' ? JSON.stringify(value.value) : `"${value.linkId}"`
}
