import { FhirElement } from './element.js'

/** The value sets that came with a questionnaire, or were given beside it. */
export interface ValueSets {
  /** The codings of a value set; `undefined` where it is not there, or not written out. */
  find(address: string): readonly FhirElement[] | undefined
  /** Whether it is in the questionnaire's own file, so that items are likely to share it. */
  isContained(address: string): boolean
  /** A short name: the last part of its address. */
  nameOf(address: string): string
}

/**
 * @param contained came with the questionnaire.
 * @param given were named beside it.
 */
export function createValueSets(
  contained: readonly FhirElement[],
  given: readonly FhirElement[] = [],
): ValueSets {
  const all = [...contained, ...given]
  const codeSystems = all.filter((resource) => resource.text('resourceType') === 'CodeSystem')

  function named(address: string, among: readonly FhirElement[]): FhirElement | undefined {
    const [url = '', version] = address.split('|')
    return among.find(
      (resource) =>
        resource.text('resourceType') === 'ValueSet' &&
        (`#${resource.text('id')}` === url ||
          (resource.text('url') === url &&
            (version === undefined || (resource.text('version') ?? version) === version))),
    )
  }

  /** Those of a system, or of a part of it that is listed. Filters would need a terminology server. */
  function includedIn(include: FhirElement): readonly FhirElement[] | undefined {
    const system = include.text('system')
    const listed = include.elements('concept')
    if (include.has('filter') || include.has('valueSet')) return undefined
    if (listed.length > 0) return listed.map((concept) => withSystem(concept, system))
    const codeSystem = codeSystems.find((candidate) => candidate.text('url') === system)
    const concepts = codeSystem === undefined ? [] : allConcepts(codeSystem.elements('concept'))
    return concepts.length === 0 ? undefined : concepts.map((concept) => withSystem(concept, system))
  }

  return {
    find(address) {
      const valueSet = named(address, all)
      const expanded = expansionOf(valueSet?.element('expansion')?.elements('contains') ?? [])
      if (expanded.length > 0) return expanded
      const compose = valueSet?.element('compose')
      if (compose === undefined || compose.has('exclude')) return undefined
      const parts = compose.elements('include').map(includedIn)
      const isWhole = parts.length > 0 && parts.every((part) => part !== undefined)
      return isWhole ? parts.flatMap((part) => part ?? []) : undefined
    },
    isContained: (address) => named(address, contained) !== undefined,
    nameOf(address) {
      const [url = ''] = address.split('|')
      return url.split(/[/#]/).findLast((part) => part !== '') ?? 'answers'
    },
  }
}

function withSystem(concept: FhirElement, system: string | undefined): FhirElement {
  return system === undefined ? concept : new FhirElement({ ...concept.value, system })
}

function allConcepts(concepts: readonly FhirElement[]): FhirElement[] {
  return concepts.flatMap((concept) => [concept, ...allConcepts(concept.elements('concept'))])
}

/** Headings of an expansion are abstract: they cannot be chosen. */
function expansionOf(contains: readonly FhirElement[]): FhirElement[] {
  return contains.flatMap((entry) => [
    ...(entry.flag('abstract') === true || entry.text('code') === undefined ? [] : [entry]),
    ...expansionOf(entry.elements('contains')),
  ])
}
