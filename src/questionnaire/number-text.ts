import type { Mistake } from './mistake.js'

/** More digits than this a number cannot keep exactly. */
const MAX_DIGITS = 15

/**
 * Reads a number as people write it: spaces anywhere, grouping marks, a dash for a minus, comma or point for
 * decimals; invisible marks of direction are ignored. A mark that could be either (`1,000` where the comma is no grouping mark) is not guessed at.
 *
 * @param language decides which mark groups digits and which begins the decimals.
 */
export function readNumber(
  text: string,
  language: string,
  kind: 'integer' | 'decimal',
): { value: number } | { mistake: Mistake } {
  const compact = text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}'’_]/gu, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
  const match = /^([-+]?)(\d[\d.,-]*|[.,]\d+)$/.exec(compact)
  const digits = match === null ? undefined : plainDigits(match[2] ?? '', language, kind)
  if (digits === undefined) return { mistake: { type: kind === 'integer' ? 'wholeNumber' : 'number' } }
  if (typeof digits === 'object') return { mistake: digits }
  if (digits.replace(/^0+|\D/g, '').length > MAX_DIGITS) return { mistake: { type: 'tooManyDigits' } }
  const value = Number(`${match?.[1] === '-' ? '-' : ''}${digits}`)
  if (kind === 'integer' && !Number.isInteger(value)) return { mistake: { type: 'wholeNumber' } }
  // Minus zero is zero to everyone but JavaScript.
  return { value: value === 0 ? 0 : value }
}

/** The digits with a point before the decimals; `undefined` where it is no number. */
function plainDigits(
  text: string,
  language: string,
  kind: 'integer' | 'decimal',
): string | Mistake | undefined {
  if (/^\d+$/.test(text)) return text
  const grouped = /^\d{1,3}(?:([.,-])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/.exec(text)
  const marks = text.replace(/\d/g, '')
  if (marks.length === 1 && marks !== '-') {
    const isTwofold = /^[1-9]\d{0,2}[.,]\d{3}$/.test(text)
    const { decimal, group } = marksOf(language)
    if (isTwofold && kind === 'integer' && marks === group) return text.replace(marks, '')
    if (isTwofold && (kind === 'integer' || marks !== decimal)) {
      const plain = text.replace(marks, '')
      return {
        type: 'ambiguousNumber',
        readings: [plain, `${Number(text.replace(marks, '.'))}`.replace('.', decimal)],
      }
    }
    const [whole = '', fraction = ''] = text.split(marks)
    return `${whole === '' ? '0' : whole}.${fraction === '' ? '0' : fraction}`
  }
  if (grouped === null) return undefined
  const mark = grouped[1] ?? ''
  const last = marks.at(-1) ?? ''
  if (last === mark) return text.replaceAll(mark, '')
  return text.replaceAll(mark, '').replace(last, '.')
}

function marksOf(language: string): { decimal: string; group: string } {
  const parts = new Intl.NumberFormat(`${language}-u-nu-latn`).formatToParts(1_234_567.5)
  const markOf = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return { decimal: markOf('decimal') || '.', group: markOf('group') }
}

/** By language; making one takes longer than all that it writes on a page. */
const formats = new Map<string, Intl.NumberFormat>()

/** A stored number as text: the language's decimal mark, no grouping, which would read badly in a year. */
export function numberText(value: number, language: string): string {
  const format =
    formats.get(language) ??
    new Intl.NumberFormat(`${language}-u-nu-latn`, { useGrouping: false, maximumFractionDigits: 20 })
  formats.set(language, format)
  return format.format(value).replace('\u2212', '-')
}
