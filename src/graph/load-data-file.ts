import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { shownPath } from '../prompt/load-prompt.js'
import type { Problem } from '../yaml/problem.js'
import { readYaml } from '../yaml/read-yaml.js'
import { plainJson } from './channels.js'
import { findInFolder, findSubfolder } from './load-inside-folder.js'

const MAX_FILE_SIZE = 1024 * 1024

export type LoadedData =
  | { readonly error: string }
  | { readonly value: unknown; readonly problems: readonly Problem[] }

/**
 * One YAML file, or with a flat glob (`* ? [`) a mapping of all that match, by file name without ending, sorted.
 * An empty file is an empty mapping.
 */
export function loadDataFile(folder: string, pattern: string): LoadedData {
  if (!/[*?[]/.test(pattern)) return readDataFile(folder, pattern)
  if (pattern.includes('**') || /[*?[]/.test(dirname(pattern))) {
    return { error: `"${pattern}" is not a flat glob: * ? and [ ] may stand in the file's name only.` }
  }
  const inside = findSubfolder(folder, dirname(pattern))
  if ('error' in inside) return inside
  const matches = globExpression(basename(pattern))
  if (matches === undefined) {
    return {
      error: `"${pattern}" cannot be read as a glob: what stands in [ ] is a range that runs backwards.`,
    }
  }
  const problems: Problem[] = []
  const entries: [string, unknown][] = []
  for (const name of readdirSync(inside.path).sort()) {
    if (!matches.test(name) || name.startsWith('.')) continue
    const loaded = readDataFile(folder, join(dirname(pattern), name))
    if ('error' in loaded) return loaded
    problems.push(...loaded.problems)
    entries.push([basename(name, extname(name)), loaded.value])
  }
  return { value: Object.fromEntries(entries), problems }
}

function readDataFile(folder: string, path: string): LoadedData {
  const found = findInFolder(folder, path)
  if ('error' in found) return found
  if (statSync(found.path).size > MAX_FILE_SIZE) return { error: `"${path}" is larger than 1 MiB.` }
  // A questionnaire has one dialect, wherever it is read.
  const dialect = basename(path) === 'schema.yaml' ? 'core' : 'pyyaml'
  const yaml = readYaml(readFileSync(found.path, 'utf8'), shownPath(join(folder, path)), dialect)
  if (yaml.problems.length > 0) return { value: {}, problems: yaml.problems }
  try {
    return { value: plainJson(yaml.value ?? {}, 'This file'), problems: [] }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { value: {}, problems: [yaml.problem([], `${reason} Rename the key "lc".`)] }
  }
}

function globExpression(glob: string): RegExp | undefined {
  const source = glob.replaceAll(/\[!?[^\]]+\]|[^[]|\[/g, (part) => {
    if (part === '*') return '.*'
    if (part === '?') return '.'
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
    return part.replace(/[.+^${}()|[\]\\]/, '\\$&')
  })
  try {
    return new RegExp(`^${source}$`, 'su')
  } catch {
    return undefined
  }
}
