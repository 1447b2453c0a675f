import { parseQuestionnaire } from '../questionnaire/load-questionnaire.js'
import { readYaml, type YamlFile, type YamlPath } from '../yaml/read-yaml.js'
import type { Findings } from './finding.js'

/** What our own loader says of the file, told of the item that it is about. */
export function reportProblems(yaml: string, file: string, findings: Findings): void {
  const { problems } = parseQuestionnaire(yaml, file)
  if (problems.length === 0) return
  const read = readYaml(yaml, file, 'core')
  const starts = fieldStarts(read, read.value, [])
  for (const { line, message, severity } of problems) {
    const linkId = starts.findLast((start) => start.line <= line)?.linkId
    if (severity === 'warning') findings.warning(linkId, message)
    else if (!findings.hasErrorAt(linkId)) findings.error(linkId, message)
  }
}

function fieldStarts(
  read: YamlFile,
  value: unknown,
  path: YamlPath,
): { readonly line: number; readonly linkId: string | undefined }[] {
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  const { id, linkId = id } = value as { id?: string; linkId?: string }
  const isField = path.at(-2) === 'fields' || path.at(-2) === 'scores'
  const own = isField ? [{ line: read.position(path).line, linkId }] : []
  const top = path.length === 0 ? [{ line: 1, linkId: undefined }] : []
  const inside = entries.flatMap(([key, item]) => {
    const isList = Array.isArray(value)
    if (!isList && !['fields', 'scores'].includes(key)) return []
    return fieldStarts(read, item, [...path, isList ? Number(key) : key])
  })
  return [...top, ...own, ...inside].sort((first, second) => first.line - second.line)
}
