import { existsSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, resolve, sep } from 'node:path'

export type Found = { readonly path: string } | { readonly error: string }

/**
 * The real path of a file that, with all links resolved, lies inside `folder`; else a sentence that says why not.
 *
 * @param name what the sentence calls the folder.
 */
export function findInFolder(folder: string, path: string, name = "the graph's folder"): Found {
  const found = findAnything(folder, path, name)
  if ('error' in found || statSync(found.path).isFile()) return found
  return { error: `"${path}" is not a file.` }
}

/** As `findInFolder`, for a folder inside it, or itself. */
export function findSubfolder(folder: string, path: string): Found {
  const found = findAnything(folder, path, "the graph's folder")
  if ('error' in found || statSync(found.path).isDirectory()) return found
  return { error: `"${path}" is not a folder.` }
}

function findAnything(folder: string, path: string, name: string): Found {
  const outside = `"${path}" is outside ${name}. Files have to lie inside it.`
  const whole = resolve(folder, path)
  if (isAbsolute(path) || path.includes('\0') || !isWithin(resolve(folder), whole)) return { error: outside }
  if (!existsSync(whole)) return { error: `There is no "${path}" in ${name}.` }
  const real = realpathSync(whole)
  return isWithin(realpathSync(folder), real) ? { path: real } : { error: outside }
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder + sep)
}
