import type { Condition } from '../expression/condition.js'
import type { FhirElement } from './element.js'
import { extensionUrl } from './extension-urls.js'
import type { Findings } from './finding.js'
import type { ImportedOption } from './import-choice.js'
import { controlOf, type ImportItem, isHidden, unitsOf } from './import-item.js'
import { importLimits } from './import-limits.js'
import type { ImportedWords } from './import-words.js'
import { markdownOf } from './markdown.js'

/** A field as it stands in the file; what is `undefined` is not written. */
export type FieldKeys = Readonly<Record<string, unknown>>

export interface ImportedField {
  readonly words: ImportedWords
  readonly when: Condition | undefined
  /** Name of the list under `scales` that its answers are. */
  readonly scale: string | undefined
  /** Id of the question that holds it. */
  readonly under: string | undefined
}

/** The keys that a question, text or group has of its own; what is inside a group is not among them. */
export function fieldKeys(item: ImportItem, imported: ImportedField, findings: Findings): FieldKeys {
  const { element, type, linkId } = item
  const { words } = imported
  const isQuestion = type !== 'group' && type !== 'display'
  return {
    label: words.label,
    // The text of a display item is Markdown, and that of FHIR is not.
    description: type === 'display' ? markdownOf(words.label ?? '') : undefined,
    short: words.short,
    hint: words.hint,
    code: codeOf(element, linkId, findings),
    ...(isQuestion ? questionKeys(item, imported, findings) : {}),
    ...(isHidden(item) ? { hidden: true } : {}),
  }
}

function questionKeys(item: ImportItem, { scale }: ImportedField, findings: Findings): FieldKeys {
  const { element, type, repetition, linkId, choice } = item
  const isReference = element.text('type') === 'reference'
  if (isReference)
    findings.warning(
      linkId,
      'It asks for a reference to another resource. It became a text that nobody is asked.',
    )
  const isReadOnly = element.flag('readOnly') === true || isReference
  if (
    repetition === 'several' &&
    element.extension(extensionUrl.minOccurs, extensionUrl.maxOccurs) !== undefined
  )
    findings.warning(linkId, 'How many answers can be chosen was left out: it may be any number.')
  return {
    ...(element.flag('required') === true ? { required: true } : {}),
    ...(isReadOnly ? { readonly: true } : {}),
    ...(choice === undefined
      ? {}
      : scale === undefined
        ? { options: choice.options.map((option) => optionKeys(option, item, findings)) }
        : { scale }),
    ...(repetition === 'several' ? { multiple: true } : {}),
    ...(element.text('type') === 'open-choice' && choice !== undefined
      ? { other: element.extension(extensionUrl.openLabel)?.text('valueString') ?? 'Other' }
      : {}),
    ...(type === 'quantity' ? unitKeys(item) : {}),
    ...importLimits(item, findings),
    ...widgetOf(item, findings),
    ...defaultOf(item, findings),
  }
}

function unitKeys({ element, hints }: ImportItem): FieldKeys {
  const units = unitsOf(element, hints)
  return units.length === 1 ? { unit: units[0] } : { units }
}

/** An answer as short as it can be said: one that is only a text is a text. */
export function optionKeys(option: ImportedOption, item: ImportItem, findings: Findings): unknown {
  const { value, label, system, code, score, exclusive } = option
  const isExclusive = exclusive && item.repetition === 'several'
  if (exclusive && !isExclusive)
    findings.note(item.linkId, `Its answer "${label}" excludes others, of a question with one answer.`)
  const isCodeSaid = system === undefined && String(value) === code && label !== String(value)
  const isScoreSaid = score === undefined || score === value
  const isText = value === label && code === undefined && isScoreSaid && !isExclusive
  if (isText && typeof value === 'string') return value
  return {
    value,
    ...(label === String(value) && code === undefined ? {} : { label }),
    ...(isScoreSaid ? {} : { score }),
    ...(isExclusive ? { exclusive: true } : {}),
    ...(code === undefined || isCodeSaid ? {} : { code: system === undefined ? code : { system, code } }),
  }
}

const WIDGETS: Readonly<Record<string, string>> = {
  'radio-button': 'radios',
  'drop-down': 'select',
  autocomplete: 'autocomplete',
  lookup: 'autocomplete',
  slider: 'scale',
}
/** Steps that a scale can have. */
const MAX_SCALE_STEPS = 20

