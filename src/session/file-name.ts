/** Characters (Unicode code points) that are kept. */
const MAX_NAME = 100

/**
 * A file's name for people: without folders, control characters and marks that turn the direction of writing, cut
 * to 100 characters. Never empty.
 */
export function harmlessFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const plain = last.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '').trim()
  return [...plain].slice(0, MAX_NAME).join('').trim() || 'file'
}
