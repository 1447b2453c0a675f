import type { Condition } from '../expression/condition.js'
import type { Field, Score } from '../questionnaire/questionnaire.js'
import { type ExportNames, exportCondition } from './export-condition.js'
import { extensionUrl } from './extension-urls.js'
import { fhirPathText } from './fhirpath.js'
import type { Findings } from './finding.js'
import { type LinkCondition, simplified } from './link-condition.js'
import { type Translated, withTranslations } from './translation.js'
import { fhirPathOf, type ItemNames } from './write-condition.js'

export interface ScoreExport {
  readonly names: ExportNames
  readonly itemNames: ItemNames
  readonly labels: Translated
  readonly findings: Findings
}

const FUNCTIONS: Readonly<Record<Exclude<Score['method'], 'count' | 'module'>, string>> = {
  sum: 'sum',
  mean: 'avg',
  max: 'max',
}

/**
 * The item that holds a score: a number that nobody is asked, with the expression that works it out. Beside that
 * stands what FHIR has no place for, so that an import gives the same score.
 */
export function scoreItem(score: Score, exported: ScoreExport): Record<string, unknown> {
  const expression = expressionOf(score, exported)
  if (expression === undefined)
    exported.findings.note(score.linkId, 'It is worked out by a function, which FHIR cannot carry.')
  if (typeof score.missing === 'object')
    exported.findings.note(
      score.linkId,
      'Other programs work it out without scaling it up to what is missing.',
    )
  return {
    extension: [
      ...(score.show === 'never' ? [{ url: extensionUrl.hidden, valueBoolean: true }] : []),
      ...(expression === undefined
        ? []
        : [
            {
              url: extensionUrl.calculatedExpression,
              valueExpression: { language: 'text/fhirpath', expression },
            },
          ]),
      ownExtension(score, exported.names),
    ],
    linkId: score.linkId,
    ...withTranslations('text', score.label, exported.labels),
    type: 'decimal',
    readOnly: true,
  }
}

function ownExtension(
  { method, of, skipped, missing, show, bands }: Score,
  { fields }: ExportNames,
): unknown {
  return {
    url: extensionUrl.score,
    extension: [
      { url: 'method', valueCode: method },
      ...of.map((id) => ({ url: 'of', valueString: fields.get(id)?.linkId ?? id })),
      { url: 'skipped', valueCode: skipped },
      typeof missing === 'object'
        ? { url: 'prorate', valueDecimal: missing.prorate }
        : { url: 'missing', valueCode: missing },
      { url: 'show', valueCode: show },
      ...bands.map(({ id, label, from, to }) => ({
        url: 'band',
        extension: [
          { url: 'id', valueCode: id },
          { url: 'label', valueString: label },
          { url: 'from', valueDecimal: from },
          { url: 'to', valueDecimal: to },
        ],
      })),
    ],
  }
}

/** `undefined` for what a function of the author's own works out. */
function expressionOf(score: Score, exported: ScoreExport): string | undefined {
  if (score.method === 'module') return undefined
  const counted = score.of.flatMap((id) => exported.names.fields.get(id) ?? [])
  const itemsOf = (fields: readonly Field[]) =>
    `%resource.descendants().where(linkId in (${fields.map(({ linkId }) => fhirPathText(linkId)).join(' | ')}))`
  if (score.method === 'count') return `${itemsOf(counted)}.where(answer.exists()).count()`
  const numbers = (fields: readonly Field[], ending: string) =>
    fields.length === 0 ? [] : [`${itemsOf(fields)}.answer.value${ending}`]
  const [first = '', ...others] = [
    ...numbers(
      counted.filter(({ type }) => type === 'choice'),
      '.ordinal()',
    ),
    ...numbers(
      counted.filter(({ type }) => type === 'quantity'),
      '.value',
    ),
    ...numbers(
      counted.filter(({ type }) => type !== 'choice' && type !== 'quantity'),
      '',
    ),
  ]
  const list = others.reduce((all, other) => `${all}.combine(${other})`, first)
  const worked = `${list}.${FUNCTIONS[score.method]}()`
  const guard = score.missing === 'incomplete' ? guardOf(counted, exported) : undefined
  return guard === undefined ? worked : `iif(${guard}, ${worked}, {})`
}

/** That every question which is asked is answered; `undefined` where FHIR cannot say when one is asked. */
function guardOf(counted: readonly Field[], { names, itemNames }: ScoreExport): string | undefined {
  try {
    const conditions = counted.map((field): LinkCondition => {
      const answered: LinkCondition = { type: 'answered', linkId: field.linkId }
      const asked = conditionsAround(field, names).map((condition) => exportCondition(condition, names))
      return asked.length === 0
        ? answered
        : {
            type: 'or',
            conditions: [answered, { type: 'not', condition: { type: 'and', conditions: asked } }],
          }
    })
    return fhirPathOf(simplified({ type: 'and', conditions }), itemNames)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function conditionsAround(field: Field, names: ExportNames): Condition[] {
  const parent = field.parent === undefined ? undefined : names.fields.get(field.parent)
  const outer = parent === undefined ? [] : conditionsAround(parent, names)
  return field.when === undefined ? outer : [...outer, field.when]
}
