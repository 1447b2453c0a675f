import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve, sep } from 'node:path'
import { UsageError } from '../errors.js'
import type { LoadedGraph } from '../graph/load-graph.js'
import { shownPath } from '../prompt/load-prompt.js'
import { readYaml } from '../yaml/read-yaml.js'
import type { LintFile } from './lint-file.js'

/**
 * The files to check: those that are named, and the YAML files in the folders that are named. Folders are read
 * with their subfolders, but `node_modules`, what begins with a dot, and links that lead out are left out.
 *
 * @throws UsageError for a path that does not exist.
 */
export function loadLintFiles(paths: readonly string[]): LintFile[] {
  const missing = paths.filter((path) => !existsSync(path))
  if (missing.length > 0) {
    const names = missing.map((path) => `"${path}"`).join(', ')
    throw new UsageError(`There is no file or folder ${names}. Name files and folders that exist.`)
  }
  const found = new Map<string, LintFile>()
  for (const path of paths.map((name) => resolve(name))) {
    const isFolder = statSync(path).isDirectory()
    for (const file of isFolder ? yamlFilesIn(path, realpathSync(path)) : [path]) {
      const isNamed = !isFolder || found.get(file)?.isNamed === true
      found.set(file, loadLintFile(file, isNamed))
    }
  }
  return [...found.values()]
}

function loadLintFile(path: string, isNamed: boolean): LintFile {
  const text = readFileSync(path, 'utf8')
  const shown = shownPath(path)
  return { path, shown, text, isNamed, yaml: readYaml(text, shown, 'pyyaml') }
}

function yamlFilesIn(folder: string, root: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return yamlFilesIn(path, root)
    const isFile = entry.isFile() || (entry.isSymbolicLink() && leadsToFileIn(root, path))
    return isFile && /\.ya?ml$/i.test(entry.name) ? [path] : []
  })
}

function leadsToFileIn(root: string, link: string): boolean {
  return existsSync(link) && realpathSync(link).startsWith(root + sep) && statSync(link).isFile()
}

/** Where the prompts of a graph may begin: the folders above it that hold `prompts`, from the nearest, then here. */
export function baseDirectoriesOf(graph: string): string[] {
  const above: string[] = []
  for (let folder = dirname(graph); ; folder = dirname(folder)) {
    above.push(folder)
    if (dirname(folder) === folder) break
  }
  const here = resolve('.')
  return [...above.filter((folder) => folder !== here && existsSync(join(folder, 'prompts'))), here]
}

/** The files that a graph loads as data: what they hold is its own business. */
export function dataFilesOf({ folder, dataFiles, data }: LoadedGraph): string[] {
  return [...dataFiles].flatMap(([key, pattern]) => {
    if (!/[*?[]/.test(pattern)) return [resolve(folder, pattern)]
    const stems = Object.keys(Object(data[key]) as object)
    const within = resolve(folder, dirname(pattern))
    return stems.map((stem) => join(within, `${stem}${extname(basename(pattern))}`))
  })
}
