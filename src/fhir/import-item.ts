import type { FieldType } from '../questionnaire/questionnaire.js'
import type { FhirElement } from './element.js'
import { extensionUrl } from './extension-urls.js'
import { createFieldIds } from './field-ids.js'
import type { Findings } from './finding.js'
import { type ImportedChoice, importChoice } from './import-choice.js'
import type { ValueSets } from './value-sets.js'

/** An item of the questionnaire with what it becomes. */
export interface ImportItem {
  readonly element: FhirElement
  readonly linkId: string
  readonly id: string
  readonly type: FieldType
  readonly choice?: ImportedChoice
  /**
   * `list`: a field with several values. `several`: a choice of which several can be chosen. `entries`: a group that
   * repeats, with the question and what is inside it.
   */
  readonly repetition: 'once' | 'group' | 'list' | 'several' | 'entries'
  /** Id of the group that repeats around a question with `entries`. */
  readonly entriesId?: string
  /** Texts about the question, which are no items of their own. */
  readonly hints: readonly FhirElement[]
  readonly children: readonly ImportItem[]
  readonly parent?: ImportItem
  /** Place in the file, counted from 0. */
  readonly order: number
}

const TYPES: Readonly<Record<string, FieldType>> = {
  group: 'group',
  display: 'display',
  boolean: 'boolean',
  decimal: 'decimal',
  integer: 'integer',
  date: 'date',
  dateTime: 'datetime',
  time: 'time',
  string: 'string',
  text: 'text',
  url: 'url',
  choice: 'choice',
  'open-choice': 'choice',
  attachment: 'file',
  reference: 'string',
  quantity: 'quantity',
}

/** Types whose fields may have several values. */
const LIST_TYPES: ReadonlySet<string> = new Set(['string', 'text', 'integer', 'decimal', 'url', 'file'])
/** Display items with these controls say something about the question, or group, that they are in. */
const QUESTION_HINTS: ReadonlySet<string> = new Set([
  ...['help', 'flyover', 'prompt', 'instructions', 'unit', 'upper', 'lower'],
])
const GROUP_HINTS: ReadonlySet<string> = new Set(['help', 'flyover'])

/** The items of a questionnaire as a tree; what no field can become is left out and reported. */
export function importItems(
  questionnaire: FhirElement,
  valueSets: ValueSets,
  findings: Findings,
): readonly ImportItem[] {
  const nextId = createFieldIds()
  let order = 0

  function read(element: FhirElement, parent: ImportItem | undefined): ImportItem[] {
    const linkId = element.text('linkId')
    if (linkId === undefined) {
      const about = element.text('text')
      findings.error(
        parent?.linkId,
        `An item${about === undefined ? '' : ` ("${about}")`} has no linkId. Give it one.`,
      )
      return []
    }
    const type = typeOf(element, linkId, findings)
    if (type === undefined) return []
    if (type === 'display' && !element.has('text')) {
      findings.warning(linkId, 'It is a text without words and was left out.')
      return []
    }
    const own = element.elements('item')
    const hintControls = type === 'group' ? GROUP_HINTS : QUESTION_HINTS
    const hints = type === 'display' ? [] : own.filter((child) => isHint(child, hintControls))
    const choice = hasAnswers(element, type) ? importChoice(element, linkId, valueSets, findings) : undefined
    const finalType = finalTypeOf(element, type, choice, hints)
    if (finalType !== type) reportChangedType(element, linkId, finalType, findings)
    const children: ImportItem[] = []
    const inside = own.filter((child) => !hints.includes(child))
    const repetition = repetitionOf(element, finalType, inside)
    const item: ImportItem = {
      element,
      linkId,
      id: nextId(linkId),
      type: finalType,
      ...(choice === undefined ? {} : { choice }),
      repetition,
      ...(repetition === 'entries' ? { entriesId: nextId(`${linkId} entries`) } : {}),
      hints,
      children,
      ...(parent === undefined ? {} : { parent }),
      order: order++,
    }
    children.push(...inside.flatMap((child) => read(child, item)))
    if (type === 'display' && children.length > 0)
      findings.warning(
        linkId,
        'It is a text with items inside, which FHIR does not allow. They stand after it.',
      )
    if (type === 'group' && children.length === 0) {
      findings.warning(linkId, 'It is a group without items and was left out.')
      return []
    }
    return [item]
  }

  return questionnaire.elements('item').flatMap((element) => read(element, undefined))
}

/** Every item with all that is inside, in file order. */
export function allItems(items: readonly ImportItem[]): ImportItem[] {
  return items.flatMap((item) => [item, ...allItems(item.children)])
}

