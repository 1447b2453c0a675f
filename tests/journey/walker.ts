import { loadCatalogue } from '../../src/load-catalogue.js'
import {
  allFields,
  type Field,
  fieldById,
  inLanguage,
  isQuestion,
  isRepeatingGroup,
  type Questionnaire,
} from '../../src/questionnaire/questionnaire.js'
import { messagesFor } from '../../views/index.js'
import { createVisitor, type Page, type Visitor } from '../routes/page.js'
import { type FileForm, submitForm } from '../routes/uploads.js'
import { type Element, elementsOf, find, findAll } from '../views/html.js'
import { rightAnswer, type Way, wrongAnswer } from './example-answers.js'

export type Kind = 'outside' | 'question' | 'list' | 'probe' | 'check' | 'done'
export type State = 'empty' | 'wrong' | 'missing' | 'filled' | 'removed' | 'gaps' | 'whole'

/** A page as it was seen on the way. */
export interface Sight {
  readonly page: Page
  readonly questionnaire: Questionnaire
  readonly kind: Kind
  readonly state: State
  /** Says where it was, for whoever reads of a failure. */
  readonly name: string
  /** The questions on it. */
  readonly fields: readonly Field[]
  /** What was posted to get it. */
  readonly posted: FileForm
  /** Where Back and the links of the error summary led to at that moment, with the status of the answer. */
  readonly reached: ReadonlyMap<string, number>
}

export interface Walk {
  readonly questionnaire: Questionnaire
  readonly way: Way
  readonly sights: readonly Sight[]
}

/** Every shipped questionnaire in every language that it has. */
export function shippedQuestionnaires(): Questionnaire[] {
  return [...loadCatalogue({ graphs: 'graphs' }).entries.values()].flatMap(({ questionnaire }) => [
    questionnaire,
    ...[...questionnaire.translations.keys()].map((language) => inLanguage(questionnaire, language)),
  ])
}

/** From the start page until the answers are sent, and every page on the way in each of its states. */
export async function walk(
  app: Parameters<typeof createVisitor>[0],
  questionnaire: Questionnaire,
  way: Way,
): Promise<Walk> {
  const visitor = createVisitor(app)
  const sights: Sight[] = []
  const see = async (
    page: Page,
    kind: Kind,
    state: State,
    fields: readonly Field[] = [],
    posted: FileForm = {},
  ) => {
    const name = `${questionnaire.id}.${questionnaire.language} ${way} ${state} ${page.path.replace(/^\/s\/\w+/, '')}`
    const reached = new Map<string, number>()
    for (const href of [...backLinks(page), ...summaryLinks(page)]) {
      if (!href.startsWith('#')) reached.set(href, (await visitor.open(href)).status)
    }
    sights.push({ page, questionnaire, kind, state, name, fields, posted, reached })
    return page
  }
  const walker = { visitor, questionnaire, way, see }

  await see(await visitor.open('/'), 'outside', 'whole')
  await see(
    await visitor.open(`/q/${questionnaire.id}?language=${questionnaire.language}`),
    'outside',
    'whole',
  )
  let page = await visitor.submit(`/q/${questionnaire.id}`, { language: questionnaire.language })
  const session = page.path.split('/').slice(0, 3).join('/')
  await see(await visitor.open(`${session}/check`), 'check', 'gaps')
  await see(await visitor.open(`${session}/save`), 'outside', 'whole')
  for (let count = 0; pageId(page) !== 'check'; count++) {
    if (count === 60) throw new Error(`There is no end to the questions: ${page.path}`)
    page = await passPage(walker, page)
  }
  await seeEnd(walker, session)
  return { questionnaire, way, sights }
}

interface Walker {
  readonly visitor: Visitor
  readonly questionnaire: Questionnaire
  readonly way: Way
  readonly see: (
    page: Page,
    kind: Kind,
    state: State,
    fields?: readonly Field[],
    posted?: FileForm,
  ) => Promise<Page>
}

