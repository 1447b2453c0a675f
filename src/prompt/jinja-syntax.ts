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
