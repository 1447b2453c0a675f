import { existsSync, lstatSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { UsageError } from '../errors.js'
import { jsonText, textOf } from '../expression/value-expression.js'
import type { State } from './channels.js'
import type { ExportDefinition, GraphDefinition } from './graph-definition.js'

/**
 * Writes what the file's `exports` names of a finished run, and gives the paths. Keys without a value are left
 * out. Files that are there already are replaced.
 *
 * @throws UsageError where a link would lead a file out of the folder.
 */
export function writeExports(graph: GraphDefinition, state: State, folder: string): string[] {
  return [...graph.exports].flatMap(([key, definition]) => {
    const value = state[key]
    if (value === undefined || value === null) return []
    const path = placeFor(resolve(folder), definition.filename)
    writeFileSync(path, contentOf(value, definition))
    return [path]
  })
}

function placeFor(folder: string, filename: string): string {
  mkdirSync(folder, { recursive: true })
  const root = realpathSync(folder)
  const path = join(root, filename)
  // Each step down is looked at before the next is made: a link must not have folders made elsewhere.
  let parent = root
  for (const part of dirname(filename).split('/')) {
    parent = join(parent, part)
    if (lstatSync(parent, { throwIfNoEntry: false }) === undefined) mkdirSync(parent)
    if (!existsSync(parent)) throw linkError(root, filename)
    checkInside(root, realpathSync(parent), filename)
  }
  // A link is refused wherever it leads, also one that leads nowhere yet.
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw linkError(root, filename)
  return path
}

function checkInside(root: string, path: string, filename: string): void {
  if (path !== root && !path.startsWith(root + sep)) throw linkError(root, filename)
}

function linkError(root: string, filename: string): UsageError {
  return new UsageError(
    `The export "${filename}" leads out of the folder ${root} through a link. Remove the link.`,
  )
}

function contentOf(value: unknown, { format }: ExportDefinition): string {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`
  const text =
    typeof value === 'string' ? value : format === 'markdown' ? markdownOf(value, 0) : textOf(value)
  return text.endsWith('\n') ? text : `${text}\n`
}

/** A list as points, a mapping as its names and values. */
function markdownOf(value: unknown, depth: number): string {
  const indent = '  '.repeat(depth)
  const isDeep = (item: unknown) => typeof item === 'object' && item !== null
  if (depth > 3 || typeof value !== 'object' || value === null) return textOf(value)
  if (Array.isArray(value)) {
    return value
      .map((item) =>
        isDeep(item) ? `${indent}- \n${markdownOf(item, depth + 1)}` : `${indent}- ${textOf(item)}`,
      )
      .join('\n')
  }
  return Object.entries(value)
    .map(([key, item]) =>
      isDeep(item)
        ? `${indent}- **${key}**\n${depth === 3 ? jsonText(item) : markdownOf(item, depth + 1)}`
        : `${indent}- **${key}**: ${textOf(item)}`,
    )
    .join('\n')
}
