/** One element of a rendered page. Attribute values and text are as a browser would see them. */
export interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (Element | string)[]
}

const voidTags = new Set(['br', 'hr', 'img', 'input', 'link', 'meta', 'wbr'])
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const decode = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')

/**
 * Reads the HTML that our components write: every attribute quoted, every element closed.
 *
 * @throws Error where it is anything else, so that a broken page fails its test.
 */
export function parseHtml(html: string): Element {
  const root = { tag: '#root', attributes: {}, children: [] as (Element | string)[] }
  const open: { tag: string; children: (Element | string)[] }[] = [root]
  const token =
    /<!(?:doctype|DOCTYPE) html>|<\/([a-z0-9]+)>|<([a-zA-Z0-9]+)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>|([^<]+)|</gy
  for (let match = token.exec(html); match !== null; match = token.exec(html)) {
    const [whole, closed, opened, attributeText = '', selfClosed, text] = match
    const parent = open.at(-1) ?? root
    if (text !== undefined) parent.children.push(decode(text))
    else if (closed !== undefined) {
      if (open.pop()?.tag !== closed) throw new Error(`</${closed}> closes <${parent.tag}>`)
    } else if (opened !== undefined) {
      const element = { tag: opened, attributes: readAttributes(attributeText), children: [] }
      parent.children.push(element)
      if (!voidTags.has(opened) && selfClosed !== '/') open.push(element)
    } else if (whole === '<') throw new Error(`A bare < before ${html.slice(match.index, match.index + 40)}`)
    if (token.lastIndex === html.length) break
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.tag}> is not closed`)
  return root
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name = '', value = ''] of text.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)) {
    if (name in attributes) throw new Error(`${name} stands twice on an element`)
    attributes[name] = decode(value)
  }
  return attributes
}

export function textOf(node: Element | string): string {
  return typeof node === 'string' ? node : node.children.map(textOf).join('')
}

/** Every element below, in the order of the page. */
export function elementsOf(node: Element): Element[] {
  return node.children.flatMap((child) => (typeof child === 'string' ? [] : [child, ...elementsOf(child)]))
}

type Wanted = string | ((element: Element) => boolean)

/** Elements by tag, by `.class`, by `#id`, or by a predicate. */
export function findAll(node: Element, wanted: Wanted): Element[] {
  return elementsOf(node).filter((element) => {
    if (typeof wanted === 'function') return wanted(element)
    if (wanted.startsWith('#')) return element.attributes.id === wanted.slice(1)
    if (wanted.startsWith('.')) return (element.attributes.class ?? '').split(' ').includes(wanted.slice(1))
    return element.tag === wanted
  })
}

/** @throws Error unless there is exactly one. */
export function find(node: Element, wanted: Wanted): Element {
  const found = findAll(node, wanted)
  const [only] = found
  if (only === undefined || found.length > 1) throw new Error(`${found.length} elements are ${wanted}`)
  return only
}
