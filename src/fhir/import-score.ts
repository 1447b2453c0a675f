import type { FhirElement } from './element.js'
import { extensionUrl } from './extension-urls.js'
import { type FhirPathNode, parseFhirPath } from './fhirpath.js'
import type { Findings } from './finding.js'
import { type ImportItem, isAsked, repeatingAround } from './import-item.js'

/** A score as the file has it, with the items that it counts. */
export interface ImportedScore {
  readonly of: readonly ImportItem[]
  /** The keys beside id, label and `of`. */
  readonly rules: Readonly<Record<string, unknown>>
}

/**
 * The score that an item works out, where its expression is one that is understood: a sum, mean or maximum of
 * answers, written with `sum()`, `avg()`, `max()`, or with `+`. `undefined` for every other expression, which is
 * reported: expressions are not run here.
 */
export function importScore(
  item: ImportItem,
  find: (linkId: string) => ImportItem | undefined,
  variables: ReadonlyMap<string, string>,
  findings: Findings,
): ImportedScore | undefined {
  const { element, linkId } = item
  if (!isWorkedOut(item)) return undefined
  const calculated = element.extension(extensionUrl.calculatedExpression)
  const expression = expressionOf(calculated)
  const own = element.extension(extensionUrl.score)
  const recipe = own === undefined ? recipeOf(expression ?? '', variables) : ownRecipe(own)
  const isFunction = recipe?.rules.method === 'module'
  const refuse = (reason: string) => {
    const text = calculated?.element('valueExpression')?.text('expression')
    findings.warning(
      linkId,
      `It is worked out by ${isFunction ? 'a function' : 'an expression'}, and ${reason} It became a question that ${isAsked(item) ? 'people are asked' : 'nobody is asked'}. Write a score, or remove it.${text === undefined ? '' : ` The expression: ${text}`}`,
    )
    return undefined
  }
  if (isFunction) return refuse('FHIR cannot carry that.')
  const isNumber = item.type === 'decimal' || item.type === 'integer' || item.type === 'quantity'
  if (!isNumber || item.repetition !== 'once') return refuse('its answer is no number.')
  if (repeatingAround(item).length > 0) return refuse('it stands in a group that repeats.')
  if (recipe === undefined || recipe.linkIds.length === 0)
    return refuse('only sums, means and maxima of answers are understood.')
  const of = recipe.linkIds.map(find)
  const found = of.filter((counted) => counted !== undefined)
  if (found.length < of.length) return refuse('it counts an item that is not there.')
  const unscored = found.find((counted) => recipe.rules.method !== 'count' && !isScored(counted))
  if (unscored !== undefined) return refuse(`the answers of "${unscored.linkId}" have no numbers.`)
  return { of: found, rules: recipe.rules }
}

/** Whether its answer is worked out from others. */
export function isWorkedOut({ element }: ImportItem): boolean {
  return element.extension(extensionUrl.calculatedExpression, extensionUrl.score) !== undefined
}

/** The variables of the questionnaire and of an item and those around it, by name. */
export function variablesOf(
  questionnaire: FhirElement,
  item: ImportItem | undefined,
): ReadonlyMap<string, string> {
  const own = new Map<string, string>(
    (item?.element ?? questionnaire)
      .extensions(extensionUrl.variable)
      .flatMap((extension): [string, string][] => {
        const name = extension.element('valueExpression')?.text('name')
        const text = expressionOf(extension)
        return name === undefined || text === undefined ? [] : [[`%${name}`, text]]
      }),
  )
  return item === undefined ? own : new Map([...variablesOf(questionnaire, item.parent), ...own])
}

function expressionOf(extension: FhirElement | undefined): string | undefined {
  const expression = extension?.element('valueExpression')
  return expression?.text('language') === 'text/fhirpath' ? expression.text('expression') : undefined
}

function isScored(item: ImportItem): boolean {
  if (item.type !== 'choice') return ['integer', 'decimal', 'quantity'].includes(item.type)
  return (
    item.choice?.options.every(({ value, score }) => typeof value === 'number' || score !== undefined) ??
    false
  )
}

interface Recipe {
  readonly linkIds: readonly string[]
  readonly rules: Readonly<Record<string, unknown>>
}

/** What the exporter wrote beside the expression. */
function ownRecipe(extension: FhirElement): Recipe {
  const parts = extension.elements('extension')
  const all = (url: string) => parts.filter((part) => part.text('url') === url)
  const text = (url: string) => all(url)[0]?.text('valueCode')
  const share = all('prorate')[0]?.number('valueDecimal')
  const bands = all('band').map((band) => {
    const inner = (url: string) => band.elements('extension').find((part) => part.text('url') === url)
    return {
      id: inner('id')?.text('valueCode'),
      label: inner('label')?.text('valueString'),
      from: inner('from')?.number('valueDecimal'),
      to: inner('to')?.number('valueDecimal'),
    }
  })
  return {
    linkIds: all('of').flatMap((part) => part.text('valueString') ?? []),
    rules: {
      method: text('method') ?? 'sum',
      skipped: text('skipped'),
      missing: share === undefined ? text('missing') : { prorate: share },
      show: text('show'),
      ...(bands.length === 0 ? {} : { bands }),
    },
  }
}

const METHODS: Readonly<Record<string, string>> = { sum: 'sum', avg: 'mean', max: 'max' }
/** Variables may name variables; more than this many in one expression is no score of people. */
const MAX_TERMS = 500

