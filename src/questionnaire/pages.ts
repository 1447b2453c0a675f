import { type Answers, type Context, entriesIn, storedAnswer } from './answer.js'
import { mistakeInAnswer } from './answer-rules.js'
import { brokenRules } from './cross-rules.js'
import { createEvaluation, type EntryEvaluation, type Evaluation } from './evaluation.js'
import {
  allFields,
  type Field,
  fieldById,
  isQuestion,
  isRepeatingGroup,
  type Questionnaire,
  questionsOf,
  type Repeat,
} from './questionnaire.js'

/** The word in the place of an entry's id, in the address of one that is not stored yet. */
export const NEW_ENTRY = 'add'

/** One page, with what stands on it under the present answers. */
export interface Page {
  /** Names it in addresses: the id of its field; inside an entry `<group>/<entry>` or `<group>/<entry>/<field>`. */
  readonly id: string
  /** `entries`: the list of what was entered in a group that repeats. */
  readonly kind: 'questions' | 'entries'
  /** The field or group that it is the page of. */
  readonly field: Field
  /** Place among the pages, from 1: "Question 3". The pages of an entry have that of its list. */
  readonly number: number
  /** The heading: the field's label, or that of the entry. */
  readonly title: string
  /** What the page belongs to, where the heading does not say: a group in steps, or an entry. */
  readonly caption?: string
  /** The way into the entry that it is in, outermost first; empty for most pages. */
  readonly entries: readonly EntryStep[]
  /** What stands on it, enabled and visible: questions, groups, texts, answers that are not asked. */
  readonly items: readonly Field[]
  /** The questions among them, those in groups included. Empty where the page is nothing but a text. */
  readonly questions: readonly Field[]
  /** The look from where its questions are answered. */
  readonly evaluation: Evaluation
}

export interface EntryStep {
  readonly group: Field & { readonly repeat: Repeat }
  /** `NEW_ENTRY` for one that is not stored yet. */
  readonly entry: string
  /** From 1. */
  readonly number: number
}

/** What still has to be answered, or entered, before everything is there. */
export interface Gap {
  readonly field: Field
  readonly page: string
}

/** Whether a field or group is asked under these answers; false for an unknown id. */
export function isEnabled(
  questionnaire: Questionnaire,
  answers: Answers,
  fieldId: string,
  context: Context,
): boolean {
  const field = fieldById(questionnaire, fieldId)
  return field !== undefined && createEvaluation(questionnaire, answers, context).isEnabled(field)
}

/** Every page under these answers in order, those of entries after their list. */
export function enabledPages(questionnaire: Questionnaire, answers: Answers, context: Context): Page[] {
  const evaluation = createEvaluation(questionnaire, answers, context)
  const pages = pagesOf(questionnaire.fields, { evaluation, entries: [], prefix: '' })
  let number = 0
  return pages.map((page) => ({ ...page, number: page.entries.length > 0 ? number : ++number }))
}

interface Place {
  readonly evaluation: Evaluation
  readonly entries: readonly EntryStep[]
  /** Of the ids of the pages here; empty, or ends with a slash. */
  readonly prefix: string
  readonly caption?: string
}

type UnnumberedPage = Omit<Page, 'number'>

function pagesOf(fields: readonly Field[], place: Place): UnnumberedPage[] {
  return fields.flatMap((field) => {
    if (field.hidden || !place.evaluation.isEnabled(field)) return []
    if (isRepeatingGroup(field)) return pagesOfEntries(field, place)
    if (field.type === 'group' && field.layout === 'steps') {
      return pagesOf(field.fields, { ...place, caption: field.label })
    }
    return [
      ...pageOf(field, field.type === 'group' ? field.fields : [field], place, field.label),
      ...pagesOf(repeatingInside(field), place),
    ]
  })
}

/** Groups that repeat have pages of their own, wherever they are. */
function repeatingInside(field: Field): Field[] {
  return field.fields.flatMap((child) => (isRepeatingGroup(child) ? [child] : repeatingInside(child)))
}

function pageOf(field: Field, fields: readonly Field[], place: Place, title: string): UnnumberedPage[] {
  const items = shown(fields, place.evaluation)
  const questions = allFields(items).filter(
    (item) => isQuestion(item) && !item.readonly && !isInsideRepeating(item, field),
  )
  if (questions.length === 0 && !items.some(({ type }) => type === 'display')) return []
  const { evaluation, entries, prefix, caption } = place
  const page: UnnumberedPage = {
    id: `${prefix}${field.id}`,
    kind: 'questions',
    ...{ field, title, entries, items, questions, evaluation },
    ...(caption === undefined ? {} : { caption }),
  }
  return [page]
}

