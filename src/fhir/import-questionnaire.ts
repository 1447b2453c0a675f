import { type Condition, printCondition } from '../expression/condition.js'
import { writeYaml } from '../yaml/write-yaml.js'
import type { FhirElement } from './element.js'
import { folderName } from './field-ids.js'
import { type Finding, Findings } from './finding.js'
import { codeOf, type FieldKeys, fieldKeys, repeatOf } from './import-field.js'
import {
  allItems,
  controlOf,
  holderOf,
  type ImportItem,
  importItems,
  isHidden,
  repeatingAround,
} from './import-item.js'
import { reportProblems } from './import-problem.js'
import { scalesOf, sharedScales } from './import-scale.js'
import { type ImportedScore, importScore, variablesOf } from './import-score.js'
import { createOverlays } from './import-translations.js'
import { type ImportedWords, importWords } from './import-words.js'
import { createItemConditions } from './item-condition.js'
import type { QuestionnaireResource } from './read-resource.js'
import { translationsOf } from './translation.js'
import { reportUnmappedOfItem, reportUnmappedOfQuestionnaire } from './unmapped.js'
import { createValueSets } from './value-sets.js'

export interface ImportOptions {
  /** Folder name of the questionnaire. Default: the end of its url, else its id, name or title. */
  readonly id?: string
  /** ValueSets and CodeSystems that are not in the file. */
  readonly terminology?: readonly FhirElement[]
}

export interface ImportedQuestionnaire {
  /** The folder's name. */
  readonly id: string
  /** The text of `schema.yaml`. It loads where no finding is an error. */
  readonly yaml: string
  /** Everything that could not be carried over. */
  readonly findings: readonly Finding[]
  /** How many items it has. */
  readonly items: number
}

/**
 * Turns an R4 Questionnaire into a questionnaire file, and loads it as the app would. Nothing that it says is run.
 * What cannot be carried over is told in `findings`: with an error among them the file does not load, or would ask
 * something else than the resource does.
 */
