import { Graph, layout } from '@dagrejs/dagre'
import type { Outline, OutlineEdge, OutlineNode } from './outline.js'
import { type Box, cornersOf, meetingPoint, type Point, SLANT } from './shape.js'
import { type TextBlock, textBlock } from './text-block.js'

/** An outline with a place for everything: pixels, from the upper left corner. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
}

export interface PlacedNode {
  readonly node: OutlineNode
  /** `x` and `y` are its middle. */
  readonly box: Box
  readonly name: TextBlock
  readonly detail: TextBlock
}

export interface PlacedEdge {
  readonly edge: OutlineEdge
  /** From outline to outline; what lies between pulls the line without being on it. */
  readonly points: readonly Point[]
  readonly label: TextBlock
  /** Middle and size of the label; absent where there is none. */
  readonly labelBox: Box | undefined
}

const MARGIN = 16
/** A line back to where another came from keeps away from that one's label. */
const RETURN_WIDTH = 80

/** Places nodes in ranks from top to bottom. */
export function layoutOf(outline: Outline): Layout {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: 36, edgesep: 20, ranksep: 44, marginx: MARGIN, marginy: MARGIN })
  for (const node of outline.nodes) graph.setNode(node.name, sizeOf(node, textsOf(node)))
  const labels = outline.edges.map(({ label }) => textBlock(label, { size: 12, maxWidth: 190, maxLines: 4 }))
  for (const [index, { from, to }] of outline.edges.entries()) {
    const { lines, width, height } = labels[index] as TextBlock
    const isReturn = outline.edges.some((other) => other.from === to && other.to === from)
    const room =
      lines.length > 0
        ? { width: width + 12, height: height + 6, labelpos: 'c' }
        : isReturn
          ? { width: RETURN_WIDTH, height: 1, labelpos: 'c' }
          : {}
    graph.setEdge(from, to, room, String(index))
  }
  layout(graph)

  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  const placed = new Map(outline.nodes.map(({ name }) => [name, graph.node(name) as Box]))
  const turn = isTurned([...placed.values()]) ? mirror(width) : <Place extends Point>(place: Place) => place
  const boxes = new Map([...placed].map(([name, box]) => [name, turn(box)]))
  const boxOf = (name: string) => boxes.get(name) as Box
  const typeOf = new Map(outline.nodes.map(({ name, type }) => [name, type]))
  const corners = (name: string) => cornersOf(typeOf.get(name) ?? 'llm', boxOf(name))
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: outline.nodes.map((node) => ({ node, box: boxOf(node.name), ...textsOf(node) })),
    edges: outline.edges.map((edge, index) => {
      const way = graph.edge(edge.from, edge.to, String(index)) as PlacedWay
      const label = labels[index] as TextBlock
      const labelBox = label.lines.length === 0 ? undefined : turn(way as Box)
      const points = way.points.map(turn)
      return {
        edge,
        points:
          edge.from === edge.to
            ? circle(boxOf(edge.from), labelBox)
            : clipped(points, corners(edge.from), corners(edge.to)),
        label,
        labelBox,
      }
    }),
  }
}

interface PlacedWay extends Partial<Box> {
  readonly points: readonly Point[]
}

/** Whether most neighbours stand the other way round than in the file: crossings are all that the engine minds. */
function isTurned(boxes: readonly Box[]): boolean {
  let turned = 0
  for (const [index, box] of boxes.entries()) {
    const next = boxes.slice(index + 1).find(({ y }) => y === box.y)
    if (next !== undefined) turned += Math.sign(box.x - next.x)
  }
  return turned > 0
}

function mirror(width: number): <Place extends Point>(place: Place) => Place {
  return (place) => ({ ...place, x: width - place.x })
}

/** The way from a node to itself, at the side where the engine left room, around the label. */
function circle(box: Box, labelBox: Box | undefined): Point[] {
  const side = labelBox !== undefined && labelBox.x < box.x ? -1 : 1
  const start = box.x + (side * box.width) / 2
  const turn = labelBox?.x ?? start + side * 28
  const reach = turn + side * Math.abs(turn - start) * 0.35
  const [above, below] = [box.y - box.height / 4, box.y + box.height / 4]
  return [
    { x: start, y: above },
    { x: reach, y: above - 10 },
    { x: reach, y: below + 10 },
    { x: start, y: below },
  ]
}

function textsOf({ name, detail }: OutlineNode): { readonly name: TextBlock; readonly detail: TextBlock } {
  return {
    name: textBlock(name, { size: 14, maxWidth: 240, maxLines: 3 }),
    detail: textBlock(detail, { size: 12, maxWidth: 250, maxLines: 3 }),
  }
}

function sizeOf({ type }: OutlineNode, { name, detail }: { name: TextBlock; detail: TextBlock }) {
  const isSlanted = type === 'router' || type === 'interrupt'
  const isDoubled = type === 'subgraph'
  const side = 16 + (isSlanted ? SLANT : isDoubled ? 6 : 0)
  const isRound = type === 'start' || type === 'end'
  return {
    width: Math.max(isRound ? 72 : 120, Math.max(name.width, detail.width) + 2 * side),
    height: name.height + detail.height + (isRound ? 14 : 22),
  }
}

/** The engine ends lines at rectangles; slanted sides are met a little later. */
function clipped(points: readonly Point[], from: readonly Point[], to: readonly Point[]): Point[] {
  const inner = points.slice(1, -1)
  const [first, last] = [inner[0], inner.at(-1)]
  if (first === undefined || last === undefined) return [...points]
  return [meetingPoint(from, first, middleOf(from)), ...inner, meetingPoint(to, last, middleOf(to))]
}

function middleOf(corners: readonly Point[]): Point {
  return {
    x: corners.reduce((sum, { x }) => sum + x, 0) / corners.length,
    y: corners.reduce((sum, { y }) => sum + y, 0) / corners.length,
  }
}
