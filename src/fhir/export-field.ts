import { MEGABYTE } from '../questionnaire/file-limits.js'
import type { Field, Option, Repeat } from '../questionnaire/questionnaire.js'
import { plainText } from '../questionnaire/rich-text.js'
import { answerValue, optionValue } from './answer-value.js'
import { extensionUrl } from './extension-urls.js'
import type { Findings } from './finding.js'
import { type Translated, withTranslations } from './translation.js'

type Keys = Record<string, unknown>

export interface FieldExport {
  readonly repeat: Repeat | undefined
  /** What one of its texts is in other languages. */
  readonly translated: (read: (field: Field) => string | undefined) => Translated
  readonly findings: Findings
}

const TYPES: Readonly<Record<string, string>> = { datetime: 'dateTime', file: 'attachment' }
const CONTROLS: Readonly<Record<string, string>> = {
  radios: 'radio-button',
  select: 'drop-down',
  autocomplete: 'autocomplete',
  scale: 'slider',
}
const CONTROL_SYSTEM = 'http://hl7.org/fhir/questionnaire-item-control'

/** The item of a field, without its condition and what is inside. */
export function fieldItem(
  field: Field,
  exported: FieldExport,
): Keys & { readonly extension?: readonly unknown[] } {
  const { repeat, translated, findings } = exported
  const isQuestion = field.type !== 'group' && field.type !== 'display'
  const type =
    field.type === 'choice' && field.other !== undefined ? 'open-choice' : (TYPES[field.type] ?? field.type)
  const textOf = ({ label, text }: Field) => (text === undefined ? label : plainText(text))
  const extension = extensionsOf(field, repeat)
  reportLost(field, findings)
  return {
    ...(extension.length === 0 ? {} : { extension }),
    linkId: field.linkId,
    ...(field.code === undefined ? {} : { code: [field.code] }),
    ...withTranslations('text', textOf(field), translated(textOf)),
    type,
    ...(isQuestion && field.required ? { required: true } : {}),
    ...(repeat !== undefined || field.multiple ? { repeats: true } : {}),
    ...(isQuestion && field.readonly ? { readOnly: true } : {}),
    ...(field.maxLength === undefined ? {} : { maxLength: field.maxLength }),
    ...(field.options.length === 0
      ? {}
      : { answerOption: field.options.map((option, index) => optionItem(field, option, index, translated)) }),
    ...(field.default === undefined || field.type === 'choice' ? {} : { initial: [initialOf(field)] }),
  }
}

/** A list of extensions, or nothing. */
export function extensionKeys(extension: readonly unknown[]): Keys {
  return extension.length === 0 ? {} : { extension }
}

/** The hint, as FHIR has it: a text inside the item. */
export function hintItem(field: Field, linkId: string, translated: Translated): Keys | undefined {
  if (field.hint === undefined || field.type === 'display') return undefined
  return {
    extension: [controlExtension('help')],
    linkId,
    ...withTranslations('text', field.hint, translated),
    type: 'display',
  }
}

function controlExtension(code: string): unknown {
  return {
    url: extensionUrl.itemControl,
    valueCodeableConcept: { coding: [{ system: CONTROL_SYSTEM, code }] },
  }
}

function initialOf(field: Field): Keys {
  const { default: value } = field
  if (value === undefined) return {}
  const found = answerValue(field, value, 'UTC')
  return { [`value${found.name}`]: found.value }
}

function optionItem(
  field: Field,
  option: Option,
  index: number,
  translated: FieldExport['translated'],
): Keys {
  const { name, value } = optionValue(field, option)
  const labels = translated((other) => other.options[index]?.label)
  const extension = [
    ...(option.score === undefined ? [] : [{ url: extensionUrl.ordinalValue, valueDecimal: option.score }]),
    ...(option.exclusive ? [{ url: extensionUrl.optionExclusive, valueBoolean: true }] : []),
  ]
  const coding = name === 'Coding' ? (value as Keys) : undefined
  return {
    ...extensionKeys(extension),
    ...(coding === undefined
      ? withTranslations(`value${name}`, value as string, labels)
      : { valueCoding: { ...coding, ...withTranslations('display', String(coding.display), labels) } }),
    ...(option.value === field.default ? { initialSelected: true } : {}),
  }
}

