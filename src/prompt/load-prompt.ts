import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { FilesInvalidError, UsageError } from '../errors.js'
import type { Problem } from '../yaml/problem.js'
import type { Prompt } from './prompt.js'
import { readPrompt } from './read-prompt.js'

/** Where the prompts of a graph are. */
export interface PromptPlaces {
  /** The graph file's folder. */
  readonly graphFolder?: string
  /** Look beside the graph file. */
  readonly promptsRelative?: boolean
  /** `prompts_dir`. */
  readonly promptsDir?: string
  /** Paths that nothing else anchors begin here, and it holds the folder `prompts`. Default: the working directory. */
  readonly baseDirectory?: string
}

export interface FoundPrompt {
  readonly prompt?: Prompt
  /** Of the prompt file. */
  readonly problems: readonly Problem[]
  /** Set where there is no such file: a sentence that lists every path tried. */
  readonly missing?: string
}

/** Finds and reads the prompt `name`, the first of the places of the format that exists. */
export function findPrompt(name: string, places: PromptPlaces): FoundPrompt {
  if (!isPromptName(name)) {
    return {
      problems: [],
      missing: `"${name}" is not a prompt name. It is a path without ending, such as recap/generate_summary, and may not leave its folder.`,
    }
  }
  const candidates = candidatesOf(name, places)
  const found = candidates.find(({ folder, path }) => isFileInside(folder, path))
  if (found === undefined) {
    const tried = new Set(candidates.map(({ path }) => shownPath(path)))
    return { problems: [], missing: `There is no prompt "${name}". Tried: ${[...tried].join(', ')}.` }
  }
  return readPrompt(readFileSync(found.path, 'utf8'), shownPath(found.path), name)
}

/**
 * Reads one prompt file, by name in the folder `prompts` or by path.
 *
 * @param name without `.yaml`, such as `recap/generate_summary`, or the path of a file that ends in `.yaml`.
 * @throws FilesInvalidError with every problem of the file. @throws UsageError where there is none.
 */
export function loadPrompt(name: string, options: { readonly prompts?: string } = {}): Prompt {
  const { prompt, problems, missing } = /\.ya?ml$/.test(name)
    ? readFile(name)
    : findPrompt(name, options.prompts === undefined ? {} : { promptsDir: options.prompts })
  if (missing !== undefined) throw new UsageError(missing)
  if (prompt === undefined)
    throw new FilesInvalidError(problems.filter(({ severity }) => severity === 'error'))
  return prompt
}

function readFile(path: string): FoundPrompt {
  if (!existsSync(path)) return { problems: [], missing: `There is no file ${resolve(path)}.` }
  return readPrompt(readFileSync(path, 'utf8'), shownPath(resolve(path)), path.replace(/\.ya?ml$/, ''))
}

function candidatesOf(name: string, places: PromptPlaces): { folder: string; path: string }[] {
  const base = resolve(places.baseDirectory ?? '.')
  const { graphFolder, promptsRelative = false, promptsDir } = places
  const folders: string[] = []
  if (promptsRelative && graphFolder !== undefined && promptsDir !== undefined) {
    folders.push(resolve(graphFolder, promptsDir))
  }
  if (promptsDir !== undefined) folders.push(resolve(base, promptsDir))
  if (promptsRelative && graphFolder !== undefined) folders.push(resolve(graphFolder))
  if (promptsDir === undefined) folders.push(join(base, 'prompts'))
  const candidates = folders.map((folder) => ({ folder, path: join(folder, `${name}.yaml`) }))
  const slash = name.lastIndexOf('/')
  if (slash > 0) {
    const nested = join(base, name.slice(0, slash), 'prompts')
    candidates.push({ folder: nested, path: join(nested, `${name.slice(slash + 1)}.yaml`) })
  }
  return candidates
}

function isPromptName(name: string): boolean {
  return /^[^\\:\0]+$/.test(name) && name.split('/').every((part) => part !== '' && !/^\.+$/.test(part))
}

/** Whether the file exists and, with all links resolved, is inside its folder. */
function isFileInside(folder: string, path: string): boolean {
  if (!existsSync(path)) return false
  return realpathSync(path).startsWith(realpathSync(folder) + sep)
}

/** Relative to the working directory where that is shorter. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path)
  return shown === '' || shown.startsWith('..') ? path : shown
}