/** `medicines/e1` of `/s/…/medicines/e1?after=x`. */
function pageId({ path }: Page): string {
  return path.split(/[?#]/)[0]?.split('/').slice(3).join('/') ?? ''
}

/** Sees a page in all of its states, answers it, and answers what comes next. */
function passPage(walker: Walker, page: Page): Promise<Page> {
  const id = pageId(page)
  const field = fieldById(walker.questionnaire, id.split('/').at(-1) ?? '')
  if (id.endsWith('/probe')) return passProbe(walker, page)
  if (field !== undefined && isRepeatingGroup(field)) return passList(walker, page, field)
  return passQuestions(walker, page)
}

async function passQuestions({ visitor, questionnaire, way, see }: Walker, page: Page): Promise<Page> {
  const fields = fieldsOn(questionnaire, page)
  await see(page, 'question', 'empty', fields)
  const action = find(page.root, '#rf-form').attributes.action ?? ''
  if (fields.some(({ required }) => required)) {
    await see(await submitForm(visitor, action, {}), 'question', 'missing', fields)
  }
  const wrong = merged(fields.map(wrongAnswer))
  await see(await submitForm(visitor, action, wrong), 'question', 'wrong', fields, wrong)
  // Answers can open more questions on the same page.
  let next = page
  let asked = fields
  for (let count = 0; count < 5; count++) {
    next = await submitForm(visitor, actionOf(next), merged(asked.map((field) => rightAnswer(field, way))))
    if (next.status !== 200) throw new Error(`${page.path} did not take its answers: ${next.text}`)
    if (pageId(next) !== pageId(page)) break
    asked = fieldsOn(questionnaire, next)
  }
  const answered = merged(asked.map((field) => rightAnswer(field, way)))
  if (!page.path.includes('/add'))
    await see(await visitor.open(page.path), 'question', 'filled', asked, answered)
  return next
}

/** A list as entries are added to it, with all of them removed, and with one again; then on. */
async function passList(walker: Walker, page: Page, group: Field): Promise<Page> {
  const { visitor, see } = walker
  await see(page, 'list', 'filled')
  const add = async (list: Page): Promise<Page> => {
    let next = await visitor.open(linkTo(list, '/add'))
    while (pageId(next) !== pageId(page)) next = await passPage(walker, next)
    return next
  }
  let list = await add(page)
  await see(list, 'list', 'filled')
  const entry = await visitor.open(linkTo(list, `/${group.id}/`))
  const fields = fieldsOn(walker.questionnaire, entry)
  await see(
    entry,
    'question',
    'filled',
    fields,
    merged(fields.map((field) => rightAnswer(field, walker.way))),
  )
  for (let removal = removalOn(list); removal !== undefined; removal = removalOn(list)) {
    list = await visitor.submit(removal)
    await see(list, 'list', removalOn(list) === undefined ? 'empty' : 'removed')
  }
  if ((group.repeat?.min ?? 0) > 0) await see(await visitor.submit(actionOf(list)), 'list', 'missing')
  return visitor.submit(actionOf(await add(list)))
}

function removalOn({ root }: Page): string | undefined {
  return findAll(root, 'form')
    .map(({ attributes }) => attributes.action)
    .find((action) => action?.endsWith('/remove'))
}

async function passProbe({ visitor, see }: Walker, page: Page): Promise<Page> {
  await see(page, 'probe', 'empty')
  let asked = page
  while (asked.html.includes('sse-connect')) asked = await visitor.open(asked.path)
  if (pageId(asked) !== pageId(page)) return asked
  await see(asked, 'probe', 'empty')
  const wrong = { follow_up: 'x'.repeat(2001) }
  await see(await visitor.submit(actionOf(asked), wrong), 'probe', 'wrong', [], wrong)
  return visitor.submit(actionOf(asked), { intent: 'skip' })
}

async function seeEnd({ visitor, questionnaire, see }: Walker, session: string): Promise<void> {
  const check = () => visitor.open(`${session}/check`)
  await see(await check(), 'check', 'empty')
  await see(await visitor.submit(`${session}/reply`, { reply: '' }), 'check', 'wrong', [], { reply: '' })
  const [last] = allFields(questionnaire.fields).filter(isQuestion).slice(-1)
  await see(await visitor.open(`${session}/${last?.page}?from=check`), 'question', 'filled', last && [last])
  await see(await visitor.submit(`${session}/recap`), 'check', 'filled')
  let whole = await check()
  while (whole.html.includes('sse-connect')) whole = await check()
  await see(whole, 'check', 'whole')
  await see(await visitor.submit(`${session}/confirm`), 'done', 'whole')
  await see(await visitor.open(`${session}/${last?.page}`), 'outside', 'whole')
  await see(await visitor.open(`${session}/nothing`), 'outside', 'whole')
}

function actionOf({ root }: Page): string {
  return find(root, '#rf-form').attributes.action ?? ''
}

function linkTo({ root, path }: Page, part: string): string {
  const link = findAll(find(root, '#rf-main'), 'a').find(({ attributes }) => attributes.href?.includes(part))
  if (link?.attributes.href === undefined) throw new Error(`${path} has no link to ${part}`)
  return link.attributes.href
}

/** The questions that the page has inputs for. */
function fieldsOn(questionnaire: Questionnaire, { root }: Page): Field[] {
  const names = new Set(elementsOf(find(root, '#rf-form')).map(({ attributes }) => attributes.name))
  return allFields(questionnaire.fields)
    .filter(isQuestion)
    .filter(({ id }) => names.has(id) || names.has(`${id}-day`))
}

function merged(forms: readonly FileForm[]): FileForm {
  return Object.assign({}, ...forms)
}

export function backLinks({ root }: Page): string[] {
  return findAll(root, '.rf-back').flatMap((place) => hrefsIn(place))
}

export function summaryLinks({ root }: Page): string[] {
  return findAll(root, '.rf-summary').flatMap((place) => hrefsIn(place))
}

function hrefsIn(place: Element): string[] {
  return findAll(place, 'a').map(({ attributes }) => attributes.href ?? '')
}

/** The words of the interface in the language of a page. */
export function wordsOf({ questionnaire }: Sight) {
  return messagesFor(questionnaire.language)
}
