import { didYouMean } from '../../yaml/nearest-name.js'
import { filterMistake, filterNamed, testMistake } from './functions.js'
import { call, identifier, isNode, list, mark, negate, type SyntaxNode, text } from './syntax.js'

/**
 * Turns what the library does by itself only in part into calls of our functions: filters, tests, `==`, `~` and
 * the count of passes. Changes the tree.
 *
 * @returns what is wrong with the filters and tests that the text names, each with what to look for in it.
 */
export function rewriteJinja(tree: SyntaxNode): JinjaMistake[] {
  const rewriter = new Rewriter()
  rewriter.rewrite(tree)
  return rewriter.mistakes
}

export interface JinjaMistake {
  readonly message: string
  /** Of the filter or the test. */
  readonly name: string
}

/** Which argument of these filters is the name of a filter or a test. */
const NAMING: Readonly<Record<string, number>> = {
  map: 0,
  select: 0,
  reject: 0,
  selectattr: 1,
  rejectattr: 1,
}

/** Where statements stand, and text and expressions to print among them. */
const BLOCKS = ['body', 'alternate', 'defaultBlock']
const STATEMENTS = [
  'StringLiteral',
  'Comment',
  'If',
  'For',
  'Set',
  'Macro',
  'CallStatement',
  'FilterStatement',
  'Break',
  'Continue',
]

/** Of the texts and mappings of the library, and `join`. */
const METHODS = [
  'capitalize',
  'endswith',
  'get',
  'items',
  'join',
  'keys',
  'lower',
  'lstrip',
  'replace',
  'rstrip',
  'split',
  'startswith',
  'strip',
  'title',
  'upper',
  'values',
]

class Rewriter {
  readonly mistakes: JinjaMistake[] = []

  /** The node, or what stands in its place; its parts are rewritten first. */
  rewrite(node: SyntaxNode): SyntaxNode {
    for (const [key, value] of Object.entries(node)) {
      const isTarget =
        (node.type === 'For' && key === 'loopvar') || (node.type === 'Set' && key === 'assignee')
      if (!isTarget && key !== 'filter' && !(node.type === 'TestExpression' && key === 'test')) {
        node[key] =
          BLOCKS.includes(key) && Array.isArray(value) ? this.#rewriteBlock(value) : this.#rewriteValue(value)
      }
    }
    switch (node.type) {
      case 'FilterExpression':
        return this.#filter(node.filter, node.operand)
      case 'FilterStatement':
        // What the block says is kept under a name that no text can write.
        return {
          type: 'Program',
          body: [
            { type: 'Set', assignee: identifier('|block'), value: null, body: node.body },
            this.#filter(node.filter, identifier('|block')),
          ],
        }
      case 'TestExpression':
        return this.#testExpression(node)
      case 'BinaryExpression':
        return binary(node)
      case 'TupleLiteral':
        // The library neither prints tuples nor takes them apart.
        return { ...node, type: 'ArrayLiteral' }
      case 'For':
        if (isNode(node.loopvar) && node.loopvar.type === 'TupleLiteral') withPairs(node)
        node.body = [call('|pass', [list([])]), ...(node.body as SyntaxNode[])]
        return node
      case 'Macro':
        node.body = [call('|pass', [list(parametersOf(node))]), ...(node.body as SyntaxNode[])]
        return node
      case 'CallExpression':
        return this.#call(node)
      case 'Set':
        if (isNode(node.assignee) && node.assignee.type === 'FilterExpression') return this.#filteredSet(node)
        return { type: 'Program', body: [node, call('|check', [list(targetsOf(node))])] }
      default:
        return node
    }
  }