/** The groups around an item that repeat, innermost first; of a question in a group of entries, that one too. */
export function repeatingAround(item: ImportItem): ImportItem[] {
  const own = item.repetition === 'entries' ? [item] : []
  const outer: ImportItem[] = []
  for (let around = item.parent; around !== undefined; around = around.parent) {
    if (around.repetition === 'group' || around.repetition === 'entries') outer.push(around)
  }
  return [...own, ...outer]
}

/** The question that an item stands inside. */
export function holderOf({ parent }: ImportItem): ImportItem | undefined {
  return parent === undefined || parent.type === 'group' || parent.type === 'display' ? undefined : parent
}

/** Whether nobody sees it: it is hidden, or what it stands in is. */
export function isHidden({ element, parent }: ImportItem): boolean {
  const own = element.extension(extensionUrl.hidden)?.flag('valueBoolean') === true
  return own || (parent !== undefined && isHidden(parent))
}

/** Whether people can enter its answer themselves. */
export function isAsked(item: ImportItem): boolean {
  return item.element.flag('readOnly') !== true && !isHidden(item)
}

/** The code of an item's control, such as `drop-down`. */
export function controlOf(element: FhirElement): string | undefined {
  const control = element.extension(extensionUrl.itemControl)?.element('valueCodeableConcept')
  return control?.elements('coding')[0]?.text('code') ?? control?.text('text')
}

function isHint(element: FhirElement, controls: ReadonlySet<string>): boolean {
  if (element.text('type') !== 'display' || !element.has('text')) return false
  const category = element.extension(extensionUrl.displayCategory)?.element('valueCodeableConcept')
  const control = controlOf(element) ?? category?.elements('coding')[0]?.text('code') ?? ''
  return controls.has(control)
}

function typeOf(element: FhirElement, linkId: string, findings: Findings): ImportItem['type'] | undefined {
  const name = element.text('type') ?? ''
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
  if (type === undefined) {
    const version = name === 'coding' ? ' That is R5; save the questionnaire as R4.' : ''
    findings.error(
      linkId,
      name === ''
        ? 'It has no type. Give it one of FHIR R4.'
        : `FHIR R4 has no item of the type "${name}".${version}`,
    )
  }
  return type
}

function hasAnswers(element: FhirElement, type: ImportItem['type']): boolean {
  if (type === 'choice') return true
  return (
    type !== 'group' && type !== 'display' && (element.has('answerOption') || element.has('answerValueSet'))
  )
}

/** A choice without answers is a text; a quantity without a unit a number; a question with answers a choice. */
function finalTypeOf(
  element: FhirElement,
  type: ImportItem['type'],
  choice: ImportedChoice | undefined,
  hints: readonly FhirElement[],
): ImportItem['type'] {
  if (choice !== undefined && choice.options.length > 0) return 'choice'
  if (type === 'choice') return 'string'
  return type === 'quantity' && unitsOf(element, hints).length === 0 ? 'decimal' : type
}

function reportChangedType(
  element: FhirElement,
  linkId: string,
  type: ImportItem['type'],
  findings: Findings,
): void {
  if (type === 'decimal')
    findings.warning(
      linkId,
      'It is a quantity without a unit and became a number. Write type: quantity and a unit.',
    )
  else if (type === 'choice')
    findings.note(linkId, `It is a ${element.text('type')} with answers to choose from and became a choice.`)
  else if (!element.has('answerValueSet'))
    findings.warning(
      linkId,
      'It is a choice without answers to choose from and became a free text. Write "options".',
    )
}

/** What a number or a quantity is measured in, as people read it. */
export function unitsOf(element: FhirElement, hints: readonly FhirElement[]): string[] {
  const codings = element
    .extensions(extensionUrl.unitOption, extensionUrl.unit)
    .flatMap((extension) => extension.element('valueCoding') ?? [])
  const units = codings.flatMap((coding) => coding.text('display') ?? coding.text('code') ?? [])
  const initial = element.elements('initial').flatMap((value) => value.element('valueQuantity') ?? [])
  const all = [
    ...units,
    ...hints.filter((hint) => controlOf(hint) === 'unit').flatMap((hint) => hint.text('text') ?? []),
    ...initial.flatMap((quantity) => quantity.text('unit') ?? quantity.text('code') ?? []),
  ]
  return [...new Set(all)]
}

function repetitionOf(
  element: FhirElement,
  type: ImportItem['type'],
  inside: readonly FhirElement[],
): ImportItem['repetition'] {
  if (element.flag('repeats') !== true || type === 'display') return 'once'
  if (type === 'group') return 'group'
  if (inside.some((child) => child.text('type') !== 'display')) return 'entries'
  if (type === 'choice') return 'several'
  return LIST_TYPES.has(type) ? 'list' : 'entries'
}
