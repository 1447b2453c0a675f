/** A part of a text: UTF-16 positions, `end` is behind it. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** Ranges in order, those that meet or overlap joined. */
export function joinRanges(ranges: readonly TextRange[]): TextRange[] {
  const joined: { start: number; end: number }[] = []
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else joined.push({ start, end })
  }
  return joined
}

export function overlaps(ranges: readonly TextRange[], { start, end }: TextRange): boolean {
  return ranges.some((range) => range.start < end && start < range.end)
}

/** Every match of a pattern with the flag `g`, with its place. */
export function matchesOf(
  text: string,
  pattern: RegExp,
): (TextRange & { readonly match: RegExpMatchArray })[] {
  return [...text.matchAll(pattern)].map((match) => ({
    match,
    start: match.index,
    end: match.index + match[0].length,
  }))
}
