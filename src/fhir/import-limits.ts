import { isRealDate } from '../questionnaire/date-text.js'
import { MAX_BYTES, MEGABYTE } from '../questionnaire/file-limits.js'
import { MEDIA_TYPES } from '../questionnaire/media-type.js'
import { MAX_PATTERN_INPUT, patternMistake } from '../questionnaire/pattern.js'
import type { FhirElement } from './element.js'
import { extensionUrl } from './extension-urls.js'
import type { Findings } from './finding.js'
import type { ImportItem } from './import-item.js'

type Limits = Record<string, unknown>

/** The rules about length, range, form and files that an item has, as keys of a field. */
export function importLimits(item: ImportItem, findings: Findings): Limits {
  const isText = item.type === 'string' || item.type === 'text'
  return {
    ...(isText ? textLimits(item, findings) : refuseTextLimits(item, findings)),
    ...rangeOf(item, findings),
    ...(item.type === 'file' ? { ...acceptOf(item, findings), ...maxSizeOf(item, findings) } : {}),
  }
}

function textLimits({ element, linkId }: ImportItem, findings: Findings): Limits {
  const minLength = element.extension(extensionUrl.minLength)?.number('valueInteger')
  const regex = element.extension(extensionUrl.regex)?.text('valueString')
  const pattern = regex === undefined ? undefined : withoutAnchors(regex)
  const mistake = pattern === undefined ? undefined : patternMistake(pattern)
  if (mistake !== undefined)
    findings.warning(linkId, `Its regular expression ${regex} was left out. ${mistake}`)
  const isPatternKept = pattern !== undefined && mistake === undefined
  const length = element.number('maxLength')
  const maxLength = isPatternKept && length !== undefined ? Math.min(length, MAX_PATTERN_INPUT) : length
  return {
    ...(minLength !== undefined && minLength > 0 ? { minLength } : {}),
    ...(maxLength !== undefined && maxLength > 0 ? { maxLength } : {}),
    ...(isPatternKept ? { pattern } : {}),
  }
}

/** Our patterns have to match the whole answer in any case. */
function withoutAnchors(regex: string): string {
  return /^\^\(\?:(.*)\)\$$/s.exec(regex)?.[1] ?? regex
}

function refuseTextLimits({ element, linkId, type }: ImportItem, findings: Findings): Limits {
  const names = [
    ...(element.has('maxLength') ? ['maxLength'] : []),
    ...(element.extension(extensionUrl.minLength) === undefined ? [] : ['minLength']),
    ...(element.extension(extensionUrl.regex) === undefined ? [] : ['regex']),
  ]
  for (const name of names)
    findings.warning(linkId, `Its ${name} was left out: a field of the type ${type} cannot have one.`)
  return {}
}

function rangeOf(item: ImportItem, findings: Findings): Limits {
  const min = limitOf(item, extensionUrl.minValue, extensionUrl.minQuantity, findings)
  const max = limitOf(item, extensionUrl.maxValue, extensionUrl.maxQuantity, findings)
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
}

function limitOf(
  { element, linkId, type }: ImportItem,
  url: string,
  quantityUrl: string,
  findings: Findings,
): number | string | undefined {
  const extension = element.extension(url, quantityUrl)
  if (extension === undefined) return undefined
  const value = extension.choice('value')?.value
  const number = extension.element('valueQuantity')?.number('value') ?? value
  if (['integer', 'decimal', 'quantity'].includes(type) && typeof number === 'number') {
    if (type !== 'integer' || Number.isSafeInteger(number)) return number
  }
  if (type === 'date' || type === 'datetime') {
    if (typeof value === 'string' && isRealDate(value.slice(0, 10))) return value.slice(0, 10)
    if (isToday(extension)) return 'today'
  }
  const name = extension.text('url')?.split('/').at(-1)
  findings.warning(linkId, `Its ${name} was left out: a field of the type ${type} cannot have this one.`)
  return undefined
}

/** Whether the value is worked out as the present date. */
function isToday(extension: FhirElement): boolean {
  const worked = ['_valueDate', '_valueDateTime'].flatMap((key) => extension.element(key) ?? [])
  return [extension, ...worked].some((place) =>
    place
      .extensions(extensionUrl.calculatedValue, extensionUrl.expression)
      .some((found) =>
        /^(?:%?today|now)\(\)$/.test(found.element('valueExpression')?.text('expression') ?? ''),
      ),
  )
}

/** The kinds that can be taken; `image/*` is all of its like. */
function acceptOf({ element, linkId }: ImportItem, findings: Findings): Limits {
  const wanted = element
    .extensions(extensionUrl.mimeType)
    .flatMap((extension) => extension.text('valueCode') ?? [])
  const accept = new Set<string>()
  for (const name of wanted) {
    const found = MEDIA_TYPES.filter(({ type }) => isKindOf(type, name))
    for (const { type } of found) accept.add(type)
    if (found.length === 0)
      findings.warning(linkId, `It takes files of the kind ${name}, which cannot be taken here.`)
  }
  return accept.size === 0 ? {} : { accept: [...accept] }
}

function isKindOf(type: string, name: string): boolean {
  const [family, kind] = name.toLowerCase().split(';', 1)[0]?.trim().split('/') ?? []
  return kind === '*' ? family === '*' || type.startsWith(`${family}/`) : type === `${family}/${kind}`
}

function maxSizeOf({ element, linkId }: ImportItem, findings: Findings): Limits {
  const size = element.extension(extensionUrl.maxSize)?.number('valueDecimal')
  if (size === undefined) return {}
  const bytes = Math.floor(size * MEGABYTE)
  if (bytes >= 1 && bytes <= MAX_BYTES) return { maxSize: sizeText(bytes) }
  findings.warning(
    linkId,
    `It takes files of ${size} megabytes. Here a file has at most ${MAX_BYTES / MEGABYTE}, and more than nothing.`,
  )
  return bytes < 1 ? {} : { maxSize: sizeText(MAX_BYTES) }
}

function sizeText(bytes: number): string {
  return bytes % MEGABYTE === 0 ? `${bytes / MEGABYTE}MB` : `${bytes / 1024}KB`
}
