import { agrees, datesIn } from './dates-in-text.js'
import { type KnownValues, plainWords } from './known-values.js'
import { numbersIn } from './numbers-in-text.js'
import { sentencesOf } from './sentences.js'
import { joinRanges, matchesOf, overlaps, type TextRange } from './text-range.js'

/** Written languages in which every noun begins with a capital: a capital tells nothing of a name there. */
const CAPITAL_NOUNS = new Set(['de', 'lb', 'gsw', 'nds'])

const QUOTATIONS = /[“„]([^“”„]+)[”“]|”([^”]+)”|«([^«»]+)»|"([^"]+)"/gu
const ADDRESSES = /[^\s<>()]+@[^\s<>()]+|(?:https?:\/\/|www\.)[^\s<>()]+/giu
/** Letters and digits in one, such as `B12`; `9th` and `500mg` are numbers. */
const CODES = /(?<![\p{L}\p{N}])\p{L}+[\p{L}\p{N}-]*\d[\p{L}\p{N}-]*/gu

/**
 * Where a text names a date, a number, a name, an address or a quotation that no answer holds. What can be
 * checked differs with the language: words for numbers in English and Finnish, names wherever only they begin
 * with a capital, and not at the beginning of a sentence, where every word does.
 */
export function unknownValues(text: string, known: KnownValues, language: string): TextRange[] {
  const unknown: TextRange[] = []
  /** What has been looked at as a whole. */
  const seen: TextRange[] = []
  const look = (range: TextRange, isKnown: boolean) => {
    if (overlaps(seen, range)) return
    seen.push({ start: range.start, end: range.end })
    if (!isKnown) unknown.push({ start: range.start, end: range.end })
  }
  const isSaid = (words: string) => {
    const plain = plainWords(words)
    return plain === '' || known.texts.some((said) => said.includes(` ${plain} `))
  }
  for (const { match, start, end } of matchesOf(text, QUOTATIONS)) {
    const pieces = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? '').split(/…|\.{3}/)
    look({ start, end }, pieces.every(isSaid))
  }
  for (const address of matchesOf(text, ADDRESSES)) look(address, isSaid(address.match[0]))
  for (const date of datesIn(text, language))
    look(
      date,
      known.dates.some((other) => agrees(date, other)),
    )
  for (const code of matchesOf(text, CODES)) look(code, isSaid(code.match[0]))
  for (const number of numbersIn(text, language)) {
    const written = text.slice(number.start, number.end)
    const isKnown = number.values.some((value) => known.numbers.has(value))
    look(number, isKnown || (/^\p{L}/u.test(written) && isSaid(written)))
  }
  for (const name of namesIn(text, language)) look(name, isKnownName(name.word, known.words, language))
  return joinNames(text, joinRanges(unknown))
}

/** Words with a capital that are not the first of their sentence. */
function namesIn(text: string, language: string): (TextRange & { readonly word: string })[] {
  const base = language.split('-')[0] ?? ''
  if (CAPITAL_NOUNS.has(base)) return []
  const starts = new Set(
    sentencesOf([text], language).map((sentence) => {
      const letter = /\p{L}/u.exec(sentence.text)
      return sentence.start + (letter?.index ?? 0)
    }),
  )
  return matchesOf(text, /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*/gu)
    .map(({ match, start, end }) => ({ word: match[0], start, end }))
    .filter(({ word, start }) => /^\p{Lu}/u.test(word) && !starts.has(start))
    .filter(({ word }) => !(base === 'en' && /^I(?:['’]|$)/.test(word)))
}

/** A name is known with its endings: `Anna` in `Anna’s`, and where names are inflected `Maija` in `Maijan`. */
function isKnownName(word: string, words: ReadonlySet<string>, language: string): boolean {
  const isUninflected = /^en\b/.test(language)
  return plainWords(word.replace(/['’]\p{L}{1,2}$/u, ''))
    .split(' ')
    .every(
      (part) => words.has(part) || (!isUninflected && [...words].some((other) => isInflected(part, other))),
    )
}

function isInflected(word: string, known: string): boolean {
  const shared = [...word].findIndex((letter, index) => letter !== known[index])
  const length = shared < 0 ? word.length : shared
  return length >= 4 && length >= known.length - 2 && word.length - length <= 5
}

/** Words of one name belong together: only a space is between them. */
function joinNames(text: string, ranges: readonly TextRange[]): TextRange[] {
  const joined: { start: number; end: number }[] = []
  for (const range of ranges) {
    const last = joined.at(-1)
    if (last !== undefined && /^[ \u00a0]$/.test(text.slice(last.end, range.start))) last.end = range.end
    else joined.push({ ...range })
  }
  return joined
}
