import type { Finding, Severity } from '../fhir/finding.js'
import { plainLine } from './plain-line.js'

/** Items that a line names before it only counts them. */
const MOST_NAMES = 5

/** A line for each kind of finding, errors first: `/54126-8, /54127-6: error: It has no type. …`. */
export function findingLines(findings: readonly Finding[]): string[] {
  const order: readonly Severity[] = ['error', 'warning', 'note']
  return order.flatMap((severity) => {
    const items = new Map<string, string[]>()
    for (const finding of findings.filter((candidate) => candidate.severity === severity)) {
      const named = items.get(finding.message) ?? []
      if (finding.linkId !== undefined) named.push(finding.linkId)
      items.set(finding.message, named)
    }
    return [...items].map(([message, linkIds]) => plainLine(`${namesOf(linkIds)}${severity}: ${message}`))
  })
}

function namesOf(linkIds: readonly string[]): string {
  if (linkIds.length === 0) return ''
  const more = linkIds.length - MOST_NAMES
  return `${linkIds.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}: `
}

/** `2 errors, 1 warning, 0 notes`. */
export function findingCounts(findings: readonly Finding[]): string {
  return (['error', 'warning', 'note'] as const)
    .map((severity) => {
      const count = findings.filter((finding) => finding.severity === severity).length
      return `${count} ${severity}${count === 1 ? '' : 's'}`
    })
    .join(', ')
}
