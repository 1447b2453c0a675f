import { matchesOf, overlaps, type TextRange } from './text-range.js'

/** A date in a text, as far as it is said. */
export interface DateInText extends TextRange {
  readonly year?: number
  readonly month: number
  readonly day?: number
  /** Day and month stand as two numbers, in an order that the text does not tell. */
  readonly isTwofold?: true
}

/** Languages that put endings to the names of months. */
const INFLECTED = new Set(['fi', 'et', 'hu', 'tr'])

/** How dates are written in a language, and how each form is read. */
type DateForm = readonly [
  pattern: RegExp,
  read: (match: RegExpMatchArray) => Omit<DateInText, 'start' | 'end'>,
]

/** Dates written with the name of a month, as `2026-02-09`, or as `9.2.2026` and `2/9/2026`. */
export function datesIn(text: string, language: string): DateInText[] {
  // Every form has one, and most texts have none.
  if (!/\d/.test(text)) return []
  const found: DateInText[] = []
  for (const [pattern, read] of monthsOf(language).forms) {
    for (const { match, start, end } of matchesOf(text, pattern)) {
      const date = { ...read(match), start, end }
      const isDate = date.month >= 1 && date.month <= 12 && (date.day ?? 1) >= 1 && (date.day ?? 1) <= 31
      if (isDate && !overlaps(found, date)) found.push(date)
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

function dateForms(names: string, monthOf: (name: string) => number): DateForm[] {
  const month = `(${names})`
  const yearOf = (digits: string | undefined) => (digits === undefined ? {} : { year: Number(digits) })
  return [
    [
      /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g,
      ([, year, number, day]) => ({ ...yearOf(year), month: Number(number), day: Number(day) }),
    ],
    [
      new RegExp(
        `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|\\.|º|er)?\\s+(?:of\\s+|de\\s+)?${month}(?:,?\\s+(?:de\\s+)?(\\d{4}))?(?!\\p{L})`,
        'gu',
      ),
      ([, day, name = '', year]) => ({ ...yearOf(year), month: monthOf(name), day: Number(day) }),
    ],
    [
      new RegExp(`(?<!\\p{L})${month}\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,?\\s+(\\d{4}))?`, 'gu'),
      ([, name = '', day, year]) => ({ ...yearOf(year), month: monthOf(name), day: Number(day) }),
    ],
    [
      new RegExp(`(?<!\\p{L})${month},?\\s+(?:de\\s+)?(\\d{4})(?!\\d)`, 'gu'),
      ([, name = '', year]) => ({ ...yearOf(year), month: monthOf(name) }),
    ],
    [
      /(?<![\d.,])(\d{1,2})([./])(\d{1,2})\2(\d{4})(?!\d)/g,
      ([, first, , second, year]) => ({
        ...yearOf(year),
        ...(Number(second) > 12
          ? { day: Number(second), month: Number(first) }
          : { day: Number(first), month: Number(second) }),
        isTwofold: true,
      }),
    ],
  ]
}

/** The months that a text names, from 1, with or without a day. */
export function monthsIn(text: string, language: string): number[] {
  const { pattern, monthOf } = monthsOf(language)
  return matchesOf(text, pattern).map(({ match }) => monthOf(match[0]))
}

/** Whether everything that one date says, another says too. */
export function agrees(date: DateInText, known: DateInText): boolean {
  const isSame = (day: number | undefined, month: number) =>
    month === known.month &&
    (day === undefined || day === known.day) &&
    (date.year === undefined || date.year === known.year)
  if (isSame(date.day, date.month)) return true
  const isEither = (date.isTwofold || known.isTwofold) && date.day !== undefined
  return isEither === true && isSame(date.month, date.day ?? 0)
}

interface Months {
  /** The names in a text. */
  readonly pattern: RegExp
  /** From 1; 0 for a word that is none of them. */
  readonly monthOf: (name: string) => number
  readonly forms: readonly DateForm[]
}

const cache = new Map<string, Months>()

/** The names of the months, long ones first, as the language writes them alone and after a day. */
function monthsOf(language: string): Months {
  const known = cache.get(language)
  if (known !== undefined) return known
  const forms = new Map<string, number>()
  for (let month = 1; month <= 12; month++) {
    const date = new Date(Date.UTC(2026, month - 1, 15))
    for (const style of ['long', 'short'] as const) {
      for (const day of [undefined, 'numeric'] as const) {
        const parts = new Intl.DateTimeFormat(language, { month: style, day, timeZone: 'UTC' }).formatToParts(
          date,
        )
        const name = parts.find(({ type }) => type === 'month')?.value.replace(/\.$/, '') ?? ''
        if (/^\p{L}{3,}$/u.test(name)) forms.set(name.toLowerCase(), month)
      }
    }
  }
  const months = [...forms].sort(([a], [b]) => b.length - a.length)
  const ending = INFLECTED.has(language.split('-')[0] ?? '') ? '\\p{L}*' : '(?!\\p{L})'
  const names = months
    .flatMap(([form]) => [form, form.charAt(0).toUpperCase() + form.slice(1)])
    // "may" and "march" are words of their own in English.
    .filter((form) => !/^(?:en\b)/.test(language) || /^\p{Lu}/u.test(form))
    .map((form) => `${form}${ending}`)
    .join('|')
  const anyName = names === '' ? '(?!)' : names
  const monthOf = (name: string) => months.find(([form]) => name.toLowerCase().startsWith(form))?.[1] ?? 0
  const pattern = new RegExp(`(?<!\\p{L})(${anyName})`, 'gu')
  const made = { pattern, monthOf, forms: dateForms(anyName, monthOf) }
  cache.set(language, made)
  return made
}