function recipeOf(text: string, variables: ReadonlyMap<string, string>): Recipe | undefined {
  let left = MAX_TERMS
  const node = parseFhirPath(text)
  const last = node?.type === 'path' ? node.steps.at(-1) : undefined
  const method = last?.arguments?.length === 0 ? METHODS[last.name] : undefined
  if (node?.type === 'path' && method !== undefined) {
    const list: FhirPathNode = { ...node, steps: node.steps.slice(0, -1) }
    const linkIds = isPlain(list) ? linkIdsIn(list) : []
    return { linkIds, rules: { method, missing: 'zero', show: 'completion' } }
  }
  const rules = { zero: false }
  const terms = node === undefined ? undefined : termsOf(node)
  if (terms === undefined || new Set(terms).size < terms.length) return undefined
  return {
    linkIds: terms,
    rules: { method: 'sum', ...(rules.zero ? { missing: 'zero' } : {}), show: 'completion' },
  }

  /** The linkId of each part of a sum; `undefined` where it is none. */
  function termsOf(part: FhirPathNode): string[] | undefined {
    left -= 1
    if (left < 0) return undefined
    if (part.type === 'binary') {
      const sides = part.operator === '+' ? [termsOf(part.left), termsOf(part.right)] : [undefined]
      return sides.every((side) => side !== undefined) ? sides.flatMap((side) => side ?? []) : undefined
    }
    if (part.type !== 'path') return undefined
    if (typeof part.root === 'object' && part.steps.length === 0) return termsOf(part.root)
    const [first] = part.steps
    if (part.root === undefined && first?.name === 'iif' && part.steps.length === 1)
      return conditionalTerms(first.arguments)
    const variable =
      typeof part.root === 'string' && part.steps.length === 0 ? variables.get(part.root) : undefined
    if (variable !== undefined) {
      const inner = parseFhirPath(variable)
      return inner === undefined ? undefined : termsOf(inner)
    }
    const linkIds = new Set(linkIdsIn(part))
    return linkIds.size === 1 && isPlain(part) ? [...linkIds] : undefined
  }

  /** `iif(%a.exists(), %a, 0)`: nothing counts zero; `iif(…, sum, {})` is the sum, or nothing. */
  function conditionalTerms(found: readonly FhirPathNode[] = []): string[] | undefined {
    const [, then, otherwise] = found
    if (then === undefined) return undefined
    if (otherwise?.type === 'literal' && otherwise.value === 0) rules.zero = true
    else if (otherwise !== undefined && otherwise.type !== 'empty') return undefined
    return termsOf(then)
  }
}

/** The linkIds that an expression leads to, each once: `linkId = 'a'`, and `linkId in ('a' | 'b')`. */
function linkIdsIn(node: FhirPathNode): string[] {
  if (node.type === 'binary') return [...new Set([...linkIdsIn(node.left), ...linkIdsIn(node.right)])]
  if (node.type !== 'path') return []
  const tests = node.steps.map(({ arguments: found = [] }) => found.flatMap(namedIn))
  // Of a way through groups only its end counts.
  const end = tests.findLastIndex((found) => found.length > 0)
  const nested = node.steps.flatMap(({ arguments: found = [] }, index) =>
    (tests[index] ?? []).length > 0 ? [] : found.flatMap(linkIdsIn),
  )
  const root = typeof node.root === 'object' ? linkIdsIn(node.root) : []
  return [...new Set([...root, ...(tests[end] ?? []), ...nested])]
}

/** What a test of linkIds names. */
function namedIn(node: FhirPathNode): string[] {
  if (node.type !== 'binary') return []
  const { operator, left, right } = node
  if (operator === 'or') return [...namedIn(left), ...namedIn(right)]
  const isTest = left.type === 'path' && left.root === undefined && left.steps[0]?.name === 'linkId'
  return isTest && (operator === '=' || operator === 'in') ? textsIn(right) : []
}

function textsIn(node: FhirPathNode): string[] {
  if (node.type === 'binary') return [...textsIn(node.left), ...textsIn(node.right)]
  return node.type === 'literal' && typeof node.value === 'string' ? [node.value] : []
}

/** What an expression may use that only looks up what an answer counts. */
const LOOKUP_NAMES: ReadonlySet<string> = new Set([
  ...[
    'item',
    'answer',
    'value',
    'code',
    'system',
    'linkId',
    'answerOption',
    'extension',
    'url',
    'valueDecimal',
  ],
  ...['where', 'descendants', 'repeat', 'combine', 'ordinal', 'weight'],
])

function isPlain(node: FhirPathNode): boolean {
  let plain = true
  visit(node, (part) => {
    if (part.type === 'binary' && !['=', 'in', '|', 'and', 'or'].includes(part.operator)) plain = false
    if (part.type === 'path' && part.steps.some(({ name }) => !LOOKUP_NAMES.has(name))) plain = false
  })
  return plain
}

function visit(node: FhirPathNode, look: (node: FhirPathNode) => void): void {
  look(node)
  if (node.type === 'binary') {
    visit(node.left, look)
    visit(node.right, look)
  }
  if (node.type !== 'path') return
  if (typeof node.root === 'object') visit(node.root, look)
  for (const step of node.steps) for (const argument of step.arguments ?? []) visit(argument, look)
}
