import type { FhirElement } from './element.js'
import { extensionUrl } from './extension-urls.js'
import type { Findings } from './finding.js'
import { controlOf, type ImportItem, isHidden, unitsOf } from './import-item.js'
import { type Translated, translationsOf } from './translation.js'

/** What people read of an item, with its translations. */
export interface ImportedWords {
  readonly label?: string
  readonly labels: Translated
  readonly short?: string
  readonly hint?: string
  readonly hints: Translated
}

/** The label is prefix and text; of a question without any, what is said about it. */
export function importWords(item: ImportItem, findings: Findings): ImportedWords {
  const { element, linkId } = item
  const prefix = element.text('prefix')
  const withPrefix = (text: string) => (prefix === undefined ? text : `${prefix} ${text}`)
  const own = element.text('text')
  const short = element.extension(extensionUrl.shortText)?.text('valueString')
  const hint = hintOf(item)
  const said: Pick<ImportedWords, 'short' | 'labels' | 'hints'> = {
    ...(short === undefined ? {} : { short }),
    labels: new Map(
      [...translationsOf(element, 'text')].map(([language, text]) => [language, withPrefix(text)]),
    ),
    hints: own === undefined ? new Map() : hint.translated,
  }
  if (own !== undefined) {
    return { ...said, label: withPrefix(own), ...(hint.text === undefined ? {} : { hint: hint.text }) }
  }
  const label = hint.text ?? prefix ?? onlyAnswer(item) ?? firstTextIn(item)
  if (!isHidden(item))
    findings.note(
      linkId,
      label === undefined
        ? 'It has no text. Write a "label".'
        : `It has no text. It is called "${label}" after what stands there.`,
    )
  return { ...said, labels: hint.translated, ...(label === undefined ? {} : { label }) }
}

function onlyAnswer({ choice }: ImportItem): string | undefined {
  return choice?.options.length === 1 ? choice.options[0]?.label : undefined
}

/** Of a group: what people read first in it. */
function firstTextIn({ children }: ImportItem): string | undefined {
  for (const child of children) {
    const text = child.element.text('text') ?? child.hints[0]?.text('text') ?? firstTextIn(child)
    if (text !== undefined) return text
  }
  return undefined
}

function hintOf({ element, type, hints }: ImportItem): { text?: string; translated: Translated } {
  const isUnit = (hint: FhirElement) => controlOf(hint) === 'unit'
  const texts = hints.filter((hint) => !isUnit(hint))
  // Only a quantity has a unit of its own here; of a number it is said.
  const units = type === 'integer' || type === 'decimal' ? unitsOf(element, hints) : []
  const all = [...texts.flatMap((hint) => hint.text('text') ?? []), ...units]
  const [only] = texts
  const isAlone = only !== undefined && all.length === 1
  return {
    ...(all.length === 0 ? {} : { text: all.join(' ') }),
    translated: isAlone ? translationsOf(only, 'text') : new Map(),
  }
}
