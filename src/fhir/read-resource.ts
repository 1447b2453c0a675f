import { UsageError } from '../errors.js'
import { FhirElement } from './element.js'

/** Characters. A larger file is refused unread. */
export const MAX_RESOURCE_LENGTH = 5_000_000
/** Objects and lists inside each other. */
const MAX_DEPTH = 64

/** A Questionnaire with the value sets and code systems that came with it. */
export interface QuestionnaireResource {
  readonly questionnaire: FhirElement
  readonly terminology: readonly FhirElement[]
}

/**
 * Reads the JSON of an R4 Questionnaire, or of a Bundle that holds one.
 *
 * @param name of the file, for messages.
 * @throws UsageError for anything else: too large or too deep, no JSON, another resource, several Questionnaires.
 */
export function readQuestionnaireResource(text: string, name: string): QuestionnaireResource {
  const resource = readResource(text, name)
  const type = resource.text('resourceType')
  if (type === 'Questionnaire') return { questionnaire: resource, terminology: terminologyIn([resource]) }
  if (type !== 'Bundle') {
    throw new UsageError(
      `"${name}" is a resource of the type "${type}", expected a Questionnaire, or a Bundle that holds one.`,
    )
  }
  const resources = resource.elements('entry').flatMap((entry) => entry.element('resource') ?? [])
  const [questionnaire, second] = resources.filter((entry) => entry.text('resourceType') === 'Questionnaire')
  if (questionnaire === undefined)
    throw new UsageError(`"${name}" is a Bundle without a Questionnaire. Give a file that holds one.`)
  if (second !== undefined)
    throw new UsageError(
      `"${name}" is a Bundle with several Questionnaires. Save the one that you want in a file of its own.`,
    )
  return { questionnaire, terminology: terminologyIn([...resources, questionnaire]) }
}

/**
 * Reads a ValueSet, a CodeSystem, or a Bundle of them.
 *
 * @throws UsageError for anything else.
 */
export function readTerminology(text: string, name: string): readonly FhirElement[] {
  const resource = readResource(text, name)
  const found = terminologyIn([
    resource,
    ...resource.elements('entry').flatMap((entry) => entry.element('resource') ?? []),
  ])
  if (found.length > 0) return found
  throw new UsageError(
    `"${name}" is a resource of the type "${resource.text('resourceType')}", expected a ValueSet or a CodeSystem.`,
  )
}

function readResource(text: string, name: string): FhirElement {
  if (text.length > MAX_RESOURCE_LENGTH)
    throw new UsageError(
      `"${name}" has more than ${MAX_RESOURCE_LENGTH} characters. Split the questionnaire.`,
    )
  const value = parseJson(text, name)
  if (isDeeper(value, MAX_DEPTH))
    throw new UsageError(`"${name}" has more than ${MAX_DEPTH} levels inside each other. Flatten its items.`)
  const resource = new FhirElement(value)
  if (resource.text('resourceType') === undefined)
    throw new UsageError(`"${name}" is no FHIR resource: it has no "resourceType". Give an R4 Questionnaire.`)
  return resource
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const isXml = /^\s*</.test(text)
    throw new UsageError(
      isXml
        ? `"${name}" is XML. Save the resource as JSON.`
        : `"${name}" is no JSON: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    )
  }
}

/** Level by level, so that a file of brackets takes no stack. */
function isDeeper(value: unknown, levels: number): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    level = level.filter((item) => typeof item === 'object' && item !== null)
    if (level.length > 0 && depth >= levels) return true
    level = level.flatMap((item) => Object.values(item as object))
  }
  return false
}

function terminologyIn(resources: readonly FhirElement[]): FhirElement[] {
  return resources
    .flatMap((resource) => [resource, ...resource.elements('contained')])
    .filter((resource) => ['ValueSet', 'CodeSystem'].includes(resource.text('resourceType') ?? ''))
}
