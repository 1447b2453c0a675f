import { RunError } from '../errors.js'

/** A string of a graph file, read once. What is no expression is a literal. */
export type ValueExpression =
  | { readonly type: 'literal'; readonly text: string }
  | { readonly type: 'path'; readonly path: readonly string[] }
  | {
      readonly type: 'operation'
      readonly path: readonly string[]
      readonly operator: Operator
      readonly operand: Operand
    }
  | { readonly type: 'text'; readonly parts: readonly TextPart[] }

export type Operator = '+' | '-' | '*' | '/'

export type TextPart = string | { readonly path: readonly string[]; readonly source: string }

export type Operand =
  | { readonly type: 'path'; readonly path: readonly string[] }
  | { readonly type: 'literal'; readonly value: unknown }
  | { readonly type: 'list'; readonly items: readonly Operand[] }
  | { readonly type: 'mapping'; readonly entries: readonly (readonly [string, Operand])[] }

const SEGMENT = String.raw`(?:[\p{L}_][\p{L}\p{N}_]*|\d+)`
const PATH = String.raw`state((?:\.${SEGMENT})+)`
const WHOLE_PATH = new RegExp(String.raw`^\{\s*${PATH}\s*\}$`, 'u')
const INTERPOLATION = new RegExp(String.raw`(?<!\{)\{\s*${PATH}\s*\}(?!\})`, 'gu')
const OPERATION = /^\{\s*state((?:\.[\p{L}\p{N}_]+)+)\s*([-+*/])\s*([\s\S]*)\}$/u

/**
 * Reads one string: `{state.a.b}` is the value with its type, `{state.a + operand}` one operation, a longer
 * string with `{state.a}` in it a text with the values filled in, and everything else a literal.
 *
 * The answer is a sentence where an operation cannot be read, such as a chain of two.
 */
export function parseValueExpression(text: string): { expression: ValueExpression } | { error: string } {
  const path = WHOLE_PATH.exec(text.trim())?.[1]
  if (path !== undefined) return { expression: { type: 'path', path: segments(path) } }

  const operation = OPERATION.exec(text.trim())
  if (operation !== null) {
    const [, left = '', operator, right = ''] = operation
    const operand = new OperandReader(right).read()
    if (operand !== undefined) {
      return {
        expression: { type: 'operation', path: segments(left), operator: operator as Operator, operand },
      }
    }
    if (!isText(right)) {
      return {
        error: `"${text.trim()}" is not one operation. Write {state.name + operand} with one of + - * / and state.name, a number, a quoted text, [one item] or {'key': value}; do further steps in nodes of their own.`,
      }
    }
  }

  const parts = splitText(text)
  return parts.length === 1 && typeof parts[0] === 'string'
    ? { expression: { type: 'literal', text } }
    : { expression: { type: 'text', parts } }
}

/** Every mistake in the strings of a YAML value, with the way to it. */
export function checkValueExpressions(
  value: unknown,
  path: readonly (string | number)[] = [],
): { path: readonly (string | number)[]; error: string }[] {
  if (typeof value === 'string') {
    const parsed = parseValueExpression(value)
    return 'error' in parsed ? [{ path, error: parsed.error }] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) =>
    checkValueExpressions(item, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

/**
 * Resolves every string inside `value` over `state`. Never changes what it is given.
 *
 * @throws RunError `state_error` for an operation that its operands do not allow.
 */
export function evaluateValue(value: unknown, state: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') return evaluateText(value, state)
  if (Array.isArray(value)) return value.map((item) => evaluateValue(item, state))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluateValue(item, state)]))
}

function evaluateText(text: string, state: Readonly<Record<string, unknown>>): unknown {
  if (!text.includes('{')) return text
  const parsed = parseValueExpression(text)
  if ('error' in parsed) throw operationError(parsed.error)
  const { expression } = parsed
  switch (expression.type) {
    case 'literal':
      return expression.text
    case 'path':
      return readPath(state, expression.path) ?? null
    case 'operation': {
      const left = readPath(state, expression.path)
      if (left === undefined || left === null) return null
      return operate(left, expression.operator, operandValue(expression.operand, state), text)
    }
    case 'text':
      return expression.parts.map((part) => textOfPart(part, state)).join('')
  }
}

function textOfPart(part: TextPart, state: Readonly<Record<string, unknown>>): string {
  if (typeof part === 'string') return part
  const value = readPath(state, part.path)
  return value === undefined || value === null ? part.source : textOf(value)
}

/** Own properties only, and lists by whole number; `undefined` where something is missing. */
export function readPath(value: unknown, path: readonly string[]): unknown {
  let current = value
  for (const segment of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, segment)) return undefined
    if (Array.isArray(current) && !/^\d+$/.test(segment)) return undefined
    current = (current as Record<string, unknown>)[segment]
  }
  return current
}

