import { describe } from '../yaml/describe.js'
import { didYouMean } from '../yaml/nearest-name.js'
import { MAX_BYTES, MEGABYTE } from './file-limits.js'
import { MEDIA_TYPES, mediaType } from './media-type.js'
import type { Field, FieldType } from './questionnaire.js'
import type { SchemaMapping } from './schema-mapping.js'

/** Bytes that a file may have where the field does not say. */
const DEFAULT_MAX_SIZE = 5 * MEGABYTE
const DEFAULT_ACCEPT = ['image/png', 'image/jpeg', 'application/pdf']

/** Which files a question takes, and how large they may be in bytes; nothing for every other type. */
export function readFileRules(mapping: SchemaMapping, type: FieldType): Pick<Field, 'accept' | 'maxSize'> {
  if (type !== 'file') return {}
  return { accept: readAccept(mapping) ?? DEFAULT_ACCEPT, maxSize: readMaxSize(mapping) ?? DEFAULT_MAX_SIZE }
}

function readAccept(mapping: SchemaMapping): readonly string[] | undefined {
  const accept = mapping.texts('accept')
  if (accept === undefined) return undefined
  if (mapping.list('accept')?.length === 0)
    mapping.report('"accept" is empty. Name at least one kind, such as image/png.', 'accept')
  const known = MEDIA_TYPES.map(({ type }) => type)
  for (const [index, name] of accept.entries()) {
    if (accept.indexOf(name) < index) {
      mapping.reportAt(['accept', index], `"accept" has "${name}" twice. Remove one.`, {
        rule: 'repeated-name',
      })
    }
    if (mediaType(name) !== undefined) continue
    const nearest = didYouMean(name, known) || ` Known kinds: ${known.join(', ')}.`
    const message = `"accept" has to name kinds of files that can be told by their content, or plain text, found "${name}".`
    mapping.reportAt(['accept', index], `${message}${nearest}`)
  }
  return accept
}

/** `5MB`, `500 KB`, `1.5 MB`. A kilobyte has 1,024 bytes, as in the file lists that people see. */
function readMaxSize(mapping: SchemaMapping): number | undefined {
  if (!mapping.has('maxSize')) return undefined
  const value = mapping.value.maxSize
  const [, number = '', unit = ''] =
    typeof value === 'string' ? (/^\s*(\d+(?:\.\d+)?)\s*([KM]B)\s*$/i.exec(value) ?? []) : []
  const size = Math.floor(Number(number) * (unit.toUpperCase() === 'MB' ? MEGABYTE : 1024))
  if (number === '') {
    const message = `"maxSize" has to be a size such as 5MB or 500 KB, found ${describe(value)}.`
    mapping.report(message, 'maxSize', typeof value === 'string' ? undefined : { rule: 'wrong-type' })
    return undefined
  }
  if (size >= 1 && size <= MAX_BYTES) return size
  mapping.report(`"maxSize" may be at most 20MB and has to be more than nothing, found ${value}.`, 'maxSize')
  return undefined
}