function extensionsOf(field: Field, repeat: Repeat | undefined): unknown[] {
  const { short, hidden, widget, other, minLength, pattern, units } = field
  const many = units.length > 1
  return [
    ...(short === undefined ? [] : [{ url: extensionUrl.shortText, valueString: short }]),
    ...(hidden ? [{ url: extensionUrl.hidden, valueBoolean: true }] : []),
    ...(widget === undefined ? [] : [controlExtension(CONTROLS[widget] ?? widget)]),
    ...(other === undefined ? [] : [{ url: extensionUrl.openLabel, valueString: other }]),
    ...(minLength === undefined ? [] : [{ url: extensionUrl.minLength, valueInteger: minLength }]),
    ...(pattern === undefined ? [] : [{ url: extensionUrl.regex, valueString: `^(?:${pattern})$` }]),
    ...units.map((unit) => ({
      url: many ? extensionUrl.unitOption : extensionUrl.unit,
      valueCoding: { display: unit },
    })),
    ...limitExtension(field, 'min'),
    ...limitExtension(field, 'max'),
    ...(repeat === undefined || repeat.min === 0
      ? []
      : [{ url: extensionUrl.minOccurs, valueInteger: repeat.min }]),
    ...(repeat === undefined ? [] : [{ url: extensionUrl.maxOccurs, valueInteger: repeat.max }]),
    ...fileExtensions(field),
  ]
}

function limitExtension(field: Field, key: 'min' | 'max'): unknown[] {
  const limit = field[key]
  if (limit === undefined) return []
  const url = key === 'min' ? extensionUrl.minValue : extensionUrl.maxValue
  if (field.type === 'quantity')
    return [
      {
        url: key === 'min' ? extensionUrl.minQuantity : extensionUrl.maxQuantity,
        valueQuantity: { value: limit },
      },
    ]
  if (field.type === 'integer') return [{ url, valueInteger: limit }]
  if (field.type === 'decimal') return [{ url, valueDecimal: limit }]
  const name = field.type === 'datetime' ? 'valueDateTime' : 'valueDate'
  if (limit !== 'today') return [{ url, [name]: limit }]
  const expression = {
    url: extensionUrl.calculatedValue,
    valueExpression: { language: 'text/fhirpath', expression: 'today()' },
  }
  return [{ url, [`_${name}`]: { extension: [expression] } }]
}

/** The kinds of files that are taken, and the most that one may have, in megabytes of 1,048,576 bytes. */
function fileExtensions({ accept = [], maxSize }: Field): unknown[] {
  return [
    ...accept.map((type) => ({ url: extensionUrl.mimeType, valueCode: type })),
    ...(maxSize === undefined ? [] : [{ url: extensionUrl.maxSize, valueDecimal: maxSize / MEGABYTE }]),
  ]
}

function reportLost(field: Field, findings: Findings): void {
  const {
    type,
    format,
    autocomplete,
    must,
    prefill,
    sensitive,
    description,
    probe,
    messages,
    layout,
    options,
  } = field
  const isSaid: readonly (readonly [string, boolean])[] = [
    ['format', format !== undefined],
    ['autocomplete', autocomplete !== undefined],
    ['prefill', prefill !== undefined],
    ['description', type !== 'display' && description !== undefined],
    ['probe', probe !== undefined],
    ['messages', Object.keys(messages).length > 0],
    ['layout', layout === 'steps'],
    ['hint of an answer', options.some(({ hint }) => hint !== undefined)],
  ]
  const lost = isSaid.flatMap(([name, said]) => (said ? [`"${name}"`] : []))
  if (sensitive)
    findings.warning(field.linkId, 'FHIR has no place for "sensitive". After an import, write it again.')
  if (must)
    findings.warning(field.linkId, 'FHIR has no place for "must": there it can also be answered with no.')
  if (lost.length > 0) findings.note(field.linkId, `FHIR has no place for ${lost.join(', ')}.`)
}
