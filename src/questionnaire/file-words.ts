import { mediaType } from './media-type.js'
import { numberText } from './number-text.js'
import type { Field } from './questionnaire.js'

/** `1.5 MB`, `12 KB`, `3 bytes`. A kilobyte has 1,024 bytes. */
export function sizeText(bytes: number, language: string): string {
  const [kilo, mega, byte] = isFinnish(language) ? ['kt', 'Mt', 't'] : ['KB', 'MB', 'bytes']
  if (bytes < 1024) return `${bytes} ${!isFinnish(language) && bytes === 1 ? 'byte' : byte}`
  const inKilobytes = Math.round(bytes / 1024)
  if (inKilobytes < 1024) return `${inKilobytes} ${kilo}`
  return `${numberText(Math.round(bytes / (102.4 * 1024)) / 10, language)} ${mega}`
}

/** `PNG, JPEG or PDF`. */
export function kindsText({ accept = [] }: Field, language: string): string {
  const kinds = accept.map((type) => mediaType(type)?.name ?? type)
  const words = isFinnish(language) ? kinds.map((kind) => (kind === 'text' ? 'teksti' : kind)) : kinds
  return new Intl.ListFormat(isFinnish(language) ? 'fi' : 'en-GB', { type: 'disjunction' }).format(words)
}

/** Which files a question takes, how many and how large, in a sentence. */
export function fileHint(field: Field, language: string): string {
  const kinds = kindsText(field, language)
  const size = sizeText(field.maxSize ?? 0, language)
  const most = field.repeat?.max ?? 1
  if (isFinnish(language)) {
    return most === 1
      ? `Yksi tiedosto: ${kinds}, enintään ${size}.`
      : `Enintään ${most} tiedostoa: ${kinds}, kukin enintään ${size}.`
  }
  return most === 1
    ? `One file: ${kinds}, up to ${size}.`
    : `Up to ${most} files: ${kinds}, up to ${size} each.`
}

function isFinnish(language: string): boolean {
  return language.split('-')[0] === 'fi'
}