export function importQuestionnaire(
  { questionnaire, terminology }: QuestionnaireResource,
  options: ImportOptions = {},
): ImportedQuestionnaire {
  const findings = new Findings()
  const id = options.id ?? idOf(questionnaire)
  const valueSets = createValueSets(terminology, options.terminology)
  const items = importItems(questionnaire, valueSets, findings)
  const all = allItems(items)
  const byLinkId = new Map<string, ImportItem>()
  for (const item of all) {
    if (byLinkId.has(item.linkId))
      findings.error(item.linkId, 'Two items have this linkId. Give each one its own.')
    else byLinkId.set(item.linkId, item)
  }
  const scores = new Map<ImportItem, ImportedScore>()
  for (const item of all) {
    const score = importScore(
      item,
      (linkId) => byLinkId.get(linkId),
      variablesOf(questionnaire, item),
      findings,
    )
    if (score !== undefined) scores.set(item, score)
  }
  const language = questionnaire.text('language')
  if (language === undefined)
    findings.warning(undefined, 'It does not say in which language it is. English ("en") was taken.')
  const overlays = createOverlays(language ?? 'en', findings)
  const scaleNames = sharedScales(all)
  const conditionOf = createItemConditions(
    { find: (linkId) => byLinkId.get(linkId), isScore: (item) => scores.has(item) },
    findings,
  )
  const words = new Map<ImportItem, ImportedWords>()

  function fieldsOf(places: readonly ImportItem[]): FieldKeys[] {
    return places.flatMap((item) => fieldsOfItem(item))
  }

  function fieldsOfItem(item: ImportItem): FieldKeys[] {
    reportUnmappedOfItem(item.element, item.linkId, findings)
    words.set(item, importWords(item, findings))
    if (scores.has(item)) return []
    if (item.type === 'group') return groupOf(item)
    const nested = fieldsOf(item.children)
    if (item.repetition === 'entries') return [entriesOf(item, nested)]
    return [fieldOf(item, conditionOf(item)), ...nested]
  }

  function groupOf(item: ImportItem): FieldKeys[] {
    const fields = fieldsOf(item.children)
    if (fields.length === 0) {
      findings.warning(item.linkId, 'Nothing of what is in this group could be kept, and it was left out.')
      return []
    }
    const control = controlOf(item.element)
    if (control !== undefined && control !== 'page')
      findings.note(item.linkId, `How the group is shown ("${control}") was left out.`)
    const isSteps =
      items.length === 1 && items[0] === item && item.children.some(({ type }) => type === 'group')
    return [
      {
        ...fieldOf(item, conditionOf(item)),
        ...(item.repetition === 'group' ? { repeat: repeatOf(item) } : isSteps ? { layout: 'steps' } : {}),
        fields,
      },
    ]
  }

  /** A question that repeats and has items inside: a group that repeats has both. Its linkId says that it is one item. */
  function entriesOf(item: ImportItem, nested: readonly FieldKeys[]): FieldKeys {
    if (item.children.length > 0)
      findings.note(item.linkId, 'It repeats and has items inside: it became a group of both that repeats.')
    const { when, under, ...question } = fieldOf(item, conditionOf(item)) as Record<string, unknown>
    return {
      id: item.entriesId,
      linkId: item.linkId,
      under,
      type: 'group',
      label: words.get(item)?.label,
      when,
      ...(isHidden(item) ? { hidden: true } : {}),
      repeat: repeatOf(item),
      fields: [question, ...nested],
    }
  }

  function fieldOf(item: ImportItem, when: Condition | undefined): FieldKeys {
    const said = words.get(item) ?? { labels: new Map(), hints: new Map() }
    const scale = scaleNames.get(item.choice?.valueSet ?? '')
    const holder = holderOf(item)
    const keys = fieldKeys(item, { words: said, when, scale, under: holder?.id }, findings)
    overlays.addField(item, said, scale)
    return {
      id: item.id,
      linkId: item.linkId === item.id ? undefined : item.linkId,
      under: holder?.id,
      type: item.type,
      when: when === undefined ? undefined : printCondition(when),
      ...keys,
      ...(item.repetition === 'list' ? { repeat: repeatOf(item) } : {}),
    }
  }

  const fields = fieldsOf(items)
  if (fields.length === 0) findings.error(undefined, 'It has no items that could be carried over.')
  reportUnmappedOfQuestionnaire(questionnaire, findings)
  for (const [item] of scores) overlays.addScore(item.id, words.get(item)?.labels ?? new Map())
  for (const [key, name] of [['title', 'name'], ['description'], ['copyright']] as const)
    overlays.addText(name ?? key, translationsOf(questionnaire, key))
  const document = {
    format: 1,
    name: nameOf(questionnaire, findings) ?? id,
    version: versionOf(questionnaire, findings),
    language: language ?? 'en',
    url: questionnaire.text('url'),
    description: questionnaire.text('description'),
    copyright: questionnaire.text('copyright'),
    code: codeOf(questionnaire, undefined, findings),
    scales: scalesOf(all, scaleNames, findings),
    fields,
    scores: scores.size === 0 ? undefined : [...scores].map(([item, score]) => scoreKeys(item, score, words)),
    translations: overlays.result(),
  }
  const yaml = writeYaml(withoutUndefined(document))
  reportProblems(yaml, `graphs/${id}/schema.yaml`, findings)
  return { id, yaml, findings: findings.list, items: all.length }
}

function idOf(questionnaire: FhirElement): string {
  const end = questionnaire
    .text('url')
    ?.split(/[/#|]/)
    .findLast((part) => part !== '')
  const names = [end, ...['id', 'name', 'title'].map((key) => questionnaire.text(key))]
  return names.flatMap((name) => (name === undefined ? [] : (folderName(name) ?? [])))[0] ?? 'questionnaire'
}

function nameOf(questionnaire: FhirElement, findings: Findings): string | undefined {
  const name = questionnaire.text('title') ?? questionnaire.text('name')
  if (name === undefined) findings.warning(undefined, 'It has no title. Write a "name".')
  return name
}

function versionOf(questionnaire: FhirElement, findings: Findings): string {
  const version = questionnaire.text('version')
  if (version === undefined) findings.note(undefined, 'It has no version. It became version "1.0".')
  return version ?? '1.0'
}

function scoreKeys(
  item: ImportItem,
  { of, rules }: ImportedScore,
  words: ReadonlyMap<ImportItem, ImportedWords>,
): FieldKeys {
  const parent = item.parent
  return {
    id: item.id,
    linkId: item.linkId === item.id ? undefined : item.linkId,
    under: parent?.type === 'group' && repeatingAround(item).length === 0 ? parent.id : undefined,
    label: words.get(item)?.label ?? item.id,
    of: of.map(({ id }) => id),
    ...rules,
    ...(isHidden(item) && rules.show === 'completion' ? { show: 'never' } : {}),
  }
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === undefined ? [] : [[key, withoutUndefined(item)]],
    ),
  )
}
