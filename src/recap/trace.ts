import { findJson } from '../prompt/extract-json.js'
import type { RecapAnswer } from '../questionnaire/recap-input.js'
import { plainWords } from './known-values.js'
import type { Sentence } from './sentences.js'

/** Which answer a sentence says, and in which words of that answer. */
export interface SentenceSource {
  readonly answer: RecapAnswer
  readonly words: string
}

export interface TracedSentence {
  readonly sentence: Sentence
  /** Only what the answers hold; empty for a sentence that comes from none of them. */
  readonly sources: readonly SentenceSource[]
  /** It says nothing about the person: a greeting, thanks, an invitation to check. */
  readonly isCourtesy: boolean
}

/** Sources of a recap: more than these are not looked at. */
const MAX_SOURCES = 1000

/**
 * Reads what a model says about where each sentence comes from, and keeps what is true of it: a sentence and an
 * answer that exist, and words that stand in that answer.
 *
 * @param text the model's answer, as the schema of `trace_summary` has it.
 * @returns `undefined` where nothing of it can be used: then the sentences are neither traced nor marked.
 */
export function readTrace(
  text: string,
  sentences: readonly Sentence[],
  answers: readonly RecapAnswer[],
): TracedSentence[] | undefined {
  const found = findJson(text)?.value
  const { sources = [], courtesies = [] } = Object(found) as { sources?: unknown; courtesies?: unknown }
  if (!Array.isArray(sources) || !Array.isArray(courtesies)) return undefined
  const byId = new Map(answers.map((answer) => [answer.id, answer]))
  const known = new Map<number, SentenceSource[]>()
  for (const source of sources.slice(0, MAX_SOURCES)) {
    const { sentence, answer: id, words } = Object(source) as Record<string, unknown>
    const answer = byId.get(String(id))
    if (answer === undefined || typeof words !== 'string' || !holds(answer, words)) continue
    const number = Number(sentence)
    known.set(number, [...(known.get(number) ?? []), { answer, words: words.trim() }])
  }
  if (![...known.keys()].some((number) => sentences.some((sentence) => sentence.number === number))) {
    return undefined
  }
  const courteous = new Set(courtesies.map(Number))
  return sentences.map((sentence) => {
    const its = known.get(sentence.number) ?? []
    return { sentence, sources: its, isCourtesy: its.length === 0 && courteous.has(sentence.number) }
  })
}

/** Whether words stand in an answer, or in its question, as in "you said yes to being tired". */
function holds(answer: RecapAnswer, words: string): boolean {
  const plain = plainWords(words)
  if (plain === '') return false
  return [answer.text, answer.label].some((text) => ` ${plainWords(text)} `.includes(` ${plain} `))
}
