import { matchesOf, type TextRange } from './text-range.js'

/** A number in a text, with every value that it can be read as: `1,500` is fifteen hundred or one and a half. */
export interface NumberInText extends TextRange {
  readonly values: readonly number[]
}

/** Digits with marks between them; a space joins groups of three only. No part of a word such as `B12`. */
const DIGITS = /(?<![\p{L}\p{N}])\d+(?:[.,:'’]\d+|[ \u00a0\u202f]\d{3}(?!\d))*/gu

/**
 * Words for numbers by language, beside those that are as often no number ("one", "first"). In other languages
 * only digits are found.
 */
const WORDS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  en: {
    ...counted(
      'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
      2,
    ),
    ...{ twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 },
    ...{ hundred: 100, thousand: 1000, million: 1_000_000, dozen: 12, twice: 2, thrice: 3 },
  },
  fi: {
    ...counted('kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen', 2),
    ...counted('kahta kolmea neljää viittä kuutta seitsemää kahdeksaa yhdeksää kymmentä', 2),
    ...counted('kahden kolmen neljän viiden kuuden seitsemän kahdeksan yhdeksän kymmenen', 2),
    ...counted('kahdesti kolmesti neljästi viidesti kuudesti', 2),
    ...{ sata: 100, sataa: 100, tuhat: 1000, tuhatta: 1000, miljoona: 1_000_000, miljoonaa: 1_000_000 },
  },
}

export function numbersIn(text: string, language: string): NumberInText[] {
  const words = WORDS[language.split('-')[0] ?? ''] ?? {}
  const written = matchesOf(text, /\p{L}+/gu).flatMap(({ match, start, end }) => {
    const value = Object.hasOwn(words, match[0].toLowerCase()) ? words[match[0].toLowerCase()] : undefined
    return value === undefined ? [] : [{ start, end, values: [value] }]
  })
  const digits = matchesOf(text.normalize('NFC'), DIGITS).map(({ match, start, end }) => ({
    start,
    end,
    values: readings(match[0]),
  }))
  return [...digits, ...written].sort((a, b) => a.start - b.start)
}

function readings(raw: string): number[] {
  const text = raw.replace(/[ \u00a0\u202f'’]/g, '')
  const marks = text.replace(/\d/g, '')
  const values = [Number(text.replace(/[.,:]/g, ''))]
  if (marks.length === 0) return values
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  const decimals = Number(`${text.slice(0, last).replace(/\D/g, '')}.${text.slice(last + 1)}`)
  const isGrouped = /^\d{1,3}(?:[.,]\d{3})+$/.test(text)
  // `10.30` may be a time of day, which others write `10:30`.
  const isTime = /^\d{1,2}\.\d{2}$/.test(text)
  if (marks.length === 1 && last >= 0) return isGrouped || isTime ? [...values, decimals] : [decimals]
  return last >= 0 && marks.at(0) !== marks.at(-1) ? [decimals] : values
}

function counted(words: string, from: number): Record<string, number> {
  return Object.fromEntries(words.split(' ').map((word, index) => [word, from + index]))
}
