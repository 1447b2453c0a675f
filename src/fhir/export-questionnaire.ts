import type { Condition } from '../expression/condition.js'
import {
  allFields,
  type Field,
  fieldsById,
  type Questionnaire,
  type Score,
} from '../questionnaire/questionnaire.js'
import { exportCondition, exportNames } from './export-condition.js'
import { extensionKeys, fieldItem, hintItem } from './export-field.js'
import { scoreItem } from './export-score.js'
import { extensionUrl } from './extension-urls.js'
import { type Finding, Findings } from './finding.js'
import { isEntriesOfQuestion, itemTree, type PlacedField } from './item-tree.js'
import { type Translated, withTranslations } from './translation.js'
import { type ItemNames, writeCondition } from './write-condition.js'

export interface ExportedQuestionnaire {
  /** The R4 Questionnaire, as JSON. */
  readonly resource: Readonly<Record<string, unknown>>
  /** What FHIR has no place for; an error where the resource would ask something else than the file. */
  readonly findings: readonly Finding[]
}

/** A questionnaire as a FHIR R4 Questionnaire. Importing it again gives the same questions, answers and conditions. */
export function exportQuestionnaire(questionnaire: Questionnaire): ExportedQuestionnaire {
  const findings = new Findings()
  const fields = fieldsById(questionnaire)
  const names = exportNames(fields, questionnaire)
  const byLinkId = new Map<string, Field>()
  for (const field of allFields(questionnaire.fields)) {
    const other = byLinkId.get(field.linkId)
    if (other === undefined || isEntriesOfQuestion(other)) byLinkId.set(field.linkId, field)
    else
      findings.error(
        field.linkId,
        `Both "${other.id}" and "${field.id}" have this linkId. Give each one its own.`,
      )
  }
  const variables = new Set<string>()

  function freeLinkId(wanted: string): string {
    return byLinkId.has(wanted) ? freeLinkId(`${wanted}.text`) : wanted
  }

  /** Ids of the groups around a field that repeat, innermost first, and the field's own where it does. */
  function repeatingAround(field: Field | undefined): string[] {
    const around: string[] = []
    for (let id = field?.entryOf; id !== undefined; id = fields.get(id)?.entryOf) around.push(id)
    return around
  }

  function namesFor(field: Field | undefined): ItemNames {
    const own = repeatingAround(field)
    return {
      field: (linkId) => byLinkId.get(linkId),
      scopeOf(linkId) {
        const shared = repeatingAround(byLinkId.get(linkId)).find((id) => own.includes(id))
        if (shared === undefined) return '%resource'
        variables.add(shared)
        return `%entry_${shared}`
      },
    }
  }

  function conditionKeys(field: Field, holder: Field | undefined): ReturnType<typeof writeCondition> {
    const condition = holder === undefined ? field.when : withoutAnswered(field.when, holder.id)
    if (condition === undefined) return { keys: {} }
    try {
      return writeCondition(exportCondition(condition, names), namesFor(field))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      findings.error(field.linkId, `Its "when" cannot be written: ${error.message}`)
      return { keys: {} }
    }
  }

  /** What a text of a field is in the other languages, where it is another one. */
  function translated(field: Field, read: (field: Field) => string | undefined): Translated {
    const own = read(field)
    return new Map(
      [...questionnaire.translations].flatMap(([language, other]): [string, string][] => {
        const found = fieldsById(other).get(field.id)
        const text = found === undefined ? undefined : read(found)
        return text === undefined || text === own ? [] : [[language, text]]
      }),
    )
  }

  function itemOf({ field, repeat, children, holder, group }: PlacedField): Record<string, unknown> {
    const { keys, extension } = conditionKeys(group ?? field, holder)
    const nested = children.map(itemOf)
    const scores = field.type === 'group' ? scoresUnder(field.id) : []
    const item = fieldItem(field, { repeat, translated: (read) => translated(field, read), findings })
    const hint = hintItem(
      field,
      freeLinkId(`${field.linkId}.hint`),
      translated(field, ({ hint }) => hint),
    )
    const inside = [...(hint === undefined ? [] : [hint]), ...nested, ...scores]
    const isScope = variables.has(group?.id ?? field.id)
    return {
      ...item,
      ...extensionKeys([
        ...(item.extension ?? []),
        ...(extension === undefined ? [] : [extension]),
        ...(isScope ? [entryVariable(group?.id ?? field.id)] : []),
      ]),
      ...keys,
      ...(inside.length === 0 ? {} : { item: inside }),
    }
  }

  function scoresUnder(id: string | undefined): unknown[] {
    return questionnaire.scores.filter(({ under }) => under === id).map(itemOfScore)
  }

  function itemOfScore(score: Score): unknown {
    const labels = new Map(
      [...questionnaire.translations].flatMap(([language, other]): [string, string][] => {
        const label = other.scores.find(({ id }) => id === score.id)?.label
        return label === undefined || label === score.label ? [] : [[language, label]]
      }),
    )
    return scoreItem(score, { names, itemNames: namesFor(undefined), labels, findings })
  }

  const items = [...itemTree(questionnaire.fields).map(itemOf), ...scoresUnder(undefined)]
  reportLost(questionnaire, findings)
  const { url, version, language, copyright, description, code, translations } = questionnaire
  const texts = (key: 'name' | 'description' | 'copyright'): Translated =>
    new Map(
      [...translations].flatMap(([tag, other]): [string, string][] => {
        const text = other[key]
        return text === undefined || text === questionnaire[key] ? [] : [[tag, text]]
      }),
    )
  const resource = {
    resourceType: 'Questionnaire',
    id: questionnaire.id.replaceAll('_', '-'),
    language,
    ...(url === undefined ? {} : { url }),
    version,
    name: computerName(questionnaire.id),
    ...withTranslations('title', questionnaire.name, texts('name')),
    // The file does not say whether it is published.
    status: 'unknown',
    ...(description === undefined ? {} : withTranslations('description', description, texts('description'))),
    ...(copyright === undefined ? {} : withTranslations('copyright', copyright, texts('copyright'))),
    ...(code === undefined ? {} : { code: [code] }),
    item: items,
  }
  return { resource, findings: findings.list }
}

