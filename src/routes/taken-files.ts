import type { FileAnswer } from '../questionnaire/answer.js'
import { MAX_BYTES, MAX_FILES } from '../questionnaire/file-limits.js'
import type { GivenFiles } from '../questionnaire/given-files.js'
import type { Mistake } from '../questionnaire/mistake.js'
import type { Page } from '../questionnaire/pages.js'
import type { Field } from '../questionnaire/questionnaire.js'
import type { FormValues } from '../questionnaire/read-form.js'
import { contentType } from '../session/content-type.js'
import { harmlessFileName } from '../session/file-name.js'
import type { Session } from '../session/session.js'
import type { OpenSession } from '../session/sessions.js'
import type { Upload } from '../session/upload-store.js'
import { fileAnswer, filesNamedIn } from '../session/uploads.js'
import type { AppServices } from './app-services.js'
import type { FileLimit, SentFile, SentForm } from './multipart-form.js'

/** The files that came with a posted page, kept. */
export interface TakenFiles {
  /** The posted values; of a question for files the ids of those that it has now. */
  readonly form: FormValues
  /** The session with what is known of its files. */
  with(open: OpenSession): OpenSession
}

/** The questions for files on a page. */
export function fileQuestions({ questions }: Page): Field[] {
  return questions.filter(({ type }) => type === 'file')
}

/** What the questions of a page take, by the names of their inputs. */
export function fileLimits(page: Page): ReadonlyMap<string, FileLimit> {
  return new Map(
    fileQuestions(page).map(({ id, repeat, maxSize = 0 }) => [id, { most: repeat?.max ?? 1, maxSize }]),
  )
}

/**
 * Keeps the files that came with a page, so that none is lost to a mistake elsewhere on it. One that cannot be
 * kept leaves a mistake at its question. In a question for one file a new one takes the place of the old.
 */
export async function takeFiles(
  { uploads }: Pick<AppServices, 'uploads'>,
  { session }: Pick<OpenSession, 'session'>,
  asked: Page,
  sent: SentForm,
): Promise<TakenFiles> {
  const fields = fileQuestions(asked)
  if (fields.length === 0) return { form: sent.values, with: (present) => present }
  const known = new Map((await uploads.list(session.id)).map((upload) => [upload.id, upload]))
  const mistakes = new Map<string, Mistake>()
  const form: Record<string, readonly string[]> = { ...sent.values }
  for (const field of fields) {
    const taken: string[] = []
    for (const file of sent.files.filter((one) => one.field === field.id)) {
      const result = await take(field, file)
      if ('id' in result) {
        known.set(result.id, known.get(result.id) ?? result)
        taken.push(result.id)
      } else if (!mistakes.has(field.id)) mistakes.set(field.id, result)
    }
    const named = Object.hasOwn(sent.values, field.id) ? (sent.values[field.id] ?? []) : []
    const isReplaced = field.repeat === undefined && taken.length > 0
    const before = isReplaced ? [] : named.filter((id) => id !== '')
    if (before.some((id) => !known.has(id)) && !mistakes.has(field.id))
      mistakes.set(field.id, { type: 'fileGone' })
    form[field.id] = [...new Set([...before.filter((id) => known.has(id)), ...taken])]
  }
  return {
    form,
    with: (present) => ({
      ...present,
      context: { ...present.context, files: { kept: keptBy(present.session), mistakes } },
    }),
  }

  async function take(field: Field, { name: given, size, content }: SentFile): Promise<Upload | Mistake> {
    const name = harmlessFileName(given)
    if (content === 'tooLarge') return { type: 'fileTooLarge', file: name, limit: field.maxSize ?? 0 }
    if (content === 'tooMany') return { type: 'tooMany', limit: field.repeat?.max ?? 1 }
    if (content === 'tooManyBytes') return { type: 'tooManyBytes', file: name, limit: MAX_BYTES }
    if (size === 0) return { type: 'fileEmpty', file: name }
    const type = await contentType(content, field.accept ?? [])
    if (type === undefined) return { type: 'fileKind', file: name }
    const upload = await uploads.take(session.id, { name, type, content })
    if (typeof upload === 'object') return upload
    return { type: upload, file: name, limit: upload === 'tooManyFiles' ? MAX_FILES : MAX_BYTES }
  }

  /** A file that was attached when this began, and that nobody names now, has just been taken away. */
  function keptBy(present: Session): GivenFiles['kept'] {
    const named = filesNamedIn(present)
    return new Map(
      [...known.values()]
        .filter(({ id, isAttached }) => !isAttached || named.has(id))
        .map((upload): [string, FileAnswer] => [upload.id, fileAnswer(upload)]),
    )
  }
}
