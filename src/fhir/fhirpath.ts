/** A parsed expression of the part of FHIRPath that is understood here. */
export type FhirPathNode =
  | {
      readonly type: 'binary'
      readonly operator: string
      readonly left: FhirPathNode
      readonly right: FhirPathNode
    }
  | { readonly type: 'literal'; readonly value: string | number | boolean; readonly unit?: string }
  /** `{}`. */
  | { readonly type: 'empty' }
  /** `root.step.step(argument)`; the root is a `%variable`, `$this`, an expression in parentheses, or absent. */
  | { readonly type: 'path'; readonly root?: string | FhirPathNode; readonly steps: readonly FhirPathStep[] }

export interface FhirPathStep {
  readonly name: string
  /** Absent for a name without parentheses. */
  readonly arguments?: readonly FhirPathNode[]
}

const MAX_LENGTH = 20_000
const MAX_DEPTH = 60
const TOKEN =
  /\s*(?:('(?:[^'\\]|\\.)*')|(@[-\dT:.+Z]+)|(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|([%$]?[A-Za-z_]\w*)|(<=|>=|!=|[=<>().,{}|+-]))/y
/** From the loosest to the tightest. */
const LEVELS: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['in'],
  ['=', '!='],
  ['<', '<=', '>', '>='],
  ['|'],
  ['+', '-'],
]

/**
 * Reads an expression; `undefined` where it is longer than 20,000 characters, deeper than 60 levels, or uses more
 * of the language than paths, functions, comparisons, `and`, `or`, `in`, `|`, `+` and `-`.
 *
 * @see https://hl7.org/fhirpath/N1/
 */
export function parseFhirPath(text: string): FhirPathNode | undefined {
  const tokens = text.length > MAX_LENGTH ? undefined : tokensOf(text)
  if (tokens === undefined) return undefined
  let place = 0
  let depth = 0

  function take(...wanted: readonly string[]): string | undefined {
    const token = tokens?.[place]
    if (token === undefined || !wanted.includes(token)) return undefined
    place += 1
    return token
  }

  function parseLevel(level: number): FhirPathNode | undefined {
    const operators = LEVELS[level]
    if (operators === undefined) return parsePostfix()
    let left = parseLevel(level + 1)
    for (let operator = take(...operators); operator !== undefined; operator = take(...operators)) {
      const right = parseLevel(level + 1)
      if (left === undefined || right === undefined) return undefined
      left = { type: 'binary', operator, left, right }
    }
    return left
  }

  function parsePostfix(): FhirPathNode | undefined {
    depth += 1
    const node = depth > MAX_DEPTH ? undefined : parsePath()
    depth -= 1
    return node
  }

  function parsePath(): FhirPathNode | undefined {
    const token = tokens?.[place]
    if (token === undefined) return undefined
    if (take('{') !== undefined) return take('}') === undefined ? undefined : { type: 'empty' }
    if (take('-') !== undefined) {
      const number = Number(tokens?.[place++])
      return Number.isNaN(number) ? undefined : { type: 'literal', value: -number }
    }
    const literal = literalOf(token)
    if (literal !== undefined) {
      place += 1
      const unit = typeof literal === 'number' && /^years?$/.test(tokens?.[place] ?? '')
      if (unit) place += 1
      return { type: 'literal', value: literal, ...(unit ? { unit: 'years' } : {}) }
    }
    if (take('(') !== undefined) {
      const inner = parseLevel(0)
      if (inner === undefined || take(')') === undefined) return undefined
      return tokens?.[place] === '.' ? parseSteps(inner) : inner
    }
    if (/^[%$]/.test(token)) {
      place += 1
      return parseSteps(token)
    }
    return parseSteps(undefined)
  }

  function parseSteps(root: string | FhirPathNode | undefined): FhirPathNode | undefined {
    const steps: FhirPathStep[] = []
    while (root === undefined && steps.length === 0 ? true : take('.') !== undefined) {
      const name = tokens?.[place]
      if (name === undefined || !/^[A-Za-z_]/.test(name)) return undefined
      place += 1
      if (take('(') === undefined) {
        steps.push({ name })
        continue
      }
      const found: FhirPathNode[] = []
      while (take(')') === undefined) {
        if (found.length > 0 && take(',') === undefined) return undefined
        const argument = parseLevel(0)
        if (argument === undefined) return undefined
        found.push(argument)
      }
      steps.push({ name, arguments: found })
    }
    return { type: 'path', ...(root === undefined ? {} : { root }), steps }
  }

  const node = parseLevel(0)
  return place === tokens.length ? node : undefined
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  const end = text.trimEnd().length
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text)
    if (match === null) return undefined
    tokens.push(match[0].trimStart())
  }
  return tokens
}

function literalOf(token: string): string | number | boolean | undefined {
  if (token.startsWith("'")) return unescaped(token.slice(1, -1))
  // To the minute, and without a time zone, as answers are kept.
  if (token.startsWith('@T')) return token.slice(2, 7)
  if (token.startsWith('@')) return token.slice(1, 17)
  if (/^\d/.test(token)) return Number(token)
  return token === 'true' ? true : token === 'false' ? false : undefined
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' }

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, code: string | undefined, letter: string) =>
    code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  )
}

/** A text as a literal of FHIRPath. */
export function fhirPathText(text: string): string {
  const names: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\f': 'f' }
  return `'${text.replace(/[\\']|[\n\r\t\f]/g, (mark) => `\\${names[mark] ?? mark}`)}'`
}
