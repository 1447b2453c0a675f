import type { FileAnswer } from '../questionnaire/answer.js'
import { MAX_BYTES, MAX_FILES } from '../questionnaire/file-limits.js'
import { randomHex } from './browser-key.js'
import type { Session } from './session.js'
import type { Upload, UploadStore } from './upload-store.js'

/** Milliseconds for which a file is kept that no answer and no draft names. */
const UNATTACHED = 60 * 60 * 1000

/** What is taken in: its kind is known, its name harmless. */
export interface NewUpload extends Pick<Upload, 'name' | 'type'> {
  readonly content: Uint8Array
}

/** Why a file is not kept: the session would have too many, or too many bytes. */
export type Refusal = 'tooManyFiles' | 'tooManyBytes'

export type Uploads = ReturnType<typeof createUploads>

/** The files of sessions. One that was never attached is gone after an hour. */
export function createUploads({ store, now }: { readonly store: UploadStore; readonly now: () => Date }) {
  const oldest = () => new Date(now().getTime() - UNATTACHED).toISOString()
  const isThere = ({ isAttached, createdAt }: Upload) => isAttached || createdAt > oldest()

  async function list(sessionId: string): Promise<Upload[]> {
    return (await store.list(sessionId)).filter(isThere)
  }

  return {
    list,
    sweep: () => store.deleteUnattached(oldest()),

    async find(sessionId: string, id: string) {
      const found = await store.find(sessionId, id)
      return found !== undefined && isThere(found.upload) ? found : undefined
    },

    /**
     * Keeps a file, or answers why not. The same file sent once more is the one that is there. Of two at once that
     * together would be too much neither is kept.
     */
    async take(sessionId: string, { name, type, content }: NewUpload): Promise<Upload | Refusal> {
      const hash = await hashOf(content)
      const before = await list(sessionId)
      const same = before.find((one) => one.hash === hash && one.name === name && one.type === type)
      if (same !== undefined) return same
      const upload: Upload = {
        id: randomHex(16),
        sessionId,
        ...{ name, type, hash, size: content.byteLength },
        isAttached: false,
        createdAt: now().toISOString(),
      }
      const refusal = refusalOf([...before, upload])
      if (refusal !== undefined) return refusal
      await store.add(upload, content)
      const tooMuch = refusalOf(await list(sessionId))
      if (tooMuch === undefined) return upload
      await store.delete(sessionId, [upload.id])
      return tooMuch
    },
  }
}

function refusalOf(all: readonly Upload[]): Refusal | undefined {
  if (all.length > MAX_FILES) return 'tooManyFiles'
  return all.reduce((sum, { size }) => sum + size, 0) > MAX_BYTES ? 'tooManyBytes' : undefined
}

/** A file as the answer that names it. */
export function fileAnswer({ id, name, type, size }: Upload): FileAnswer {
  return { file: id, name, type, size }
}

/**
 * Ids of the files that answers and drafts name. A text that a person typed can look like one: as long as it is
 * there, so is the file.
 */
export function filesNamedIn({ answers, drafts }: Pick<Session, 'answers' | 'drafts'>): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)) found.add(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  visit(answers)
  visit(drafts)
  return found
}

async function hashOf(content: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', content as Uint8Array<ArrayBuffer>)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
