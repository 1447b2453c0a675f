/** Structural, and strict but for `true == 1`; what is missing equals null. */
export function areEqual(left: unknown, right: unknown): boolean {
  if (typeof left === 'boolean' && typeof right === 'number') return Number(left) === right
  if (typeof left === 'number' && typeof right === 'boolean') return left === Number(right)
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return (left ?? null) === (right ?? null)
  }
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) =>
        Object.hasOwn(right, key) &&
        areEqual((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]),
    )
  )
}

/** By code points, as Python orders; UTF-16 units would put an emoji before U+FFFD. */
export function orderOfTexts(left: string, right: string): number {
  const [first, second] = [[...left], [...right]]
  for (const [index, character] of first.entries()) {
    const other = second[index]
    if (other === undefined) return 1
    if (character !== other) return (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
  }
  return first.length - second.length
}
