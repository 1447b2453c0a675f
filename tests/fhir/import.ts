import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ImportedQuestionnaire,
  type ImportOptions,
  importQuestionnaire,
} from '../../src/fhir/import-questionnaire.js'
import { readQuestionnaireResource } from '../../src/fhir/read-resource.js'
import { parseQuestionnaire } from '../../src/questionnaire/load-questionnaire.js'
import type { Questionnaire } from '../../src/questionnaire/questionnaire.js'
import { formatProblem } from '../../src/yaml/problem.js'
import { readYaml } from '../../src/yaml/read-yaml.js'

export const fixtures = join(import.meta.dirname, '../fixtures/fhir')

export function fixture(name: string): string {
  return readFileSync(join(fixtures, name), 'utf8')
}

/** Imports a resource: the text of a file, or what stands in one. */
export function importResource(resource: unknown, options: ImportOptions = {}): ImportedQuestionnaire {
  const text = typeof resource === 'string' ? resource : JSON.stringify(resource)
  return importQuestionnaire(readQuestionnaireResource(text, 'file.json'), options)
}

/** Imports items in a questionnaire around them. */
export function importItems(...item: readonly unknown[]): ImportedQuestionnaire {
  return importResource({
    resourceType: 'Questionnaire',
    id: 'sample',
    title: 'Sample',
    version: '1',
    language: 'en',
    status: 'active',
    item,
  })
}

/** The fields of the file that was written, as YAML has them. */
export function fieldsOf({ yaml }: ImportedQuestionnaire): Record<string, unknown>[] {
  const { fields } = readYaml(yaml, 'schema.yaml', 'core').value as { fields: Record<string, unknown>[] }
  return fields
}

export function questionnaireOf({ id, yaml }: ImportedQuestionnaire): Questionnaire {
  const { questionnaire, problems } = parseQuestionnaire(yaml, `graphs/${id}/schema.yaml`)
  if (questionnaire === undefined) throw new Error(problems.map(formatProblem).join('\n'))
  return questionnaire
}

/** Findings as `severity linkId message`. */
export function findingsOf({ findings }: Pick<ImportedQuestionnaire, 'findings'>): string[] {
  return findings.map(({ severity, linkId, message }) => `${severity} ${linkId ?? '-'} ${message}`)
}

export function errorsOf(imported: Pick<ImportedQuestionnaire, 'findings'>): string[] {
  return findingsOf(imported).filter((finding) => finding.startsWith('error'))
}
