import { jsonText, textOf } from '../../expression/value-expression.js'
import type { FilterTable, GivenArguments } from './filter.js'
import { formatPrintf } from './format-printf.js'
import { wrapText } from './wrap-text.js'

/** The filters that make a text. Whatever they are given becomes one first, as it would be printed. */
export const textFilters: FilterTable = {
  capitalize: { parameters: [], apply: (value) => capitalize(textOf(value)) },
  center: { parameters: ['width'], apply: (value, width: number = 80) => center(textOf(value), width) },
  e: { parameters: [], apply: escapeMarkup },
  escape: { parameters: [], apply: escapeMarkup },
  format: {
    parameters: ['*values'],
    apply: (value, given: GivenArguments) => formatPrintf(textOf(value), given.positional, given.named),
  },
  indent: { parameters: ['width', 'first', 'blank'], apply: indent },
  lower: { parameters: [], apply: (value) => textOf(value).toLowerCase() },
  replace: { parameters: ['old', 'new', 'count'], apply: replace },
  string: { parameters: [], apply: textOf },
  striptags: { parameters: [], apply: stripTags },
  title: {
    parameters: [],
    apply: (value) =>
      textOf(value)
        .split(/([-\s({[<]+)/)
        .map(capitalize)
        .join(''),
  },
  tojson: { parameters: ['indent'], apply: toJson },
  trim: { parameters: ['chars'], apply: trim },
  truncate: { parameters: ['length', 'killwords', 'end', 'leeway'], apply: truncate },
  upper: { parameters: [], apply: (value) => textOf(value).toUpperCase() },
  urlencode: { parameters: [], apply: urlEncode },
  wordcount: { parameters: [], apply: (value) => textOf(value).match(/[\p{L}\p{N}\p{M}_]+/gu)?.length ?? 0 },
  wordwrap: {
    parameters: ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'],
    apply: (
      value,
      width: number = 79,
      breaksLongWords: boolean = true,
      wrapstring: string | null = '\n',
      breaksOnHyphens: boolean = true,
    ) => wrapText(textOf(value), { width, breaksLongWords, breaksOnHyphens }).join(wrapstring ?? '\n'),
  },
}

/** Half a pair, which no address can hold. */
const LONE_SURROGATE = /\p{Surrogate}/gu

function capitalize(text: string): string {
  const [first = '', ...others] = text
  return first.toUpperCase() + others.join('').toLowerCase()
}

/** The odd space goes where Python puts it. */
function center(text: string, width: number): string {
  const space = Math.max(0, width - [...text].length)
  const left = Math.floor(space / 2) + (space & width & 1)
  return ' '.repeat(left) + text + ' '.repeat(space - left)
}

function escapeMarkup(value: unknown): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    "'": '&#39;',
    '"': '&#34;',
  }
  return textOf(value).replaceAll(/[&<>'"]/g, (character) => entities[character] ?? character)
}

function indent(
  value: unknown,
  width: number | string = 4,
  first: boolean = false,
  blank: boolean = false,
): string {
  const space = typeof width === 'string' ? width : ' '.repeat(width)
  return textOf(value)
    .split('\n')
    .map((line, index) => ((index === 0 ? first : blank || line !== '') ? space + line : line))
    .join('\n')
}

function replace(value: unknown, old: unknown, replacement: unknown, count?: number | null): string {
  const [text, searched, inserted] = [textOf(value), textOf(old), textOf(replacement)]
  const most = count === undefined || count === null || count < 0 ? Number.POSITIVE_INFINITY : count
  // Nothing is found before every character and at the end.
  const pieces = searched === '' ? ['', ...text, ''] : text.split(searched)
  return pieces.reduce((done, piece, index) => done + (index <= most ? inserted : searched) + piece)
}

function stripTags(value: unknown): string {
  const entities: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
  }
  return textOf(value)
    .replaceAll(/<!--[\s\S]*?-->|<[^>]*>/g, '')
    .replaceAll(/&(?:#(\d{1,7})|(\w+));/g, (whole, code: string | undefined, name: string) => {
      if (code === undefined) return Object.hasOwn(entities, name) ? (entities[name] ?? whole) : whole
      return Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : whole
    })
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function toJson(value: unknown, indentation?: number | null): string {
  return indentation === undefined || indentation === null
    ? jsonText(value)
    : (JSON.stringify(value, undefined, indentation) ?? 'null')
}

function trim(value: unknown, characters?: string | null): string {
  if (characters === undefined || characters === null) return textOf(value).trim()
  const rest = [...textOf(value)]
  while (rest.length > 0 && characters.includes(rest[0] ?? '')) rest.shift()
  while (rest.length > 0 && characters.includes(rest.at(-1) ?? '')) rest.pop()
  return rest.join('')
}

function truncate(
  value: unknown,
  length: number = 255,
  killwords: boolean = false,
  end: string = '...',
  leeway: number = 5,
): string {
  const characters = [...textOf(value)]
  if (characters.length <= length + leeway) return characters.join('')
  const kept = characters.slice(0, Math.max(0, length - [...end].length)).join('')
  const space = kept.lastIndexOf(' ')
  return (killwords || space < 0 ? kept : kept.slice(0, space)) + end
}

/** A text as a path, a mapping or a list of pairs as a query. */
function urlEncode(value: unknown): string {
  const quote = (text: string) =>
    encodeURIComponent(text.replaceAll(LONE_SURROGATE, '\u{FFFD}')).replaceAll(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  if (typeof value !== 'object' || value === null) return quote(textOf(value)).replaceAll('%2F', '/')
  const pairs: readonly unknown[] = Array.isArray(value) ? value : Object.entries(value)
  return pairs
    .map((pair) => (Array.isArray(pair) ? pair : [pair, '']))
    .map((pair) => pair.map((part) => quote(textOf(part)).replaceAll('%20', '+')).join('='))
    .join('&')
}
