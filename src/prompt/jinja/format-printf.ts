import { textOf } from '../../expression/value-expression.js'
import { numberOf } from './filter.js'

const PLACE = /%(?:\((\w+)\))?([-+ 0#]*)(\d{1,4})?(?:\.(\d{1,2}))?([a-zA-Z%])/g

/**
 * Python's `%`: `%s %r %d %i %x %X %o %f %e %g`, with flags, width and precision, and `%(name)s`.
 *
 * @throws Error for too few or too many values, or a value that is no number where one is needed.
 */
export function formatPrintf(
  text: string,
  positional: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
): string {
  let used = 0
  const filled = text.replaceAll(
    PLACE,
    (
      whole,
      name: string | undefined,
      flags: string,
      width: string | undefined,
      digits: string | undefined,
      kind: string,
    ) => {
      if (kind === '%') return '%'
      if (name === undefined && used >= positional.length) throw new Error(`"${whole}" has no value`)
      const value =
        name === undefined ? positional[used++] : Object.hasOwn(named, name) ? named[name] : undefined
      return pad(formatOne(whole, kind, value, flags, digits), kind, flags, Number(width ?? 0))
    },
  )
  if (used < positional.length) throw new Error(`there are more values than places in "${text}"`)
  return filled
}

function formatOne(
  place: string,
  kind: string,
  value: unknown,
  flags: string,
  digits: string | undefined,
): string {
  if (kind === 's' || kind === 'r')
    return [...textOf(value)].slice(0, digits === undefined ? undefined : Number(digits)).join('')
  const number = numberOf(value)
  const size = Math.abs(number)
  const sign = number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const precision = Number(digits ?? 6)
  switch (kind.toLowerCase()) {
    case 'd':
    case 'i':
    case 'u':
      return sign + String(Math.trunc(size))
    case 'x':
      return (
        sign + (kind === 'X' ? Math.trunc(size).toString(16).toUpperCase() : Math.trunc(size).toString(16))
      )
    case 'o':
      return sign + Math.trunc(size).toString(8)
    case 'f':
      return sign + size.toFixed(precision)
    case 'e':
      return sign + twoDigitExponent(size.toExponential(precision))
    case 'g':
      return sign + general(size, Math.max(1, precision))
    default:
      throw new Error(`"${place}" is no place for a value`)
  }
}

function general(size: number, precision: number): string {
  const [mantissa = '', exponent = '0'] = size.toExponential(precision - 1).split('e')
  const isShort = Number(exponent) < -4 || Number(exponent) >= precision
  const dropZeros = (digits: string) => (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits)
  return isShort
    ? twoDigitExponent(`${dropZeros(mantissa)}e${exponent}`)
    : dropZeros(size.toFixed(Math.min(100, precision - 1 - Number(exponent))))
}

function twoDigitExponent(text: string): string {
  return text.replace(/e([-+])(\d)$/, 'e$10$2')
}

function pad(text: string, kind: string, flags: string, width: number): string {
  const missing = width - [...text].length
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0') || kind === 's' || kind === 'r') return ' '.repeat(missing) + text
  const [sign = ''] = /^[-+ ]?/.exec(text) ?? []
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}
