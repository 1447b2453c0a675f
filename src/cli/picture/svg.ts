import { layoutOf, type PlacedEdge, type PlacedNode } from './layout.js'
import type { Outline, OutlineEdge } from './outline.js'
import { cornersOf, type Point } from './shape.js'
import { lineHeight, type TextBlock } from './text-block.js'

/**
 * A graph as an SVG picture of its own: no script, no font and nothing else from outside, light or dark as the
 * reader's system is.
 */
export function svgText(outline: Outline): string {
  const { width, height, nodes, edges } = layoutOf(outline)
  const title = outline.name === 'unnamed' ? 'Graph' : `Graph ${outline.name}`
  return `<svg xmlns="http://www.w3.org/2000/svg" class="recapflow-graph" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="recapflow-graph-title recapflow-graph-desc">
<title id="recapflow-graph-title">${escaped(title)}</title>
<desc id="recapflow-graph-desc">${escaped(describe(outline))}</desc>
<style>${STYLE}</style>
<defs>${marker('way')}${marker('back')}${marker('exit')}</defs>
<rect class="ground" width="${width}" height="${height}"/>
${edges.map(line).join('\n')}
${nodes.map(drawNode).join('\n')}
${edges.map(label).filter(Boolean).join('\n')}
</svg>
`
}

const STYLE = `
.recapflow-graph{--ground:#fff;--ink:#1c2530;--soft:#55606e;--line:#66717f;--box:#f3f6f9;--edge:#9aa6b4;--model:#e6effb;--model-edge:#5b86bd;--pause:#fdf1d8;--pause-edge:#b98526;--choice:#efe8fa;--choice-edge:#8462b8;--part:#e3f3ea;--part-edge:#4d9069;--back:#9a4f1d;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){.recapflow-graph{--ground:#14191f;--ink:#e8edf2;--soft:#aab5c1;--line:#8894a2;--box:#222a33;--edge:#5d6977;--model:#1d2f47;--model-edge:#6f9bd3;--pause:#3b2e13;--pause-edge:#d3a34a;--choice:#30264a;--choice-edge:#a98ada;--part:#1b3527;--part-edge:#6cb98b;--back:#e29a68}}
.recapflow-graph .ground{fill:var(--ground)}
.recapflow-graph .box{fill:var(--box);stroke:var(--edge);stroke-width:1.25;stroke-linejoin:round}
.recapflow-graph .inner{fill:none;stroke:var(--edge);stroke-width:1.25}
.recapflow-graph .llm .box,.recapflow-graph .race .box,.recapflow-graph .agent .box{fill:var(--model);stroke:var(--model-edge)}
.recapflow-graph .interrupt .box{fill:var(--pause);stroke:var(--pause-edge)}
.recapflow-graph .router .box{fill:var(--choice);stroke:var(--choice-edge)}
.recapflow-graph .map .box,.recapflow-graph .subgraph .box{fill:var(--part);stroke:var(--part-edge)}
.recapflow-graph .map .inner,.recapflow-graph .subgraph .inner{stroke:var(--part-edge)}
.recapflow-graph text{fill:var(--ink);text-anchor:middle}
.recapflow-graph .name{font-size:14px;font-weight:600}
.recapflow-graph .detail{font-size:12px;fill:var(--soft)}
.recapflow-graph .label text{font-size:12px}
.recapflow-graph .label rect{fill:var(--ground);fill-opacity:.92}
.recapflow-graph path.way,.recapflow-graph path.back,.recapflow-graph path.exit{fill:none;stroke:var(--line);stroke-width:1.5}
.recapflow-graph path.back{stroke:var(--back)}
.recapflow-graph path.exit{stroke-dasharray:5 4}
.recapflow-graph .head-way,.recapflow-graph .head-exit{fill:var(--line)}
.recapflow-graph .head-back{fill:var(--back)}
`

