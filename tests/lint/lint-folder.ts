import { join } from 'node:path'
import { lintPaths } from '../../src/lint/index.js'
import type { Problem, Rule } from '../../src/yaml/problem.js'
import { folderWith } from '../graph/graph-folder.js'

/** What lint says of these files, each problem as `file:line:column severity rule message`. */
export function lintOf(files: Readonly<Record<string, string>>): string[] {
  const folder = folderWith(files)
  return lintPaths([folder]).problems.map((problem) => textOf(problem, folder))
}

/** What lint says of a graph beside `files`; prompts by name without folder and ending. */
export function findingsOf(graph: string, files: Readonly<Record<string, string>> = {}): string[] {
  return lintOf({ 'graph.yaml': graph, 'prompts/ask.yaml': 'user: Say something.\n', ...files })
}

/** Only what one rule says. */
export function findingsOfRule(
  rule: Rule,
  graph: string,
  files: Readonly<Record<string, string>> = {},
): string[] {
  return findingsOf(graph, files).filter((text) => text.includes(` ${rule} `))
}

export function textOf({ file, line, column, severity, rule, message }: Problem, folder: string): string {
  return `${file.replace(join(folder, '/'), '')}:${line}:${column} ${severity} ${rule} ${message}`
}
