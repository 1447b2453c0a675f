import type { Operator } from '../expression/condition.js'
import type { Field, FieldType } from '../questionnaire/questionnaire.js'
import { isInteger32, plainValue } from './answer-value.js'
import { extensionUrl } from './extension-urls.js'
import { fhirPathText } from './fhirpath.js'
import type { ItemTest, LinkCondition, TestValue } from './link-condition.js'

/** What the writer has to know of the items that a condition names. */
export interface ItemNames {
  /** `undefined` for a score, which is a number. */
  field(linkId: string): Field | undefined
  /** The variable that stands for the nearest entry around both the item that has the condition, and this one. */
  scopeOf(linkId: string): string
}

/** The keys of an item that has this condition: `enableWhen`, or where that cannot say it, an expression. */
export function writeCondition(
  condition: LinkCondition,
  names: ItemNames,
): { readonly keys: Record<string, unknown>; readonly extension?: unknown } {
  const parts = condition.type === 'and' || condition.type === 'or' ? condition.conditions : [condition]
  const tests = parts.map((part) => enableWhenOf(part, names))
  if (tests.every((test) => test !== undefined)) {
    const behavior = condition.type === 'or' ? 'any' : 'all'
    return { keys: { enableWhen: tests, ...(tests.length > 1 ? { enableBehavior: behavior } : {}) } }
  }
  return {
    keys: {},
    extension: {
      url: extensionUrl.enableWhenExpression,
      valueExpression: { language: 'text/fhirpath', expression: fhirPathOf(condition, names) },
    },
  }
}

function enableWhenOf(condition: LinkCondition, names: ItemNames): unknown {
  if (condition.type === 'not') {
    return condition.condition.type === 'answered'
      ? existsTest(condition.condition.linkId, false, names)
      : undefined
  }
  if (condition.type === 'answered') return existsTest(condition.linkId, true, names)
  if (condition.type !== 'test' || condition.of !== 'value' || condition.value.type === 'answer')
    return undefined
  const { linkId, operator, value } = condition
  return {
    question: linkId,
    operator: operator === '==' ? '=' : operator,
    ...answerKey(names.field(linkId), value),
  }
}

function existsTest(question: string, answerBoolean: boolean, names: ItemNames): unknown {
  if (names.field(question)?.type === 'group') return undefined
  return { question, operator: 'exists', answerBoolean }
}

function answerKey(field: Field | undefined, value: TestValue): Record<string, unknown> {
  if (value.type === 'code') {
    const { code, system } = value
    return { answerCoding: { ...(system === undefined ? {} : { system }), code } }
  }
  const plain = value.type === 'plain' ? value.value : ''
  if (typeof plain === 'boolean') return { answerBoolean: plain }
  if (field?.type === 'quantity') {
    const [unit, second] = field.units
    return {
      answerQuantity: { value: plain, ...(unit === undefined || second !== undefined ? {} : { unit }) },
    }
  }
  if (typeof plain === 'number') {
    const isInteger = (field?.type === 'integer' || field?.type === 'choice') && isInteger32(plain)
    return { [isInteger ? 'answerInteger' : 'answerDecimal']: plain }
  }
  if (field?.type === 'url') return { answerString: plain }
  if (field?.type === 'datetime' && !plain.includes('T')) return { answerDateTime: plain }
  const found = plainValue(field?.type ?? 'string', plain, 'UTC')
  return { [`answer${found.name}`]: found.value }
}

/** The condition as FHIRPath. Every form that is written here is read by `readFhirPathCondition`. */
export function fhirPathOf(condition: LinkCondition, names: ItemNames): string {
  switch (condition.type) {
    case 'and':
    case 'or':
      return condition.conditions.map((part) => `(${fhirPathOf(part, names)})`).join(` ${condition.type} `)
    case 'not':
      return `(${fhirPathOf(condition.condition, names)}).not()`
    case 'answered': {
      const isGroup = names.field(condition.linkId)?.type === 'group'
      return `${itemPath(condition.linkId, names)}${isGroup ? '' : '.answer'}.exists()`
    }
    case 'test':
      return testPath(condition, names)
  }
}

function itemPath(linkId: string, names: ItemNames): string {
  return `${names.scopeOf(linkId)}.descendants().where(linkId = ${fhirPathText(linkId)})`
}

function testPath(test: ItemTest, names: ItemNames): string {
  const { linkId, of, operator, value } = test
  const item = itemPath(linkId, names)
  const field = names.field(linkId)
  const sign = operator === '==' ? '=' : operator
  if (of === 'count') {
    const isGroup = field?.type === 'group'
    return `${item}${isGroup ? '' : '.answer'}.count() ${sign} ${literal(value, undefined)}`
  }
  // "!=" means that none equals.
  const isNone = operator === '!='
  const predicate =
    of === 'age'
      ? agePredicate(isNone ? '==' : operator, Number(value.type === 'plain' ? value.value : 0))
      : predicateOf(isNone ? '=' : sign, value, field, names)
  return `${item}.answer.value.where(${predicate}).${isNone ? 'empty' : 'exists'}()`
}

function predicateOf(sign: string, value: TestValue, field: Field | undefined, names: ItemNames): string {
  if (value.type === 'answer') {
    const isCoded =
      field?.type === 'choice' && field.options.some(({ label, value: own }) => label !== String(own))
    const left = isCoded ? 'code' : field?.type === 'quantity' ? 'value' : '$this'
    const isOtherQuantity = names.field(value.linkId)?.type === 'quantity'
    const part = isCoded ? '.code' : isOtherQuantity ? '.value' : ''
    const other = `${itemPath(value.linkId, names)}.answer.value${part}`
    return `${left} ${sign === '=' ? 'in' : sign} ${other}`
  }
  if (value.type === 'code') {
    const code = `code = ${fhirPathText(value.code)}`
    return value.system === undefined ? code : `system = ${fhirPathText(value.system)} and ${code}`
  }
  return `${field?.type === 'quantity' ? 'value' : '$this'} ${sign} ${literal(value, field?.type)}`
}

function agePredicate(operator: Operator, years: number): string {
  const birthday = (age: number) => (age < 0 ? `today() + ${-age} years` : `today() - ${age} years`)
  if (operator === '==') return `$this <= ${birthday(years)} and $this > ${birthday(years + 1)}`
  return `$this ${operator === '<' ? '>' : '<='} ${birthday(years)}`
}

function literal(value: TestValue, type: FieldType | undefined): string {
  const plain = value.type === 'plain' ? value.value : ''
  if (typeof plain !== 'string') return String(plain)
  if (type === 'date' || (type === 'datetime' && !plain.includes('T'))) return `@${plain}`
  if (type === 'datetime') return `@${plain}:00Z`
  return type === 'time' ? `@T${plain}:00` : fhirPathText(plain)
}