/** What the picture shows, for those who do not see it. */
function describe({ description, nodes, edges }: Outline): string {
  const list = nodes
    .filter(({ type }) => type !== 'start' && type !== 'end')
    .map(({ name, detail }) => `${name} (${detail})`)
  const ways = edges.map(({ from, to, label: text }) => `${from} to ${to}${text === '' ? '' : ` if ${text}`}`)
  const opening = description === '' ? '' : `${description.replace(/[.\s]*$/, '.')} `
  return `${opening}Nodes: ${list.join('; ')}. Ways: ${ways.join('; ')}.`
}

function marker(kind: string): string {
  return `<marker id="recapflow-graph-${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="head-${kind}" d="M0 .8 9.5 5 0 9.2z"/></marker>`
}

function kindOf({ type, isBack }: OutlineEdge): 'way' | 'back' | 'exit' {
  return type === 'exit' ? 'exit' : isBack ? 'back' : 'way'
}

function line({ edge, points }: PlacedEdge): string {
  const kind = kindOf(edge)
  return `<path class="${kind}" d="${curve(points)}" marker-end="url(#recapflow-graph-${kind})"/>`
}

function label({ edge, label: text, labelBox }: PlacedEdge): string {
  if (labelBox === undefined) return ''
  const { x, y, width, height } = labelBox
  return `<g class="label"><title>${escaped(edge.label)}</title><rect x="${shown(x - width / 2)}" y="${shown(y - height / 2)}" width="${shown(width)}" height="${shown(height)}" rx="3"/>${textLines(text, x, y - text.height / 2)}</g>`
}

function drawNode({ node, box, name, detail }: PlacedNode): string {
  const { type } = node
  const top = box.y - (name.height + detail.height) / 2
  return `<g class="node ${type}"><title>${escaped(node.detail === '' ? node.name : `${node.name} (${node.detail})`)}</title>${outlineOf({ node, box })}${textLines(name, box.x, top, 'name')}${textLines(detail, box.x, top + name.height, 'detail')}</g>`
}

function outlineOf({ node: { type }, box }: Pick<PlacedNode, 'node' | 'box'>): string {
  const { x, y, width, height } = box
  const [left, top] = [x - width / 2, y - height / 2]
  const rectangle = (dx: number, dy: number, radius: number) =>
    `<rect class="box" x="${shown(left + dx)}" y="${shown(top + dy)}" width="${shown(width)}" height="${shown(height)}" rx="${radius}"/>`
  switch (type) {
    case 'start':
    case 'end':
      return rectangle(0, 0, height / 2)
    case 'router':
    case 'interrupt':
      return `<polygon class="box" points="${cornersOf(type, box)
        .map((corner) => `${shown(corner.x)},${shown(corner.y)}`)
        .join(' ')}"/>`
    case 'map':
      return rectangle(6, 6, 6) + rectangle(3, 3, 6) + rectangle(0, 0, 6)
    case 'subgraph':
      return `${rectangle(0, 0, 4)}<path class="inner" d="M${shown(left + 6)} ${shown(top)}v${shown(height)}M${shown(left + width - 6)} ${shown(top)}v${shown(height)}"/>`
    default:
      return rectangle(0, 0, 8)
  }
}

function textLines({ lines, size }: TextBlock, x: number, top: number, name = ''): string {
  return lines
    .map((text, index) => {
      const y = top + lineHeight(size) * index + lineHeight(size) / 2 + size * 0.35
      return `<text${name === '' ? '' : ` class="${name}"`} x="${shown(x)}" y="${shown(y)}">${escaped(text)}</text>`
    })
    .join('')
}

/** A smooth line from the first to the last point: a quadratic B-spline over the ones between. */
function curve(points: readonly Point[]): string {
  const [first, second] = points
  const last = points.at(-1)
  if (first === undefined || second === undefined || last === undefined) return ''
  const place = ({ x, y }: Point) => `${shown(x)} ${shown(y)}`
  if (points.length === 2) return `M${place(first)}L${place(last)}`
  const middle = points.slice(1, -1).map((point, index, inner) => {
    const next = inner[index + 1]
    const end = next === undefined ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 }
    return `Q${place(point)} ${place(end)}`
  })
  return `M${place(first)}${middle.join('')}`
}

function shown(value: number): string {
  return String(Math.round(value * 10) / 10)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For text and attributes; characters that XML does not have become a space. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
