/** A JSON value for people: text as it is, lists and mappings in indented lines. */
export function valueText(value: unknown, indent = ''): string {
  if (typeof value === 'string') return value.trimEnd().replaceAll('\n', `\n${indent}`)
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    if (value.every(isShort)) return value.map((item) => valueText(item)).join(', ')
    return value.map((item) => `- ${valueText(item, `${indent}  `)}`).join(`\n${indent}`)
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    return entries.length === 0
      ? '{}'
      : entries.map((entry) => entryText(...entry, indent)).join(`\n${indent}`)
  }
  return value === null || value === undefined ? '' : String(value)
}

function entryText(key: string, value: unknown, indent: string): string {
  const inner = `${indent}  `
  const text = valueText(value, inner)
  const isOpen = typeof value === 'object' && value !== null && !/^(?:\[\]|\{\})$/.test(text)
  const isBlock = text.includes('\n') || (isOpen && (!Array.isArray(value) || text.startsWith('- ')))
  if (text === '') return `${key}:`
  return isBlock ? `${key}:\n${inner}${text}` : `${key}: ${text}`
}

function isShort(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && !(typeof value === 'string' && /[\n,]/.test(value)))
}
