import type { Outline, OutlineNode } from './outline.js'

/** Around the label of a node, by type. */
const shapes: Readonly<Partial<Record<OutlineNode['type'], readonly [string, string]>>> = {
  start: ['([', '])'],
  end: ['([', '])'],
  router: ['{', '}'],
  interrupt: ['[/', '/]'],
  map: ['{{', '}}'],
  subgraph: ['[[', ']]'],
}

/** A Mermaid flowchart, from top to bottom. */
export function mermaidText(outline: Outline): string {
  const ids = idsOf(outline.nodes)
  const id = (name: string) => ids.get(name) ?? name
  const nodes = outline.nodes.map((node) => {
    const [open, close] = shapes[node.type] ?? ['[', ']']
    return `  ${id(node.name)}${open}"${labelOf(node)}"${close}`
  })
  const edges = outline.edges.map(({ from, to, label, type }) => {
    const arrow = type === 'exit' ? '-.->' : '-->'
    return `  ${id(from)} ${arrow}${label === '' ? '' : `|"${escaped(label)}"|`} ${id(to)}`
  })
  return `${['flowchart TD', ...nodes, ...edges].join('\n')}\n`
}

function labelOf({ name, detail }: OutlineNode): string {
  return detail === '' ? escaped(name) : `${escaped(name)}<br/><small>${escaped(detail)}</small>`
}

/** Words that mean something else in a flowchart. */
const RESERVED = new Set([
  'end',
  'graph',
  'flowchart',
  'subgraph',
  'style',
  'linkstyle',
  'class',
  'classdef',
  'click',
  'call',
  'href',
  'direction',
  'default',
  'interpolate',
])

/** Names that Mermaid takes as they are stay; others get a number. */
function idsOf(nodes: readonly OutlineNode[]): Map<string, string> {
  const ids = new Map<string, string>()
  const names = new Set(nodes.map(({ name }) => name))
  let number = 0
  const isOutermost = ({ type }: OutlineNode) => type === 'start' || type === 'end'
  for (const { name, type } of [
    ...nodes.filter(isOutermost),
    ...nodes.filter((node) => !isOutermost(node)),
  ]) {
    const isPlain = /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name.toLowerCase())
    let id = type === 'start' ? 'start_' : type === 'end' ? 'end_' : name
    while ((id !== name && names.has(id)) || (id === name && !isPlain) || [...ids.values()].includes(id)) {
      number++
      id = `node${number}`
    }
    ids.set(name, id)
  }
  return ids
}

/** Everything that Mermaid, its Markdown or HTML could read as more than text, as a character code. */
function escaped(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^\p{L}\p{M}\p{N} _.,:/=()!?·×…'+-]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, codeOf)
    .replace(/^(?:[-+]|\d+(?=[.)]))/, (start) => [...start].map(codeOf).join(''))
}

function codeOf(character: string): string {
  return `#${character.codePointAt(0)};`
}