/** An item inside a question is only asked once that is answered: FHIR has no other place for it. */
function withoutAnswered(condition: Condition | undefined, id: string): Condition | undefined {
  if (condition?.type === 'answered' && condition.path[0] === id) return undefined
  if (condition?.type !== 'and') return condition
  const parts = condition.conditions.filter((part) => !(part.type === 'answered' && part.path[0] === id))
  const [first] = parts
  return parts.length === 1 ? first : { type: 'and', conditions: parts }
}

/** The entry that an expression inside it looks around in. */
function entryVariable(id: string): unknown {
  return {
    url: extensionUrl.variable,
    valueExpression: { name: `entry_${id}`, language: 'text/fhirpath', expression: '%context' },
  }
}

/** `mood-check` as `MoodCheck`. @see https://hl7.org/fhir/R4/questionnaire.html (que-0) */
function computerName(id: string): string {
  const words = id.split(/[-_]+/).filter((word) => word !== '')
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^[A-Z]/.test(name) ? name : `Q${name}`
}

function reportLost(questionnaire: Questionnaire, findings: Findings): void {
  const { intro, alerts, completion, recap, rules, exit, retain } = questionnaire
  const isSaid: readonly (readonly [string, boolean])[] = [
    ['intro', intro !== undefined],
    ['alerts', alerts.length > 0],
    ['completion', completion.length > 0],
    ['recap', recap === false || recap.instructions !== undefined || recap.exclude.length > 0],
    ['rules', rules.length > 0],
    ['exit', exit !== undefined],
    ['retain', retain !== undefined],
  ]
  const lost = isSaid.flatMap(([name, said]) => (said ? [`"${name}"`] : []))
  if (lost.length > 0) findings.note(undefined, `FHIR has no place for ${lost.join(', ')}.`)
}
