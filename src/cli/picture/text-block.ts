/** Lines of text of one size, with the room that they take. Pixels. */
export interface TextBlock {
  readonly lines: readonly string[]
  readonly size: number
  readonly width: number
  readonly height: number
}

const LINE_HEIGHT = 1.35

/**
 * Breaks a text into lines of at most `maxWidth` pixels, after spaces and marks where there are some. What does
 * not fit into `maxLines` ends in an ellipsis.
 */
export function textBlock(
  text: string,
  {
    size,
    maxWidth,
    maxLines,
  }: { readonly size: number; readonly maxWidth: number; readonly maxLines: number },
): TextBlock {
  const lines: string[] = []
  let line = ''
  for (const piece of piecesOf(text, size, maxWidth)) {
    if (line !== '' && textWidth((line + piece).trimEnd(), size) > maxWidth) {
      lines.push(line.trimEnd())
      line = piece.trimStart()
    } else line += piece
  }
  if (line.trim() !== '') lines.push(line.trimEnd())
  const shown = lines.length > maxLines ? shortened(lines.slice(0, maxLines), size, maxWidth) : lines
  return {
    lines: shown,
    size,
    width: Math.max(0, ...shown.map((shownLine) => textWidth(shownLine, size))),
    height: shown.length * size * LINE_HEIGHT,
  }
}

export function lineHeight(size: number): number {
  return size * LINE_HEIGHT
}

/** Parts between which a line may end: words; what is too long for a line also after marks, then anywhere. */
function piecesOf(text: string, size: number, maxWidth: number): string[] {
  const isShort = (piece: string) => textWidth(piece.trimEnd(), size) <= maxWidth
  const words = text.replaceAll(/\s+/g, ' ').trim().match(/\S+ ?/gu) ?? []
  return words
    .flatMap((word) => (isShort(word) ? [word] : (word.match(/[^_\-/.,:]*[_\-/.,:]+ ?|[^_\-/.,:]+/gu) ?? [])))
    .flatMap((part) => {
      const pieces: string[] = []
      let piece = ''
      for (const character of part) {
        if (piece !== '' && !isShort(piece + character)) {
          pieces.push(piece)
          piece = ''
        }
        piece += character
      }
      return [...pieces, piece]
    })
}

function shortened(lines: readonly string[], size: number, maxWidth: number): string[] {
  const last = [...(lines.at(-1) ?? '')]
  while (last.length > 0 && textWidth(`${last.join('')}…`, size) > maxWidth) last.pop()
  return [...lines.slice(0, -1), `${last.join('').trimEnd()}…`]
}

/** Widths of characters as parts of the font size. On the safe side for the usual fonts of systems. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[iljI.,:;'|!`’]/u, 0.33],
  [/[ftr()[\]{}/\\ "*-]/u, 0.43],
  [/[mwMW@%…—&]/u, 0.98],
  [/[A-Z0-9=<>+×~_#?$]/u, 0.7],
  [/[a-z]/u, 0.6],
  [/\p{M}/u, 0],
  [/[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u, 1.25],
]

/** How wide a line of text will be at most: pixels, estimated, as no font is at hand. */
function textWidth(text: string, size: number): number {
  let width = 0
  for (const character of text) width += widths.find(([pattern]) => pattern.test(character))?.[1] ?? 0.78
  return width * size
}