function isInsideRepeating(item: Field, page: Field): boolean {
  return item.entryOf !== undefined && item.entryOf !== page.entryOf && item.entryOf !== page.id
}

/** What is enabled and visible, in groups too; groups that repeat stand elsewhere. */
function shown(fields: readonly Field[], evaluation: Evaluation): Field[] {
  return fields.flatMap((field) => {
    if (field.hidden || isRepeatingGroup(field) || !evaluation.isEnabled(field)) return []
    if (field.type !== 'group') return [field]
    const inside = shown(field.fields, evaluation)
    return inside.length === 0 ? [] : [{ ...field, fields: inside }]
  })
}

function pagesOfEntries(group: Field & { readonly repeat: Repeat }, place: Place): UnnumberedPage[] {
  const id = `${place.prefix}${group.id}`
  const list: UnnumberedPage = {
    id,
    kind: 'entries',
    field: group,
    title: group.label,
    entries: place.entries,
    items: [],
    questions: [],
    evaluation: place.evaluation,
    ...(place.caption === undefined ? {} : { caption: place.caption }),
  }
  const entries = place.evaluation.entriesOf(group)
  return [list, ...entries.flatMap((entry) => pagesOfEntry(group, entry, id, place))]
}

function pagesOfEntry(
  group: Field & { readonly repeat: Repeat },
  entry: EntryEvaluation,
  listId: string,
  place: Place,
): UnnumberedPage[] {
  const entryId = entry.entryId === '' ? NEW_ENTRY : entry.entryId
  const title = entryTitle(group, entry.number)
  const inside: Place = {
    evaluation: entry,
    entries: [...place.entries, { group, entry: entryId, number: entry.number }],
    prefix: `${listId}/${entryId}/`,
    caption: title,
  }
  if (group.layout === 'steps') return pagesOf(group.fields, inside)
  const [page] = pageOf(group, group.fields, inside, title)
  const { caption: _caption, ...own } = page ?? {}
  return [
    ...(page === undefined ? [] : [{ ...(own as UnnumberedPage), id: `${listId}/${entryId}` }]),
    ...pagesOf(repeatingInside(group), inside),
  ]
}

/** `Medicine 2`. */
export function entryTitle(group: Field & { readonly repeat: Repeat }, number: number): string {
  return group.repeat.item.replaceAll('{n}', String(number))
}

/** The page of that id; `undefined` where it is unknown or not asked under these answers. */
export function findPage(
  questionnaire: Questionnaire,
  pageId: string,
  answers: Answers,
  context: Context,
): Page | undefined {
  const pages = enabledPages(questionnaire, answers, context)
  return pages.find((page) => page.id === pageId) ?? newEntryPage(pages, pageId)
}

/** The first page of an entry that is about to be added. */
function newEntryPage(pages: readonly Page[], pageId: string): Page | undefined {
  const list = pages.find(({ id, kind }) => kind === 'entries' && pageId === `${id}/${NEW_ENTRY}`)
  if (list === undefined || !isRepeatingGroup(list.field) || !hasRoom(list)) return undefined
  const { field: group, evaluation, entries, id, number } = list
  const prefix = id.slice(0, id.length - group.id.length)
  const [first] = pagesOfEntry(group, evaluation.newEntry(group), id, { evaluation, entries, prefix })
  return first === undefined ? undefined : { ...first, id: pageId, number }
}

/** Whether one more entry may be added to a list. */
export function hasRoom(list: Page): boolean {
  const max = list.field.repeat?.max ?? 0
  return list.evaluation.entriesOf(list.field).length < max
}

/**
 * The page after that one, which may itself be disabled; `undefined` after the last. After the pages of an entry
 * comes its list, and after a list what follows all of its entries.
 */
export function pageAfter(
  questionnaire: Questionnaire,
  pageId: string,
  answers: Answers,
  context: Context,
): Page | undefined {
  const pages = enabledPages(questionnaire, answers, context)
  const entry = entryOfPage(pageId)
  if (entry !== undefined) {
    const place = pages.findIndex(({ id }) => id === pageId)
    const next = place < 0 ? undefined : pages.slice(place + 1).find(({ id }) => id.startsWith(`${entry}/`))
    if (next !== undefined && depthOf(next.id) === depthOf(pageId)) return next
    const list = entry.slice(0, entry.lastIndexOf('/'))
    return pages.find(({ id }) => id === list)
  }
  const place = placeOf(questionnaire, pageId)
  return pages.find((page) => page.entries.length === 0 && placeOf(questionnaire, page.id) > place)
}

