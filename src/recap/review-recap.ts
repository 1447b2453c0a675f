import type { RecapInput } from '../questionnaire/recap-input.js'
import { parseRichText, type RichText } from '../questionnaire/rich-text.js'
import { type KnownValues, knownValues } from './known-values.js'
import { type Sentence, sentencesOf } from './sentences.js'
import { markLeaves, textLeaves } from './text-leaves.js'
import { joinRanges, type TextRange } from './text-range.js'
import { readTrace, type TracedSentence } from './trace.js'
import { unknownValues } from './unknown-values.js'

/** A recap as a reader gets it: nothing of it hidden, and marked what comes from none of the answers. */
export interface ReviewedRecap {
  readonly blocks: RichText
  /** The words that are marked, in order, each once. */
  readonly doubtful: readonly string[]
  /** Where each sentence comes from; absent while that is not known. */
  readonly traced?: readonly TracedSentence[]
}

/** The sentences of a recap's text, as it is traced. */
export function recapSentences(text: string, language: string): Sentence[] {
  return sentencesOf(textLeaves(parseRichText(text)), language)
}

/**
 * Checks a finished recap against the answers that it was written from.
 *
 * @param trace what `trace_summary` has answered, where it has.
 */
export function reviewRecap(text: string, input: RecapInput, trace?: string): ReviewedRecap {
  const blocks = parseRichText(text)
  const leaves = textLeaves(blocks)
  const { language } = input
  const known = knownFor(input)
  const sentences = sentencesOf(leaves, language)
  const traced = trace === undefined ? undefined : readTrace(trace, sentences, input.answers)
  const untraced = (traced ?? [])
    .filter(({ sources, isCourtesy }) => sources.length === 0 && !isCourtesy)
    .map(({ sentence }) => sentence)
  const marks: TextRange[][] = leaves.map((leaf, index) =>
    joinRanges([
      ...unknownValues(leaf, known, language),
      ...untraced.filter((sentence) => sentence.leaf === index),
    ]),
  )
  const doubtful = leaves.flatMap((leaf, index) =>
    (marks[index] ?? []).map(({ start, end }) => leaf.slice(start, end)),
  )
  return {
    blocks: markLeaves(blocks, marks),
    doubtful: [...new Set(doubtful)],
    ...(traced === undefined ? {} : { traced }),
  }
}

const inputs = new WeakMap<RecapInput, KnownValues>()

/** Made once for each run: every page load asks anew. */
function knownFor(input: RecapInput): KnownValues {
  const made = inputs.get(input) ?? knownValues(input)
  inputs.set(input, made)
  return made
}
