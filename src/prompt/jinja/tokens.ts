import { jinjaTests } from './value-tests.js'

/** As the library's `tokenize` gives it. */
export interface JinjaToken {
  readonly type: string
  readonly value: string
}

const NO_ARGUMENT = new Set(['and', 'or', 'not', 'if', 'else', 'is', 'in', 'recursive'])

/**
 * The library reads `x is odd` but no test with a value. `x is divisibleby(3)` and `x is divisibleby 3` become
 * the filter `x | is divisibleby(3)`, whose name no text can write.
 */
export function rewriteTests(tokens: readonly JinjaToken[]): JinjaToken[] {
  const rewritten: JinjaToken[] = []
  let index = 0
  while (index < tokens.length) {
    const token = tokens[index]
    if (token === undefined) break
    const test = isWord(token, 'is') && rewritten.at(-1)?.type !== 'Dot' ? testAt(tokens, index) : undefined
    if (test === undefined) {
      rewritten.push(token)
      index += 1
    } else {
      rewritten.push({ type: 'Pipe', value: '|' }, { type: 'Identifier', value: test.name })
      index = test.next
      if (test.bareEnd !== undefined) {
        const argument = rewriteTests(tokens.slice(index, test.bareEnd))
        rewritten.push({ type: 'OpenParen', value: '(' }, ...argument, { type: 'CloseParen', value: ')' })
        index = test.bareEnd
      }
    }
  }
  return rewritten
}

/** A test with a value that begins at `index`; `bareEnd` where that value has no parentheses. */
function testAt(
  tokens: readonly JinjaToken[],
  index: number,
): { name: string; next: number; bareEnd?: number } | undefined {
  const isNegated = isWord(tokens[index + 1], 'not')
  const place = isNegated ? index + 2 : index + 1
  const test = tokens[place]
  if (test?.type !== 'Identifier') return undefined
  const name = `is ${isNegated ? 'not ' : ''}${test.value}`
  const next = place + 1
  if (tokens[next]?.type === 'OpenParen') return { name, next }
  const takes = Object.hasOwn(jinjaTests, test.value) ? jinjaTests[test.value]?.takes : 0
  const bareEnd = takes === 1 ? endOfPrimary(tokens, next) : undefined
  return bareEnd === undefined ? undefined : { name, next, bareEnd }
}

/** Where a text, a number, a name with its attributes or a list ends; `undefined` where none begins. */
function endOfPrimary(tokens: readonly JinjaToken[], start: number): number | undefined {
  const first = tokens[start]
  if (first?.type === 'StringLiteral' || first?.type === 'NumericLiteral') return start + 1
  if (first?.type === 'OpenSquareBracket') return closingEnd(tokens, start)
  if (first?.type !== 'Identifier' || NO_ARGUMENT.has(first.value)) return undefined
  let end = start + 1
  for (;;) {
    if (tokens[end]?.type === 'Dot') end += 2
    else if (tokens[end]?.type === 'OpenSquareBracket') end = closingEnd(tokens, end) ?? end + 1
    else return end
  }
}

function closingEnd(tokens: readonly JinjaToken[], start: number): number | undefined {
  let depth = 0
  for (let index = start; index < tokens.length; index++) {
    if (tokens[index]?.type === 'OpenSquareBracket') depth++
    else if (tokens[index]?.type === 'CloseSquareBracket' && --depth === 0) return index + 1
  }
  return undefined
}

function isWord(token: JinjaToken | undefined, word: string): boolean {
  return token?.type === 'Identifier' && token.value === word
}
