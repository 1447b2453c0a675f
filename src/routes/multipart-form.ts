import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { MAX_BYTES } from '../questionnaire/file-limits.js'
import type { FormValues } from '../questionnaire/read-form.js'
import type { HeldBytes } from './held-bytes.js'

/** Most bytes of a posted form without the contents of its files. */
export const MAX_TEXT = 2 * 1024 * 1024
/**
 * Most bytes that are read at all. Up to here a file that is too large is read past, so that the answers around it
 * are not lost; what is read past is never held.
 */
const MAX_READ = 64 * 1024 * 1024
/** Bytes of a file that may have been read and not yet counted as such. */
const UNCOUNTED = 256 * 1024

/** A file as it came. */
export interface SentFile {
  /** Name of the input. */
  readonly field: string
  /** As the sender says. */
  readonly name: string
  /** Bytes, kept or not. */
  readonly size: number
  /** Its content, or why it was not kept. */
  readonly content: Uint8Array | 'tooLarge' | 'tooMany' | 'tooManyBytes'
}

/** What an input takes: so many files, each of so many bytes. */
export interface FileLimit {
  readonly most: number
  readonly maxSize: number
}

export interface FileLimits {
  /** By the names of the inputs. */
  readonly limits: ReadonlyMap<string, FileLimit>
  readonly held: HeldBytes
}

export interface SentForm {
  readonly values: FormValues
  readonly files: readonly SentFile[]
}

/**
 * Reads a `multipart/form-data` body, and holds its files until `use` is done with them. Files of other inputs than those in `limits` are left out. Of the others no
 * more is held than may be kept: bytes beyond are read past.
 *
 * @throws HTTPException 400 for a body that is not what its type says, 413 for one that is too large.
 * @throws UnavailableError where too many files are being sent at once.
 */
export async function withMultipart<Result>(
  c: Context,
  { limits, held }: FileLimits,
  use: (form: SentForm) => Promise<Result> | Result,
): Promise<Result> {
  const { Busboy } = await import('@fastify/busboy')
  const values = new Map<string, string[]>()
  const files: SentFile[] = []
  let heldHere = 0
  let fileBytes = 0
  let failure: unknown

  function hold(bytes: number): boolean {
    if (failure !== undefined || heldHere + bytes > MAX_BYTES) return false
    try {
      held.hold(bytes)
      heldHere += bytes
      return true
    } catch (error) {
      failure = error
      return false
    }
  }

  const parser = open()
  const ended = new Promise<void>((resolve, reject) => {
    parser.on('finish', resolve)
    parser.on('error', (cause) => reject(new HTTPException(400, { cause })))
  })
  // It may fail while nobody waits for it.
  ended.catch(() => {})

  parser.on('field', (name, value) => {
    values.set(name, [...(values.get(name) ?? []), value])
  })
  parser.on('file', (field, stream, name = '') => {
    const limit = limits.get(field)
    const before = files.filter((file) => file.field === field).length
    const chunks: Uint8Array[] = []
    let size = 0
    let refused: SentFile['content'] | undefined = limit && before >= limit.most ? 'tooMany' : undefined
    stream.on('data', (chunk: Uint8Array) => {
      fileBytes += chunk.byteLength
      size += chunk.byteLength
      if (limit === undefined || refused !== undefined) return
      if (size > limit.maxSize) refused = 'tooLarge'
      else if (!hold(chunk.byteLength)) refused = 'tooManyBytes'
      else chunks.push(chunk)
      if (refused !== undefined) chunks.length = 0
    })
    stream.on('end', () => {
      // An input that was left empty sends a file without a name and without content.
      if (limit === undefined || (name === '' && size === 0)) return
      files.push({ field, name, size, content: refused ?? joined(chunks, size) })
    })
  })

  function open() {
    try {
      return Busboy({
        headers: { 'content-type': c.req.header('content-type') ?? '' },
        // What is left out here is told by the number of bytes.
        limits: { fieldSize: MAX_TEXT + 1, headerPairs: 20, headerSize: 16 * 1024 },
      })
    } catch (cause) {
      throw new HTTPException(400, { cause })
    }
  }

  try {
    await feed()
    return await use({ values: Object.fromEntries(values), files })
  } finally {
    held.release(heldHere)
  }

  async function feed(): Promise<void> {
    const reader = c.req.raw.body?.getReader()
    let read = 0
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      const chunk: Uint8Array = part.value
      read += chunk.byteLength
      await Promise.race([ended, new Promise<unknown>((written) => parser.write(chunk, written))])
      if (failure !== undefined) throw failure
      if (read > MAX_READ || read - fileBytes > MAX_TEXT + UNCOUNTED) throw new HTTPException(413)
    }
    parser.end()
    await ended
    if (failure !== undefined) throw failure
    if (read - fileBytes > MAX_TEXT) throw new HTTPException(413)
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}
