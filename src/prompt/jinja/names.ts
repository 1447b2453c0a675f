import { childrenOf, isNode, nodesIn, type SyntaxNode } from './syntax.js'

const GLOBALS = new Set([
  'true',
  'True',
  'false',
  'False',
  'none',
  'None',
  'range',
  'namespace',
  'state',
  'loop',
  'caller',
  'varargs',
  'kwargs',
])

/** The names that a Jinja text reads without setting them, in order. */
export interface ReadNames {
  /**
   * The text cannot do without them. A name is not required where `default` follows it, where `is defined` asks
   * about it, or in the test and the branches of an `if` that asks for it.
   */
  readonly required: readonly string[]
  /** The required ones and the guarded ones. */
  readonly used: readonly string[]
}

export function readNames(program: SyntaxNode): ReadNames {
  return { required: namesOf(program, false), used: namesOf(program, true) }
}

function namesOf(program: SyntaxNode, countsGuarded: boolean): string[] {
  const reader = new NameReader(countsGuarded)
  reader.readAll(program.body, new Set(GLOBALS))
  return [...reader.found]
}

class NameReader {
  readonly found = new Set<string>()

  constructor(readonly countsGuarded: boolean) {}

  readAll(value: unknown, known: Set<string>): void {
    for (const node of nodesIn(value)) this.#read(node, known)
  }

  /** `known` grows by what a statement sets, for the statements after it. */
  #read(node: SyntaxNode, known: Set<string>): void {
    switch (node.type) {
      case 'Identifier':
        if (!known.has(String(node.value))) this.found.add(String(node.value))
        return
      case 'MemberExpression':
        this.readAll(node.object, known)
        if (node.computed === true) this.readAll(node.property, known)
        return
      case 'FilterExpression': {
        const name = filterNameOf(node.filter)
        const isGuarded = name === 'default' || name === 'd'
        this.readAll(node.operand, isGuarded ? this.#guard(known, node.operand) : known)
        this.#readFilter(node.filter, known)
        return
      }
      case 'FilterStatement':
        this.readAll(node.body, new Set(known))
        this.#readFilter(node.filter, known)
        return
      case 'TestExpression': {
        const test = isNode(node.test) ? node.test.value : undefined
        const isGuarded = test === 'defined' || test === 'undefined'
        this.readAll(node.operand, isGuarded ? this.#guard(known, node.operand) : known)
        return
      }
      case 'BinaryExpression': {
        // `x is defined and x.y`
        this.readAll(node.left, known)
        const asked = definedTests(node.left)
        this.readAll(node.right, asked.length === 0 ? known : this.#guard(known, asked))
        return
      }
      case 'If':
        this.#readBranches([node.body, node.alternate], node.test, known)
        return
      case 'Ternary':
        this.#readBranches([node.trueExpr, node.falseExpr], node.condition, known)
        return
      case 'SelectExpression':
        this.#readBranches([node.lhs], node.test, known)
        return
      case 'For':
        this.#readLoop(node, known)
        return
      case 'Set':
        this.readAll(node.value, known)
        this.readAll(node.body, new Set(known))
        if (!isNode(node.assignee) || node.assignee.type !== 'MemberExpression')
          addNames(known, node.assignee)
        return
      case 'Macro':
        addNames(known, node.name)
        this.readAll(node.body, withNames(known, node.args))
        return
      case 'CallStatement':
        this.readAll(node.call, known)
        this.readAll(node.body, withNames(known, node.callerArgs))
        return
      case 'KeywordArgumentExpression':
        this.readAll(node.value, known)
        return
      default:
        for (const child of childrenOf(node)) this.#read(child, known)
    }
  }

  /** The names in `value` are asked about before they are read. */
  #guard(known: Set<string>, value: unknown): Set<string> {
    return this.countsGuarded ? known : withNames(known, value)
  }

  /** The test names what its branches need: neither it nor they require those names. */
  #readBranches(branches: readonly unknown[], test: unknown, known: Set<string>): void {
    if (this.countsGuarded) this.readAll(test, known)
    const tested = this.#guard(known, test)
    const before = new Set(tested)
    for (const branch of branches) {
      const inside = new Set(before)
      this.readAll(branch, inside)
      // What a branch sets stays set after it, as in Jinja.
      for (const name of inside) if (!before.has(name)) known.add(name)
    }
  }

  #readLoop(node: SyntaxNode, known: Set<string>): void {
    const select =
      isNode(node.iterable) && node.iterable.type === 'SelectExpression' ? node.iterable : undefined
    this.readAll(select === undefined ? node.iterable : select.lhs, known)
    const inside = withNames(known, node.loopvar)
    if (select !== undefined) {
      if (this.countsGuarded) this.readAll(select.test, inside)
      else for (const name of namesIn(select.test)) inside.add(name)
    }
    this.readAll(node.body, inside)
    this.readAll(node.defaultBlock, new Set(known))
  }

  #readFilter(filter: unknown, known: Set<string>): void {
    if (isNode(filter) && filter.type === 'CallExpression') this.readAll(filter.args, known)
  }
}

export function filterNameOf(filter: unknown): unknown {
  if (!isNode(filter)) return undefined
  const name = filter.type === 'CallExpression' ? filter.callee : filter
  return isNode(name) ? name.value : undefined
}

/** What a side of `and` or `or` asks about with `is defined`. */
function definedTests(value: unknown): SyntaxNode[] {
  return nodesIn(value).flatMap((node) => {
    if (node.type !== 'TestExpression') return childrenOf(node).flatMap(definedTests)
    return isNode(node.test) && node.test.value === 'defined' ? nodesIn(node.operand) : []
  })
}

/** `known` and every name that occurs in `value`. */
function withNames(known: ReadonlySet<string>, value: unknown): Set<string> {
  return new Set([...known, ...namesIn(value)])
}

function addNames(known: Set<string>, value: unknown): void {
  for (const name of namesIn(value)) known.add(name)
}

function namesIn(value: unknown): string[] {
  return nodesIn(value).flatMap((node) => {
    if (node.type === 'Identifier') return [String(node.value)]
    if (node.type === 'MemberExpression' && node.computed !== true) return namesIn(node.object)
    if (node.type === 'KeywordArgumentExpression') return [...namesIn(node.key), ...namesIn(node.value)]
    return childrenOf(node).flatMap(namesIn)
  })
}
