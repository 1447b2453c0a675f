import type { Block, Inline, RichText } from '../questionnaire/rich-text.js'
import type { TextRange } from './text-range.js'

/** The running texts of a rich text, one for each paragraph or heading wherever it is, in reading order. */
export function textLeaves(text: RichText): string[] {
  return text.flatMap((block) => {
    if (block.kind === 'list') return block.items.flatMap(textLeaves)
    return block.kind === 'quote' ? textLeaves(block.blocks) : [inlineText(block.inlines)]
  })
}

function inlineText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if ('inlines' in inline) return inlineText(inline.inlines)
      return inline.kind === 'break' ? '\n' : inline.text
    })
    .join('')
}

/**
 * The same text with parts of it marked.
 *
 * @param marks for each leaf, as `textLeaves` counts them, what to mark: in order and without overlap.
 */
export function markLeaves(text: RichText, marks: readonly (readonly TextRange[])[]): RichText {
  let leaf = 0
  const markBlock = (block: Block): Block => {
    if (block.kind === 'list') return { ...block, items: block.items.map((item) => item.map(markBlock)) }
    if (block.kind === 'quote') return { ...block, blocks: block.blocks.map(markBlock) }
    const here = marks[leaf++] ?? []
    return { kind: block.kind, inlines: markInlines(block.inlines, here, { at: 0 }) }
  }
  return text.map(markBlock)
}

function markInlines(
  inlines: readonly Inline[],
  marks: readonly TextRange[],
  position: { at: number },
): Inline[] {
  return inlines.flatMap((inline): Inline[] => {
    if ('inlines' in inline) {
      return [{ kind: inline.kind, inlines: markInlines(inline.inlines, marks, position) }]
    }
    if (inline.kind === 'break') {
      position.at++
      return [inline]
    }
    const start = position.at
    position.at += inline.text.length
    return inline.kind === 'text' ? cut(inline.text, start, marks) : [inline]
  })
}

/** A text in pieces, those inside a range marked. */
function cut(text: string, offset: number, marks: readonly TextRange[]): Inline[] {
  const pieces: Inline[] = []
  let from = 0
  for (const mark of marks) {
    const start = Math.min(Math.max(mark.start - offset, from), text.length)
    const end = Math.min(Math.max(mark.end - offset, from), text.length)
    if (start >= end) continue
    if (start > from) pieces.push({ kind: 'text', text: text.slice(from, start) })
    pieces.push({ kind: 'mark', text: text.slice(start, end) })
    from = end
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) })
  return pieces
}
