import type { TextRange } from './text-range.js'

/** A sentence of a recap, with its place in the leaf that it is in. */
export interface Sentence extends TextRange {
  /** Counts from 1 through the whole recap. */
  readonly number: number
  /** As `textLeaves` counts them, from 0. */
  readonly leaf: number
  readonly text: string
}

/** After these a full stop ends no sentence: titles, and what is cut short in front of a name or a number. */
const ABBREVIATION =
  /(?:^|[\s("“”«])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Mx|St|Prof|No|approx|e\.g|i\.e|esim|n|ks|mm|noin)\.\s*$/u

/** The sentences of a recap by the rules of its language (Unicode Standard Annex 29), titles such as "Dr." mended. */
export function sentencesOf(leaves: readonly string[], language: string): Sentence[] {
  const sentences: Sentence[] = []
  leaves.forEach((text, leaf) => {
    let start = 0
    for (const { index, segment } of segmenterOf(language).segment(text)) {
      const end = index + segment.length
      const soFar = text.slice(start, end)
      if (end < text.length && ABBREVIATION.test(soFar)) continue
      const trimmed = soFar.trim()
      if (trimmed !== '') {
        const from = start + soFar.indexOf(trimmed)
        sentences.push({
          number: sentences.length + 1,
          leaf,
          start: from,
          end: from + trimmed.length,
          text: trimmed,
        })
      }
      start = end
    }
  })
  return sentences
}

const segmenters = new Map<string, Intl.Segmenter>()

/** Made once for each language: making one takes longer than cutting a recap up. */
function segmenterOf(language: string): Intl.Segmenter {
  const made = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'sentence' })
  segmenters.set(language, made)
  return made
}
