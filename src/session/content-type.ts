import { mediaType, UNTOLD_TYPE } from '../questionnaire/media-type.js'

/** Bytes from the beginning that tell what a file is. */
const HEAD = 4096

/**
 * The kind of a file by its content, whatever its name and its sender say, where it is one of `accept`; else
 * `undefined`. Plain text has no mark of its own: where `accept` names some, what looks like text is taken and kept
 * as `application/octet-stream`.
 */
export async function contentType(
  content: Uint8Array,
  accept: readonly string[],
): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type/core')
  const head = content.subarray(0, HEAD)
  const takesText = accept.some((type) => mediaType(type)?.isPlainText)
  if (takesText && isMarkedText(head)) return UNTOLD_TYPE
  const told = (await fileTypeFromBuffer(head).catch(() => undefined))?.mime
  if (told !== undefined) return accept.includes(told) ? told : undefined
  return takesText && !head.includes(0) ? UNTOLD_TYPE : undefined
}

/** UTF-16 says so with its first two bytes, and has NUL, which other text has not. */
function isMarkedText([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
