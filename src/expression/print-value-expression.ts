import { printNumber } from './print-condition.js'
import type { Operand, ValueExpression } from './value-expression.js'

/**
 * The string of a value expression, such as `{state.items + [state.name]}`; reading it gives the same tree.
 *
 * @throws RangeError for a text in an operand that holds both kinds of quotes, or a number that is none.
 */
export function printValueExpression(expression: ValueExpression): string {
  switch (expression.type) {
    case 'literal':
      return expression.text
    case 'path':
      return `{${printPath(expression.path)}}`
    case 'operation':
      return `{${printPath(expression.path)} ${expression.operator} ${printOperand(expression.operand)}}`
    case 'text':
      return expression.parts.map((part) => (typeof part === 'string' ? part : part.source)).join('')
  }
}

function printPath(path: readonly string[]): string {
  return ['state', ...path].join('.')
}

function printOperand(operand: Operand): string {
  switch (operand.type) {
    case 'path':
      return printPath(operand.path)
    case 'list':
      return `[${operand.items.map(printOperand).join(', ')}]`
    case 'mapping':
      return `{${operand.entries.map(([key, value]) => `${quoted(key)}: ${printOperand(value)}`).join(', ')}}`
    case 'literal':
      if (typeof operand.value === 'string') return quoted(operand.value)
      return typeof operand.value === 'number' ? printNumber(operand.value) : String(operand.value)
  }
}

function quoted(text: string): string {
  const quote = text.includes("'") ? '"' : "'"
  if (text.includes(quote)) {
    throw new RangeError(`No expression can write ${JSON.stringify(text)}, which holds both kinds of quotes.`)
  }
  return `${quote}${text}${quote}`
}