  /** What stands between `{{` and `}}` goes through our own way of writing values. */
  #rewriteBlock(statements: readonly SyntaxNode[]): SyntaxNode[] {
    return statements.map((statement) =>
      STATEMENTS.includes(statement.type)
        ? this.rewrite(statement)
        : call('|text', [list([this.rewrite(statement)])]),
    )
  }

  #rewriteValue(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#rewriteValue(item))
    if (value instanceof Map) {
      return new Map([...value].map(([key, item]) => [this.#rewriteValue(key), this.#rewriteValue(item)]))
    }
    return isNode(value) && typeof value.type === 'string' ? this.rewrite(value) : value
  }

  #filter(filter: unknown, operand: unknown): SyntaxNode {
    const { name, given } = this.#partsOf(filter)
    const named = given.filter(({ type }) => type === 'KeywordArgumentExpression')
    const isSpread = given.some(
      ({ type }) => type === 'SpreadExpression' || type === 'KeywordSpreadExpression',
    )
    if (name === 'safe' && given.length === 0) return operand as SyntaxNode

    const asked = /^is (not )?(.+)$/.exec(name)
    if (asked !== null) {
      const [, negation, test = ''] = asked
      this.#note(test, testMistake(test, given.length))
      return negate(testCall(test, operand, given), negation !== undefined)
    }
    const names = named.map(({ key }) => String(isNode(key) ? key.value : ''))
    this.#note(name, filterMistake(name, isSpread ? 0 : given.length - named.length, names))
    if (!isSpread) this.#noteNamed(name, given, given.length - named.length)
    const result: SyntaxNode = {
      type: 'MemberExpression',
      object: call('|filter', [text(name), list([operand]), ...given, mark()]),
      property: { type: 'IntegerLiteral', value: 0 },
      computed: true,
    }
    const isFloat = filterNamed(name)?.isFloat === true
    return isFloat ? { type: 'FilterExpression', operand: result, filter: identifier('float') } : result
  }

  /** `{% set x | upper %}…{% endset %}` */
  #filteredSet(node: SyntaxNode): SyntaxNode {
    const filters: unknown[] = []
    let target: unknown = node.assignee
    while (isNode(target) && target.type === 'FilterExpression') {
      filters.unshift(target.filter)
      target = target.operand
    }
    const value = filters.reduce<SyntaxNode>(
      (operand, filter) => this.#filter(filter, operand),
      identifier('|block'),
    )
    return {
      type: 'Program',
      body: [
        { type: 'Set', assignee: identifier('|block'), value: null, body: node.body },
        { type: 'Set', assignee: target, value, body: [] },
      ],
    }
  }

  /** A call of a method that no value has could only fail. */
  #call(node: SyntaxNode): SyntaxNode {
    const { callee } = node
    const args = node.args as SyntaxNode[]
    if (!isNode(callee) || callee.type !== 'MemberExpression' || callee.computed === true) return node
    const name = String(isNode(callee.property) ? callee.property.value : '')
    const isOfLoop =
      isNode(callee.object) && callee.object.type === 'Identifier' && callee.object.value === 'loop'
    if (isOfLoop && name === 'cycle' && args.length > 0) return cycle(args)
    if (name === 'join' && args.length === 1) {
      return this.#filter(
        { type: 'CallExpression', callee: identifier('join'), args: [callee.object] },
        args[0],
      )
    }
    if (!METHODS.includes(name)) {
      this.#note(
        name,
        `There is no method "${name}".${didYouMean(name, METHODS)} Values go through filters, such as x | length.`,
      )
    }
    return node
  }

  /** `map`, `select` and their relatives name a filter or a test in one of their arguments. */
  #noteNamed(name: string, given: readonly SyntaxNode[], positional: number): void {
    const index = Object.hasOwn(NAMING, name) ? (NAMING[name] ?? 0) : undefined
    const argument = index === undefined ? undefined : given[index]
    if (index === undefined || argument?.type !== 'StringLiteral') return
    const inner = String(argument.value)
    if (name !== 'map') this.#note(inner, testMistake(inner, positional - index - 1))
    else if (filterNamed(inner) === undefined) this.#note(inner, filterMistake(inner, 0, []))
  }

  #partsOf(filter: unknown): { name: string; given: SyntaxNode[] } {
    const isCall = isNode(filter) && filter.type === 'CallExpression'
    const name = isCall ? filter.callee : filter
    if (!isNode(name) || name.type !== 'Identifier') {
      this.mistakes.push({ message: 'A filter is named by one word, such as x | upper.', name: '|' })
      return { name: 'safe', given: [] }
    }
    return {
      name: String(name.value),
      given: isCall ? (this.#rewriteValue(filter.args) as SyntaxNode[]) : [],
    }
  }

  #testExpression(node: SyntaxNode): SyntaxNode {
    const name = String(isNode(node.test) ? node.test.value : '')
    if (name === 'callable') return node
    this.#note(name, testMistake(name, 0))
    return negate(testCall(name, node.operand, []), node.negate === true)
  }

  #note(name: string, message: string | undefined): void {
    if (message !== undefined) this.mistakes.push({ message, name })
  }
}

/** `loop.cycle('odd', 'even')`: the one that is due in this pass. */
function cycle(values: readonly SyntaxNode[]): SyntaxNode {
  const index: SyntaxNode = {
    type: 'MemberExpression',
    object: identifier('loop'),
    property: identifier('index0'),
    computed: false,
  }
  const count: SyntaxNode = { type: 'IntegerLiteral', value: values.length }
  return {
    type: 'MemberExpression',
    object: list(values),
    property: {
      type: 'BinaryExpression',
      operator: { value: '%', type: 'MultiplicativeBinaryOperator' },
      left: index,
      right: count,
    },
    computed: true,
  }
}

function binary(node: SyntaxNode): SyntaxNode {
  const { value: operator } = node.operator as { value: string }
  const sides = [list([node.left, node.right])]
  if (operator === '==') return call('|equal', sides)
  if (operator === '!=') return negate(call('|equal', sides), true)
  return operator === '~' ? call('|concat', sides) : node
}

function parametersOf(macro: SyntaxNode): unknown[] {
  return (macro.args as SyntaxNode[]).map((parameter) =>
    parameter.type === 'KeywordArgumentExpression' ? parameter.key : parameter,
  )
}

function targetsOf({ assignee }: SyntaxNode): unknown[] {
  return isNode(assignee) && assignee.type === 'TupleLiteral' ? (assignee.value as unknown[]) : [assignee]
}

function withPairs(loop: SyntaxNode): void {
  const pairs = (list_: unknown) => call('|pairs', [list([list_])])
  if (isNode(loop.iterable) && loop.iterable.type === 'SelectExpression') {
    loop.iterable.lhs = pairs(loop.iterable.lhs)
  } else loop.iterable = pairs(loop.iterable)
}

function testCall(name: string, operand: unknown, given: readonly SyntaxNode[]): SyntaxNode {
  return call('|test', [text(name), list([operand]), ...given, mark()])
}
