import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../errors.js'

export interface WriteOptions {
  /** Whether a file that is there is written over. */
  readonly isForced: boolean
  /** What else could be done about a file that is there, such as `another --id`. */
  readonly instead: string
}

/**
 * Writes a text to a file, and makes the folders that are missing. The file is there as a whole or not at all.
 *
 * @throws UsageError where the file is there already and is not to be written over, or cannot be written.
 */
export function writeFile(file: string, text: string, { isForced, instead }: WriteOptions): void {
  if (existsSync(file) && !isForced)
    throw new UsageError(`"${file}" is there already. Write over it with --force, or choose ${instead}.`)
  const draft = `${file}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(draft, text, { flag: 'wx' })
    renameSync(draft, file)
  } catch (error) {
    if (existsSync(draft)) rmSync(draft)
    throw new UsageError(`"${file}" cannot be written: ${(error as Error).message}`, { cause: error })
  }
}
