export interface WrapOptions {
  /** Code points of a line at most, from 1. */
  readonly width: number
  /** Whether a word that is longer than a line is cut. */
  readonly breaksLongWords: boolean
  /** Whether a word may go on in the next line after a hyphen inside it. */
  readonly breaksOnHyphens: boolean
}

/**
 * The lines of a text, none longer than `width` where that can be; its own line breaks stay. White space at a
 * break goes.
 *
 * @throws Error for a width below 1.
 */
export function wrapText(text: string, options: WrapOptions): string[] {
  if (!(options.width >= 1)) throw new Error(`a width of at least 1 is needed here, found ${options.width}`)
  return text.split(/\r\n|\r|\n/).flatMap((line) => wrapLine(line, options))
}

function wrapLine(line: string, options: WrapOptions): string[] {
  const lines: string[] = []
  let current = ''
  let length = 0
  const close = () => {
    lines.push(current.trimEnd())
    current = ''
    length = 0
  }
  for (const chunk of chunksOf(line, options)) {
    const size = [...chunk].length
    const isSpace = chunk.trim() === ''
    if (length + size > options.width && current !== '') {
      close()
      if (isSpace) continue
    }
    if (isSpace && current === '' && lines.length > 0) continue
    current += chunk
    length += size
  }
  if (current.trim() !== '' || lines.length === 0) close()
  return lines
}

/** Words and the spaces between them; cut where the options allow, so that each chunk fits a line by itself. */
function chunksOf(line: string, { width, breaksLongWords, breaksOnHyphens }: WrapOptions): string[] {
  const words = line.split(/(\s+)/).filter((word) => word !== '')
  const parts = breaksOnHyphens ? words.flatMap((word) => word.split(/(?<=[\p{L}\p{N}]-)(?=\p{L})/u)) : words
  if (!breaksLongWords) return parts
  return parts.flatMap((part) => {
    const characters = [...part]
    const pieces: string[] = []
    for (let start = 0; start < characters.length; start += width) {
      pieces.push(characters.slice(start, start + width).join(''))
    }
    return pieces
  })
}
