import { childrenOf, isNode, nodesIn, type SyntaxNode } from './jinja-syntax.js'

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

/**
 * The names that a Jinja text reads without setting them, in order. A name is not required where `default`
 * follows it, where `is defined` asks about it, or in the test and the branches of an `if` that asks for it.
 */
export function requiredNames(program: SyntaxNode): string[] {
  const found = new Set<string>()
  visitAll(program.body, new Set(GLOBALS), found)
  return [...found]
}

/** `known` grows by what a statement sets, for the statements after it. */
function visit(node: SyntaxNode, known: Set<string>, found: Set<string>): void {
  switch (node.type) {
    case 'Identifier':
      if (!known.has(String(node.value))) found.add(String(node.value))
      return
    case 'MemberExpression':
      visitAll(node.object, known, found)
      if (node.computed === true) visitAll(node.property, known, found)
      return
    case 'FilterExpression': {
      const isGuarded = filterNameOf(node.filter) === 'default'
      visitAll(node.operand, isGuarded ? withNames(known, node.operand) : known, found)
      visitFilter(node.filter, known, found)
      return
    }
    case 'FilterStatement':
      visitAll(node.body, new Set(known), found)
      visitFilter(node.filter, known, found)
      return
    case 'TestExpression': {
      const test = isNode(node.test) ? node.test.value : undefined
      if (test !== 'defined' && test !== 'undefined') visitAll(node.operand, known, found)
      return
    }
    case 'BinaryExpression': {
      // `x is defined and x.y`
      visitAll(node.left, known, found)
      const asked = definedTests(node.left)
      visitAll(node.right, asked.length === 0 ? known : withNames(known, asked), found)
      return
    }
    case 'If':
      visitBranches([node.body, node.alternate], node.test, known, found)
      return
    case 'Ternary':
      visitBranches([node.trueExpr, node.falseExpr], node.condition, known, found)
      return
    case 'SelectExpression':
      visitBranches([node.lhs], node.test, known, found)
      return
    case 'For':
      visitLoop(node, known, found)
      return
    case 'Set':
      visitAll(node.value, known, found)
      visitAll(node.body, new Set(known), found)
      if (!isNode(node.assignee) || node.assignee.type !== 'MemberExpression') addNames(known, node.assignee)
      return
    case 'Macro':
      addNames(known, node.name)
      visitAll(node.body, withNames(known, node.args), found)
      return
    case 'CallStatement':
      visitAll(node.call, known, found)
      visitAll(node.body, withNames(known, node.callerArgs), found)
      return
    case 'KeywordArgumentExpression':
      visitAll(node.value, known, found)
      return
    default:
      for (const child of childrenOf(node)) visit(child, known, found)
  }
}

function visitAll(value: unknown, known: Set<string>, found: Set<string>): void {
  for (const node of nodesIn(value)) visit(node, known, found)
}

/** The test names what its branches need: neither it nor they require those names. */
function visitBranches(
  branches: readonly unknown[],
  test: unknown,
  known: Set<string>,
  found: Set<string>,
): void {
  const tested = withNames(known, test)
  for (const branch of branches) {
    const inside = new Set(tested)
    visitAll(branch, inside, found)
    // What a branch sets stays set after it, as in Jinja.
    for (const name of inside) if (!tested.has(name)) known.add(name)
  }
}

function visitLoop(node: SyntaxNode, known: Set<string>, found: Set<string>): void {
  const select =
    isNode(node.iterable) && node.iterable.type === 'SelectExpression' ? node.iterable : undefined
  visitAll(select === undefined ? node.iterable : select.lhs, known, found)
  const inside = withNames(known, node.loopvar)
  if (select !== undefined) for (const name of namesIn(select.test)) inside.add(name)
  visitAll(node.body, inside, found)
  visitAll(node.defaultBlock, new Set(known), found)
}

function visitFilter(filter: unknown, known: Set<string>, found: Set<string>): void {
  if (isNode(filter) && filter.type === 'CallExpression') visitAll(filter.args, known, found)
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
