import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja'
import type { Template, Variables } from '../template.js'
import { renderFunctions } from './functions.js'
import { readNames } from './names.js'
import { type JinjaMistake, rewriteJinja } from './rewrite.js'
import { isNode, type SyntaxNode } from './syntax.js'
import { rewriteTests } from './tokens.js'

/**
 * A Jinja2 text with Jinja2's own defaults: blocks keep their white space, one newline at the end goes, nothing
 * is escaped. `raw` blocks work; an undefined or null value is empty in `for` and in filters that take a list or
 * a text. Loops and macros may take 20,000 passes together.
 *
 * @throws SyntaxError or Error where it cannot be parsed, or names a filter or a test that is not there.
 */
export function parseJinja(source: string): Template {
  // The library's `Template` would trim blocks.
  const program = parse(rewriteTests(tokenize(quoteRaw(source))))
  const tree = program as unknown as SyntaxNode
  const { required, used } = readNames(tree)
  const mistakes = rewriteJinja(tree)
  if (mistakes.length > 0)
    throw new SyntaxError(mistakes.map((mistake) => withLine(mistake, source)).join(' '))
  tolerateUndefined(tree)
  return {
    source,
    mode: 'jinja',
    requiredNames: required,
    usedNames: used,
    missing: (variables) => required.filter((name) => !Object.hasOwn(variables, name)),
    render(variables, state) {
      return new Interpreter(environmentOf(variables, state)).run(program).toString()
    },
  }
}

/** The library tells no places: the line is the first that uses something of this name. */
function withLine({ message, name }: JinjaMistake, source: string): string {
  const lines = source.split('\n')
  const literal = name.replaceAll(/[^\w\s]/g, String.raw`\$&`)
  const use = new RegExp(String.raw`(?:\||\bis|\bnot|\bfilter|['"])\s*${literal}(?!\w)`)
  const index = lines.findIndex((line) => use.test(line))
  return lines.length < 2 || index < 0 ? message : `In its line ${index + 1}: ${message}`
}

function environmentOf(variables: Variables, state: Variables): Environment {
  const environment = new Environment()
  const values = {
    true: true,
    True: true,
    false: false,
    False: false,
    none: null,
    None: null,
    range,
    state,
    ...variables,
    ...renderFunctions(),
  }
  for (const [name, value] of Object.entries(values)) {
    environment.variables.delete(name)
    environment.set(name, value)
  }
  return environment
}

/** Most numbers that `range` gives. */
const MAX_RANGE = 10_000

/** Python's `range`. */
function range(...bounds: number[]): number[] {
  const [first = 0, second, step = 1] = bounds
  const [start, stop] = second === undefined ? [0, first] : [first, second]
  if (step === 0) throw new Error('range() needs a step other than 0')
  const length = Math.max(0, Math.ceil((stop - start) / step))
  if (length > MAX_RANGE) throw new Error(`range() gives at most ${MAX_RANGE} numbers`)
  return Array.from({ length }, (_, index) => start + index * step)
}

/** The library has no `raw`: such a block becomes an expression that holds its content as a string. */
function quoteRaw(source: string): string {
  return source.replaceAll(
    /\{#[\s\S]*?#\}|\{%(-?)\s*raw\s*(-?)%\}([\s\S]*?)\{%(-?)\s*endraw\s*(-?)%\}/g,
    (
      whole,
      before: string | undefined,
      trimStart: string,
      content: string,
      trimEnd: string,
      after: string,
    ) => {
      if (before === undefined) return whole
      let text = content
      if (trimStart === '-') text = text.trimStart()
      if (trimEnd === '-') text = text.trimEnd()
      return `{{${before} ${JSON.stringify(text)} ${after}}}`
    },
  )
}

function tolerateUndefined(node: unknown): void {
  if (Array.isArray(node)) for (const item of node) tolerateUndefined(item)
  else if (node instanceof Map) {
    for (const [key, value] of node) {
      tolerateUndefined(key)
      tolerateUndefined(value)
    }
  }
  if (!isNode(node)) return
  for (const child of Object.values(node)) tolerateUndefined(child)
  if (node.type === 'For') {
    const select = node.iterable
    if (isNode(select) && select.type === 'SelectExpression') select.lhs = orEmpty(select.lhs)
    else node.iterable = orEmpty(select)
  }
}

/** `expression | default([], true)` */
function orEmpty(expression: unknown): unknown {
  const [wrapper] = (parse(tokenize('{{ x | default([], true) }}')) as unknown as { body: SyntaxNode[] }).body
  if (wrapper === undefined) return expression
  wrapper.operand = expression
  return wrapper
}
