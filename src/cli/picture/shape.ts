import type { OutlineNode } from './outline.js'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** How far slanted sides lean in: pixels. */
export const SLANT = 14

/** The corners of a node's outline, clockwise from the upper left; `x` and `y` of the box are its middle. */
export function cornersOf(type: OutlineNode['type'], { x, y, width, height }: Box): Point[] {
  const [left, right, top, bottom] = [x - width / 2, x + width / 2, y - height / 2, y + height / 2]
  switch (type) {
    case 'router':
      return [
        { x: left + SLANT, y: top },
        { x: right - SLANT, y: top },
        { x: right, y },
        { x: right - SLANT, y: bottom },
        { x: left + SLANT, y: bottom },
        { x: left, y },
      ]
    case 'interrupt':
      return [
        { x: left + SLANT, y: top },
        { x: right, y: top },
        { x: right - SLANT, y: bottom },
        { x: left, y: bottom },
      ]
    case 'start':
    case 'end':
      return pill({ x, y, width, height })
    default:
      return [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ]
  }
}

/** Half circles at both ends, as corners. */
function pill({ x, y, width, height }: Box): Point[] {
  const radius = height / 2
  const steps = Array.from({ length: 9 }, (_, index) => (Math.PI * index) / 8 - Math.PI / 2)
  const right = steps.map((angle) => ({
    x: x + width / 2 - radius + radius * Math.cos(angle),
    y: y + radius * Math.sin(angle),
  }))
  return [...right, ...right.map((corner) => ({ x: 2 * x - corner.x, y: 2 * y - corner.y }))]
}

/** Where the way from `outside` to `inside` meets the outline; `outside` itself where it does not. */
export function meetingPoint(corners: readonly Point[], outside: Point, inside: Point): Point {
  let nearest: { readonly part: number; readonly point: Point } | undefined
  for (const [index, from] of corners.entries()) {
    const to = corners[(index + 1) % corners.length] ?? from
    const part = crossing(outside, inside, from, to)
    if (part === undefined || (nearest !== undefined && nearest.part <= part)) continue
    const point = {
      x: outside.x + part * (inside.x - outside.x),
      y: outside.y + part * (inside.y - outside.y),
    }
    nearest = { part, point }
  }
  return nearest?.point ?? outside
}

/** How far along the way from `a` to `b` (0 to 1) the line from `c` to `d` crosses it. */
function crossing(a: Point, b: Point, c: Point, d: Point): number | undefined {
  const [rx, ry, sx, sy] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y]
  const turn = rx * sy - ry * sx
  if (Math.abs(turn) < 1e-9) return undefined
  const along = ((c.x - a.x) * sy - (c.y - a.y) * sx) / turn
  const across = ((c.x - a.x) * ry - (c.y - a.y) * rx) / turn
  const isInside = along >= 0 && along <= 1 && across >= -1e-9 && across <= 1 + 1e-9
  return isInside ? along : undefined
}