/** A value inside a text: nothing for null, `true` and `false`, and JSON for lists and mappings. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? jsonText(value) : String(value)
}

/** JSON with `", "` and `": "`, as Python writes it. */
export function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${jsonText(item)}`)
    .join(', ')}}`
}

function operate(left: unknown, operator: Operator, right: unknown, source: string): unknown {
  if (operator === '+') {
    if (Array.isArray(left)) return [...left, ...(Array.isArray(right) ? right : [right])]
    if (typeof left === 'string' && typeof right !== 'object') return left + String(right)
  }
  if (typeof left !== 'number' || typeof right !== 'number') {
    throw operationError(
      `${source} cannot be computed from ${kindOf(left)} and ${kindOf(right)}. It takes two numbers${operator === '+' ? ', a text, or a list on the left' : ''}.`,
    )
  }
  if (operator === '/' && right === 0) throw operationError(`${source} divides by zero.`)
  const result = calculate(left, operator, right)
  if (!Number.isFinite(result)) throw operationError(`${source} gives a number that is too large.`)
  return result
}

function calculate(left: number, operator: Operator, right: number): number {
  if (operator === '+') return left + right
  if (operator === '-') return left - right
  return operator === '*' ? left * right : left / right
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`
}

function operationError(message: string): RunError {
  return new RunError({ type: 'state_error', message, retryable: false })
}

function operandValue(operand: Operand, state: Readonly<Record<string, unknown>>): unknown {
  if (operand.type === 'literal') return operand.value
  if (operand.type === 'path') return readPath(state, operand.path) ?? null
  if (operand.type === 'list') return operand.items.map((item) => operandValue(item, state))
  return Object.fromEntries(operand.entries.map(([key, item]) => [key, operandValue(item, state)]))
}

/** `{state.a - x} and {state.b}` is a text, although it begins and ends as an operation does. */
function isText(rest: string): boolean {
  const close = rest.indexOf('}')
  return close >= 0 && rest.indexOf('{', close) > close
}

function splitText(text: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const match of text.matchAll(INTERPOLATION)) {
    if (match.index > end) parts.push(text.slice(end, match.index))
    parts.push({ path: segments(match[1] ?? ''), source: match[0] })
    end = match.index + match[0].length
  }
  if (end < text.length || parts.length === 0) parts.push(text.slice(end))
  return parts
}

function segments(dotted: string): string[] {
  return dotted.split('.').filter((segment) => segment !== '')
}

/** Reads the right side of an operation; `undefined` where it is not exactly one operand. */
class OperandReader {
  #rest: string

  constructor(text: string) {
    this.#rest = text
  }

  read(): Operand | undefined {
    const operand = this.#operand(false)
    return operand !== undefined && this.#rest.trim() === '' ? operand : undefined
  }

  #operand(isInside: boolean): Operand | undefined {
    if (!isInside && this.#take(/^\[\s*/)) {
      const item = this.#take(/^\{\s*/) ? this.#mapping() : this.#operand(true)
      return item !== undefined && this.#take(/^\s*\]/) ? { type: 'list', items: [item] } : undefined
    }
    if (!isInside && this.#take(/^\{\s*/)) return this.#mapping()
    const path = this.#take(new RegExp(`^${PATH}(?![\\p{L}\\p{N}_])`, 'u'))
    if (path !== undefined) return { type: 'path', path: segments(path[1] ?? '') }
    const quoted = this.#take(/^(?:'([^']*)'|"([^"]*)")/)
    if (quoted !== undefined) return { type: 'literal', value: quoted[1] ?? quoted[2] ?? '' }
    const number = this.#take(/^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\p{L}\p{N}_.])/iu)
    if (number !== undefined) return { type: 'literal', value: Number(number[0]) }
    const word = this.#take(/^(true|false|null|none)(?![\p{L}\p{N}_])/iu)?.[1]?.toLowerCase()
    if (word === undefined) return undefined
    return { type: 'literal', value: word === 'true' ? true : word === 'false' ? false : null }
  }

  #mapping(): Operand | undefined {
    const entries: [string, Operand][] = []
    if (this.#take(/^\}/)) return { type: 'mapping', entries }
    do {
      const key = this.#take(/^\s*(?:'([^']*)'|"([^"]*)")\s*:\s*/)
      const value = key === undefined ? undefined : this.#operand(true)
      if (key === undefined || value === undefined) return undefined
      entries.push([key[1] ?? key[2] ?? '', value])
    } while (this.#take(/^\s*,/))
    return this.#take(/^\s*\}/) ? { type: 'mapping', entries } : undefined
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.#rest)
    if (match === null) return undefined
    this.#rest = this.#rest.slice(match[0].length)
    return match
  }
}
