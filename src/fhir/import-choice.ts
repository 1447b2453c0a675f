import type { FhirElement } from './element.js'
import { extensionUrl } from './extension-urls.js'
import type { Findings } from './finding.js'
import { type Translated, translationsOf } from './translation.js'
import type { ValueSets } from './value-sets.js'

/** One answer of a choice, with what a condition may name it by. */
export interface ImportedOption {
  readonly value: string | number
  readonly label: string
  readonly system?: string
  /** Of a coding; absent for an answer that is a plain value. */
  readonly code?: string
  readonly score?: number
  readonly exclusive: boolean
  readonly translations: Translated
  /** Chosen to begin with. */
  readonly isInitial: boolean
}

/** The answers of an item, and the value set that they are all of. */
export interface ImportedChoice {
  readonly options: readonly ImportedOption[]
  /** Address of a value set that came with the questionnaire: items may share it. */
  readonly valueSet?: string
}

/**
 * The answers to choose from: the item's own, those of its value set, or the coded values that it begins with.
 * `undefined` where there are none.
 */
export function importChoice(
  item: FhirElement,
  linkId: string,
  valueSets: ValueSets,
  findings: Findings,
): ImportedChoice | undefined {
  const own = item.elements('answerOption')
  if (own.length > 0) return { options: distinct(own.flatMap(optionOf), linkId, findings) }
  const address = item.text('answerValueSet')
  if (address !== undefined) {
    const concepts = valueSets.find(address)
    if (concepts !== undefined) {
      const options = distinct(concepts.map(codingOption), linkId, findings)
      return valueSets.isContained(address) ? { options, valueSet: valueSets.nameOf(address) } : { options }
    }
    findings.warning(
      linkId,
      `Its answers are those of the value set ${address}, which is not in the file. It became a free text. Give the value set with --value-set FILE, or write "options".`,
    )
    return undefined
  }
  const initial = item.elements('initial').filter((value) => value.element('valueCoding') !== undefined)
  if (initial.length === 0) return undefined
  findings.note(
    linkId,
    'It has no answers to choose from but what it begins with, which became the only ones.',
  )
  return { options: distinct(initial.flatMap(optionOf), linkId, findings) }
}

function optionOf(option: FhirElement): ImportedOption[] {
  const found = option.choice('value')
  const common = {
    ...scoreOf(option),
    exclusive: option.extension(extensionUrl.optionExclusive)?.flag('valueBoolean') ?? false,
    isInitial: option.flag('initialSelected') ?? false,
  }
  const coding = option.element('valueCoding')
  if (coding !== undefined) return [{ ...codingOption(coding), ...common, ...scoreOf(coding, option) }]
  const reference = option.element('valueReference')
  const value =
    reference === undefined ? found?.value : (reference.text('display') ?? reference.text('reference'))
  if (typeof value !== 'string' && typeof value !== 'number') return []
  const plain = found?.type === 'Time' ? String(value).slice(0, 5) : value
  const text = String(plain).trim()
  if (text === '') return []
  return [
    {
      ...common,
      value: typeof plain === 'number' ? plain : text,
      label: text,
      translations: translationsOf(option, `value${found?.type}`),
    },
  ]
}

/** A coding, or a concept of a value set. */
function codingOption(coding: FhirElement): ImportedOption {
  const system = coding.text('system')
  const code = coding.text('code') ?? coding.text('display') ?? ''
  return {
    value: code,
    label: coding.text('display') ?? code,
    code,
    ...(system === undefined ? {} : { system }),
    ...scoreOf(coding),
    exclusive: false,
    translations: new Map([...designations(coding), ...translationsOf(coding, 'display')]),
    isInitial: false,
  }
}

/** The labels of a value set's concept in other languages. */
function designations(concept: FhirElement): [string, string][] {
  return concept.elements('designation').flatMap((designation): [string, string][] => {
    const [language, label] = [designation.text('language'), designation.text('value')]
    return language === undefined || label === undefined ? [] : [[language, label]]
  })
}

function scoreOf(...places: readonly FhirElement[]): { score?: number } {
  for (const place of places) {
    const weight = place.extension(
      extensionUrl.ordinalValue,
      extensionUrl.itemWeight,
      extensionUrl.valueSetOrdinalValue,
    )
    const score = weight?.number('valueDecimal') ?? weight?.number('valueInteger')
    if (score !== undefined) return { score }
  }
  return {}
}

/** Every value once, fit to stand in a condition. */
function distinct(drafts: readonly ImportedOption[], linkId: string, findings: Findings): ImportedOption[] {
  const options = new Map<string, ImportedOption>()
  const taken = new Set<string>()
  const keyOf = ({ value, system }: ImportedOption) => JSON.stringify([value, system])
  for (const draft of drafts.map(withFitValue)) {
    if (draft.value === '') {
      findings.warning(linkId, 'It has an answer without a code and a text, which was left out.')
      continue
    }
    const same = options.get(keyOf(draft))
    if (same !== undefined && same.code === draft.code) {
      findings.warning(linkId, `Its answer "${draft.value}" stands there twice. The second one was left out.`)
      continue
    }
    const option = { ...draft, value: freeValue(draft.value, taken) }
    options.set(keyOf(option), option)
    taken.add(String(option.value))
  }
  return [...options.values()]
}

/**
 * A code that is the number that the answer counts is that number, so that conditions can compare it. No condition
 * can write a text with both kinds of quotes, or a line break.
 */
function withFitValue(draft: ImportedOption): ImportedOption {
  if (typeof draft.value === 'number') return draft
  if (draft.score !== undefined && String(draft.score) === draft.code) return { ...draft, value: draft.score }
  return isWritable(draft.value) ? draft : { ...draft, value: draft.value.replace(/[\s'"]+/g, ' ').trim() }
}

function isWritable(text: string): boolean {
  return !(text.includes("'") && text.includes('"')) && !/[\r\n]/.test(text)
}

function freeValue(value: string | number, taken: ReadonlySet<string>): string | number {
  let free = value
  for (let count = 2; taken.has(String(free)); count++) free = `${value}_${count}`
  return free
}