/** The page before; `undefined` before the first. Before the pages of an entry comes its list. */
export function pageBefore(
  questionnaire: Questionnaire,
  pageId: string,
  answers: Answers,
  context: Context,
): Page | undefined {
  const pages = enabledPages(questionnaire, answers, context)
  const entry = entryOfPage(pageId)
  if (entry !== undefined) {
    const place = pages.findIndex(({ id }) => id === pageId)
    const before = place <= 0 ? undefined : pages[place - 1]
    if (before?.id.startsWith(`${entry}/`)) return before
    const list = entry.slice(0, entry.lastIndexOf('/'))
    return pages.find(({ id }) => id === list)
  }
  const place = placeOf(questionnaire, pageId)
  return pages.findLast((page) => page.entries.length === 0 && placeOf(questionnaire, page.id) < place)
}

/** `medicines/e1` of `medicines/e1` and `medicines/e1/strength`; of a list inside an entry, that entry. */
function entryOfPage(pageId: string): string | undefined {
  const parts = pageId.split('/')
  if (parts.length === 1) return undefined
  return parts.slice(0, parts.length - (parts.length % 2)).join('/')
}

function depthOf(pageId: string): number {
  return pageId.split('/').length
}

/** Enabled questions that are required and unanswered, or whose stored answer breaks a rule, and short lists. */
export function gaps(questionnaire: Questionnaire, answers: Answers, context: Context): Gap[] {
  return enabledPages(questionnaire, answers, context).flatMap((page) => {
    if (page.kind === 'entries') {
      const count = page.evaluation.entriesOf(page.field).length
      const { min = 0, max = 0 } = page.field.repeat ?? {}
      return count < min || count > max ? [{ field: page.field, page: page.id }] : []
    }
    const broken = brokenRules(questionnaire, page.evaluation, page.questions)
    return page.questions
      .filter(
        (field) =>
          broken.some((rule) => rule.field.id === field.id) || isGap(field, page.evaluation.answers, context),
      )
      .map((field) => ({ field, page: page.id }))
  })
}

/** The first page with a gap; `undefined` when nothing is missing. */
export function firstOpenPage(
  questionnaire: Questionnaire,
  answers: Answers,
  context: Context,
): Page | undefined {
  const [first] = gaps(questionnaire, answers, context)
  return first && findPage(questionnaire, first.page, answers, context)
}

const SECONDS: Readonly<Record<Field['type'], number>> = {
  string: 15,
  text: 60,
  integer: 12,
  decimal: 12,
  boolean: 8,
  date: 15,
  datetime: 20,
  time: 10,
  choice: 12,
  quantity: 15,
  url: 20,
  file: 30,
  display: 10,
  group: 0,
}

/** Whole minutes, at least 1, that answering takes; a question that may not come up counts half. */
export function estimatedMinutes(questionnaire: Questionnaire): number {
  const isConditional = (field: Field | undefined): boolean =>
    field !== undefined &&
    (field.when !== undefined ||
      (field.parent !== undefined && isConditional(fieldById(questionnaire, field.parent))))
  const seconds = questionsOf(questionnaire)
    .filter((field) => !field.hidden)
    .map((field) => SECONDS[field.type] * (isConditional(field) ? 0.5 : 1))
  return Math.max(1, Math.round(seconds.reduce((sum, value) => sum + value, 0) / 60))
}

function isGap(field: Field, answers: Answers, context: Context): boolean {
  const answer = storedAnswer(answers, field.id)
  return answer === undefined ? field.required : mistakeInAnswer(field, answer, context) !== undefined
}

/** Place in the file of the field whose page it is. */
function placeOf(questionnaire: Questionnaire, pageId: string): number {
  return allFields(questionnaire.fields).findIndex((field) => field.id === pageId)
}

/** The answers with those of one entry changed; an entry that is not there is added. */
export function withEntry(
  answers: Answers,
  steps: readonly EntryStep[],
  newId: string,
  change: (entry: Answers) => Answers,
): Answers {
  const [step, ...deeper] = steps
  if (step === undefined) return change(answers)
  const entries = entriesIn(storedAnswer(answers, step.group.id))
  const isNew = step.entry === NEW_ENTRY
  const id = isNew ? newId : step.entry
  const changed = (entry: Answers) => ({ ...withEntry(entry, deeper, newId, change), _id: id })
  const next = isNew
    ? [...entries, changed({})]
    : entries.map((entry) => (entry._id === id ? changed(entry) : entry))
  return { ...answers, [step.group.id]: next }
}

/** The answers without one entry. */
export function withoutEntry(
  answers: Answers,
  steps: readonly EntryStep[],
  group: Field,
  entryId: string,
): Answers {
  return withEntry(answers, steps, '', (place) => {
    const left = entriesIn(storedAnswer(place, group.id)).filter(({ _id }) => _id !== entryId)
    const { [group.id]: _removed, ...others } = place
    return left.length === 0 ? others : { ...others, [group.id]: left }
  })
}
