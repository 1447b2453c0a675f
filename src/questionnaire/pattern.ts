import { RE2JS } from 're2js'

/** Characters. Longer patterns, and longer answers to match, are refused. */
export const MAX_PATTERN_LENGTH = 500
export const MAX_PATTERN_INPUT = 2000

const compiled = new Map<string, RE2JS>()
const MAX_COMPILED = 500

/**
 * Whether the whole text matches the pattern, in time linear to the text. Spaces and dashes may stand in the
 * text where the pattern has none: people write codes in groups.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (text.length > MAX_PATTERN_INPUT) return false
  const expression = compile(pattern)
  return expression.matches(text) || expression.matches(text.replace(/[\s\p{Pd}]/gu, ''))
}

/** What is wrong with a pattern, as a sentence; `undefined` where nothing is. */
export function patternMistake(pattern: string): string | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return `This pattern is longer than ${MAX_PATTERN_LENGTH} characters.`
  }
  try {
    RE2JS.compile(pattern)
    return undefined
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `This pattern cannot be used: ${reason}. Patterns have RE2 syntax, without look-around and back-references.`
  }
}

function compile(pattern: string): RE2JS {
  let expression = compiled.get(pattern)
  if (expression === undefined) {
    if (compiled.size >= MAX_COMPILED) compiled.clear()
    expression = RE2JS.compile(pattern)
    compiled.set(pattern, expression)
  }
  return expression
}
