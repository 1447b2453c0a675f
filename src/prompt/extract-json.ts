/** Characters that the search for JSON inside prose may still look at, so that hostile text costs little. */
export interface ScanBudget {
  left: number
}

const SCAN_BUDGET = 2_000_000

/** JSON that is nested deeper is left as text: reading it would cost more than it can be worth. */
const MAX_DEPTH = 500

/**
 * The JSON value in a model's answer, or the answer itself where there is none. First success of: the whole
 * text; a fenced block marked `json`; any fenced block; the first balanced `{…}` that parses, widened to a
 * `[…]` around it that parses; the first `[…]` that parses.
 */
export function extractJson(text: string): unknown {
  const found = findJson(text)
  return found === undefined ? text : found.value
}

/** As `extractJson`, with `undefined` where there is no JSON. The budget is 2,000,000 characters by default. */
export function findJson(
  text: string,
  budget: ScanBudget = { left: SCAN_BUDGET },
): { readonly value: unknown } | undefined {
  return (
    parse(text.trim()) ??
    firstOf(fencedBlocks(text, /^json$/i)) ??
    firstOf(fencedBlocks(text, /^/)) ??
    findInProse(text, budget)
  )
}

function parse(text: string): { value: unknown } | undefined {
  if (isTooDeep(text)) return undefined
  try {
    return { value: JSON.parse(text, dropPrototype) }
  } catch {
    return undefined
  }
}

/** Brackets inside strings count, too: a text that is refused for those alone does not occur. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (const character of text) {
    if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1)
    if (depth > MAX_DEPTH) return true
  }
  return false
}

/** A key `__proto__` would be an own property here and a prototype wherever it is assigned later. */
function dropPrototype(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value
}

function firstOf(texts: readonly string[]): { value: unknown } | undefined {
  for (const text of texts) {
    const found = parse(text)
    if (found !== undefined) return found
  }
  return undefined
}

function fencedBlocks(text: string, language: RegExp): string[] {
  const pieces = text.split('```')
  return pieces.flatMap((piece, index) => {
    if (index % 2 === 0 || index === pieces.length - 1) return []
    const [, tag = '', body = ''] = /^([^\s{["]*)\s?([\s\S]*)$/.exec(piece) ?? []
    return language.test(tag) ? [body.trim()] : []
  })
}

function findInProse(text: string, budget: ScanBudget): { value: unknown } | undefined {
  const object = firstBalanced(text, '{', 0, budget)
  if (object === undefined) return firstBalanced(text, '[', 0, budget)
  for (
    let start = text.indexOf('[');
    start >= 0 && start < object.start;
    start = text.indexOf('[', start + 1)
  ) {
    const end = balancedEnd(text, start, budget)
    if (budget.left <= 0) break
    if (end === undefined || end < object.end) continue
    budget.left -= end - start
    const around = parse(text.slice(start, end))
    if (around !== undefined) return around
  }
  return object
}

function firstBalanced(
  text: string,
  open: '{' | '[',
  from: number,
  budget: ScanBudget,
): { value: unknown; start: number; end: number } | undefined {
  for (let start = text.indexOf(open, from); start >= 0; start = text.indexOf(open, start + 1)) {
    const end = balancedEnd(text, start, budget)
    // Reading costs as much as looking did.
    if (end !== undefined) budget.left -= end - start
    const found = end === undefined ? undefined : parse(text.slice(start, end))
    if (found !== undefined && end !== undefined) return { ...found, start, end }
    if (budget.left <= 0) return undefined
  }
  return undefined
}

/** Where the bracket that opens at `start` closes, brackets inside strings not counted. */
function balancedEnd(text: string, start: number, budget: ScanBudget): number | undefined {
  let depth = 0
  let isString = false
  for (let index = start; index < text.length; index++) {
    if (--budget.left <= 0) return undefined
    const character = text[index]
    if (isString) {
      if (character === '\\') index++
      else if (character === '"') isString = false
    } else if (character === '"') isString = true
    else if (character === '{' || character === '[') {
      if (++depth > MAX_DEPTH) {
        // A part of it would be another value than the one that was written.
        budget.left = 0
        return undefined
      }
    } else if ((character === '}' || character === ']') && --depth === 0) return index + 1
  }
  return undefined
}
