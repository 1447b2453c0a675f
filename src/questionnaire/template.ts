/** A name in braces, such as `{total.band.label}`. */
export interface Placeholder {
  /** The text between the braces. */
  readonly name: string
  readonly path: readonly string[]
}

/** Splits a text at its placeholders. A lone brace is text. */
export function templateParts(text: string): (string | Placeholder)[] {
  return text
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') && part.endsWith('}') ? toPlaceholder(part) : part))
}

export function placeholdersOf(text: string): Placeholder[] {
  return templateParts(text).filter((part) => typeof part !== 'string')
}

function toPlaceholder(part: string): Placeholder {
  const name = part.slice(1, -1)
  return { name, path: name.split('.') }
}
