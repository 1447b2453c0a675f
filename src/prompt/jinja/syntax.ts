/** A node of a parsed Jinja text, as the library builds it. */
export interface SyntaxNode {
  readonly type: string
  [key: string]: unknown
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}

/** The nodes among the properties of a node, in lists and maps too. Its operator is a token, not a node. */
export function childrenOf({ operator: _operator, ...properties }: SyntaxNode): SyntaxNode[] {
  return Object.values(properties).flatMap(nodesIn)
}

export function nodesIn(value: unknown): SyntaxNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn)
  if (value instanceof Map) return [...value].flat().flatMap(nodesIn)
  return isNode(value) ? [value] : []
}

export function negate(condition: SyntaxNode, isNegated: boolean): SyntaxNode {
  return isNegated
    ? { type: 'UnaryExpression', operator: { value: 'not', type: 'Identifier' }, argument: condition }
    : condition
}

export function call(name: string, args: readonly SyntaxNode[]): SyntaxNode {
  return { type: 'CallExpression', callee: identifier(name), args }
}

/** A named argument, so that the last value that arrives is always the mapping of those. */
export function mark(): SyntaxNode {
  return {
    type: 'KeywordArgumentExpression',
    key: identifier('|'),
    value: { type: 'IntegerLiteral', value: 0 },
  }
}

export function identifier(name: string): SyntaxNode {
  return { type: 'Identifier', value: name }
}

export function text(value: string): SyntaxNode {
  return { type: 'StringLiteral', value }
}

/** In a list a value keeps its kind, and a missing one stays missing. */
export function list(items: readonly unknown[]): SyntaxNode {
  return { type: 'ArrayLiteral', value: items }
}
