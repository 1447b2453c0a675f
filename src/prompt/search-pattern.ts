import { RE2JS } from 're2js'

/** Characters. Longer patterns are refused. */
const MAX_PATTERN_LENGTH = 500

/**
 * Whether the pattern occurs anywhere in a text, in time linear to the text: the patterns of prompt files meet
 * whatever a model writes. `^` and `$` tie it to the ends.
 *
 * @throws Error for a pattern that `patternMistake` complains about.
 */
export function searchPattern(pattern: string): (text: string) => boolean {
  const expression = RE2JS.compile(pattern)
  return (text) => expression.matcher(text).find()
}

/** What is wrong with a pattern, as a sentence; `undefined` where nothing is. */
export function patternMistake(pattern: string): string | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH)
    return `This pattern is longer than ${MAX_PATTERN_LENGTH} characters.`
  try {
    RE2JS.compile(pattern)
    return undefined
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `"${pattern}" is not a regular expression that can be used: ${reason}. It takes RE2 syntax, without look-around and back-references.`
  }
}