function widgetOf(item: ImportItem, findings: Findings): FieldKeys {
  const { element, type, repetition, linkId } = item
  const control = controlOf(element)
  const widget = control === undefined ? undefined : WIDGETS[control]
  const isUsual =
    control === undefined || (control === 'check-box' && repetition === 'several') || control === 'text-box'
  if (isUsual) return {}
  if (widget !== undefined && type === 'choice' && repetition !== 'several') return { widget }
  if (widget === 'scale' && type === 'integer' && repetition !== 'list') {
    const [min, max] = [extensionUrl.minValue, extensionUrl.maxValue].map((url) =>
      element.extension(url)?.number('valueInteger'),
    )
    if (min !== undefined && max !== undefined && max - min <= MAX_SCALE_STEPS) return { widget }
    findings.note(
      linkId,
      `It is a slider. A scale needs a least and a greatest value at most ${MAX_SCALE_STEPS} apart.`,
    )
    return {}
  }
  findings.note(linkId, `How it is shown ("${control}") was left out.`)
  return {}
}

function defaultOf(item: ImportItem, findings: Findings): FieldKeys {
  const { element, type, repetition, linkId, choice } = item
  const initial = element.elements('initial')
  const chosen = choice?.options.filter((option) => option.isInitial) ?? []
  if (initial.length === 0 && chosen.length === 0) return {}
  const refuse = (reason: string) => {
    findings.warning(linkId, `What it begins with was left out: ${reason}`)
    return {}
  }
  if (repetition !== 'once' || initial.length + chosen.length > 1)
    return refuse('a question with several answers has no default.')
  if (type === 'quantity' || type === 'file') return refuse(`a field of the type ${type} has no default.`)
  const [value] = initial
  if (choice !== undefined) {
    const option =
      value === undefined ? chosen[0] : choice.options.find((candidate) => isOption(candidate, value))
    return option === undefined ? refuse('it is none of the answers.') : { default: option.value }
  }
  const found = value?.choice('value')
  const plain = value === undefined ? undefined : plainDefault(item.type, found, value)
  return plain === undefined ? refuse(`it does not fit a field of the type ${type}.`) : { default: plain }
}

function isOption({ code, system, value }: ImportedOption, initial: FhirElement): boolean {
  const coding = initial.element('valueCoding')
  if (coding === undefined) return code === undefined && initial.choice('value')?.value === value
  const wanted = coding.text('system')
  const isSameSystem = wanted === undefined || system === undefined || wanted === system
  return (coding.text('code') ?? coding.text('display')) === code && isSameSystem
}

function plainDefault(
  type: ImportItem['type'],
  found: { readonly type: string; readonly value: unknown } | undefined,
  initial: FhirElement,
): string | number | boolean | undefined {
  const value = found?.value
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? value : undefined
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined
    case 'datetime':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)
        ? value.slice(0, 16)
        : undefined
    case 'time':
      return typeof value === 'string' && /^\d\d:\d\d/.test(value) ? value.slice(0, 5) : undefined
    default: {
      if (found?.type === 'Coding') return initial.element('valueCoding')?.text('display')
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
    }
  }
}

/** The first code; the format has one for each field. */
export function codeOf(element: FhirElement, linkId: string | undefined, findings: Findings): unknown {
  const codings = element.elements('code')
  const [first, second] = codings
  if (second !== undefined)
    findings.note(linkId, `It has ${codings.length} codes, of which the first one was kept.`)
  const code = first?.text('code')
  if (first === undefined || code === undefined) return undefined
  const [system, display] = [first.text('system'), first.text('display')]
  if (system === undefined && display === undefined) return code
  return { ...(system === undefined ? {} : { system }), code, ...(display === undefined ? {} : { display }) }
}

/** How often a group, or a question with several values, can be filled in. */
export function repeatOf({ element, repetition }: ImportItem): FieldKeys {
  const min = element.extension(extensionUrl.minOccurs)?.number('valueInteger')
  const max = element.extension(extensionUrl.maxOccurs)?.number('valueInteger')
  const isNeeded = repetition !== 'list' && element.flag('required') === true
  const least = min ?? (isNeeded ? 1 : undefined)
  return {
    ...(least !== undefined && least > 0 ? { min: least } : {}),
    ...(max !== undefined && max > 0 ? { max } : {}),
  }
}
