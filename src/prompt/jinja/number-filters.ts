import { type FilterTable, numberOf } from './filter.js'

/** The filters that make a number, or a text of one. */
export const numberFilters: FilterTable = {
  abs: { parameters: [], apply: (value) => Math.abs(numberOf(value)) },
  filesizeformat: { parameters: ['binary'], apply: formatFileSize },
  float: { parameters: ['default'], apply: toFloat, isFloat: true },
  int: { parameters: ['default', 'base'], apply: toInteger },
  round: { parameters: ['precision', 'method'], apply: round, isFloat: true },
}

const DECIMAL = /^\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?\s*$/i

function toFloat(value: unknown, fallback: number = 0): number {
  if (typeof value === 'string') return DECIMAL.test(value) ? Number(value) : fallback
  return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : fallback
}

function toInteger(value: unknown, fallback: unknown = 0, base: number = 10): unknown {
  if (typeof value === 'string' && base !== 10) {
    const number = Number.parseInt(value.replace(/^0[xob]/i, ''), base)
    return Number.isNaN(number) ? fallback : number
  }
  const number = toFloat(value, Number.NaN)
  return Number.isFinite(number) ? Math.trunc(number) : fallback
}

/** @throws Error for a method other than `common`, `ceil` and `floor`. */
function round(value: unknown, precision: number = 0, method: string = 'common'): number {
  const number = numberOf(value)
  const factor = 10 ** precision
  if (method === 'ceil') return Math.ceil(number * factor) / factor
  if (method === 'floor') return Math.floor(number * factor) / factor
  if (method !== 'common') throw new Error(`the method is "common", "ceil" or "floor", found "${method}"`)
  return precision < 0
    ? roundToEven(number * factor, 0) / factor
    : roundToEven(number, Math.min(precision, 50))
}

/** Exactly between two it is the even one, as in Python. */
function roundToEven(number: number, precision: number): number {
  const rounded = Number(number.toFixed(precision))
  const rest = Math.abs(number)
    .toFixed(precision + 30)
    .split('.')[1]
    ?.slice(precision)
  if (rest === undefined || !/^50*$/.test(rest)) return rounded
  const below = Math.floor(Math.abs(number) * 10 ** precision)
  return (Math.sign(number) * (below % 2 === 0 ? below : below + 1)) / 10 ** precision
}

function formatFileSize(value: unknown, isBinary: boolean = false): string {
  const bytes = typeof value === 'string' ? toFloat(value) : numberOf(value)
  const base = isBinary ? 1024 : 1000
  const units = isBinary
    ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
    : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']
  if (bytes === 1) return '1 Byte'
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`
  const exponent = units.findIndex((_, index) => bytes < base ** (index + 2))
  const index = exponent < 0 ? units.length - 1 : exponent
  return `${(bytes / base ** (index + 1)).toFixed(1)} ${units[index]}`
}
