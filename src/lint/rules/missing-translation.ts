import type { ParsedQuestionnaire } from '../../questionnaire/load-questionnaire.js'
import {
  allFields,
  entryHeading,
  type Field,
  type Option,
  type Questionnaire,
} from '../../questionnaire/questionnaire.js'
import type { Problem } from '../../yaml/problem.js'

/** How many are named before the rest is only counted. */
const MOST_NAMED = 10

/** What people read in the questionnaire's own language although there is a translation: one warning for each. */
export function missingTranslations({
  questionnaire,
  overlays,
}: Pick<ParsedQuestionnaire, 'questionnaire' | 'overlays'>): Problem[] {
  if (questionnaire === undefined) return []
  return overlays.flatMap(({ language, mapping }) => {
    const missing = textsOf(questionnaire).filter((path) => !isThere(mapping.value, path))
    if (missing.length === 0) return []
    const named = missing
      .slice(0, MOST_NAMED)
      .map((path) => path.join('.'))
      .join(', ')
    const others = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : ''
    const message = `Not translated into "${language}", so that people read it in "${questionnaire.language}": ${named}${others}.`
    return mapping.file.problem(mapping.path, message, {
      severity: 'warning',
      rule: 'missing-translation',
      part: 'key',
    })
  })
}

type TextPath = readonly (string | number)[]

/** Where a translation has the texts that people read; `short` is left out, since a label stands in for it. */
function textsOf(questionnaire: Questionnaire): TextPath[] {
  const { name, intro, scores, alerts, completion, rules } = questionnaire
  const fields = allFields(questionnaire.fields).filter(({ hidden }) => !hidden)
  const scales = new Map(
    fields.flatMap(({ scale, options }) => (scale === undefined ? [] : [[scale, options]])),
  )
  return [
    ...pathsOf([], { name, intro }),
    ...[...scales].flatMap(([scale, options]) => optionPaths(['scales', scale], options)),
    ...fields.flatMap(fieldPaths),
    ...scores.flatMap(({ id, label, bands }) => [
      ...pathsOf(['scores', id], { label }),
      ...bands.flatMap((band) => pathsOf(['scores', id, 'bands'], { [band.id]: band.label })),
    ]),
    ...alerts.flatMap(({ id, title, body }) => pathsOf(['alerts', id], { title, body })),
    ...completion.flatMap(({ title, body }, index) => pathsOf(['completion', index], { title, body })),
    ...rules.flatMap(({ message }, index) => pathsOf(['rules', index], { message })),
  ]
}

function fieldPaths(field: Field): TextPath[] {
  const { id, type, label, hint, description, other, options, scale, messages, repeat } = field
  const item = type === 'group' && repeat?.item !== entryHeading(label) ? repeat?.item : undefined
  return [
    ...pathsOf(['fields', id], { label, hint, other }),
    ...(type === 'display' ? pathsOf(['fields', id], { description }) : []),
    ...(scale === undefined ? optionPaths(['fields', id, 'options'], options) : []),
    ...pathsOf(['fields', id, 'messages'], messages),
    ...pathsOf(['fields', id, 'repeat'], { item, add: repeat?.add }),
  ]
}

/** A list has a label for each option, or it is an error already. */
function optionPaths(before: TextPath, options: readonly Option[]): TextPath[] {
  return options.flatMap(({ value, hint }) => [
    [...before, String(value)],
    ...(hint === undefined ? [] : [[...before, String(value), 'hint']]),
  ])
}

/** The places of those texts that the questionnaire has. */
function pathsOf(before: TextPath, texts: Readonly<Record<string, unknown>>): TextPath[] {
  return Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [[...before, key]]))
}

function isThere(overlay: unknown, path: TextPath): boolean {
  let value = overlay
  for (const [index, segment] of path.entries()) {
    // Labels in their order.
    if (Array.isArray(value) && typeof segment === 'string') return index === path.length - 1
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false
    value = (value as Record<string | number, unknown>)[segment]
  }
  return true
}
