import { EntriesPage, messagesFor } from '../../views/index.js'
import { storedAnswer } from '../questionnaire/answer.js'
import { answerText } from '../questionnaire/answer-text.js'
import type { Evaluation } from '../questionnaire/evaluation.js'
import { alertsAfterPage } from '../questionnaire/outcome.js'
import {
  enabledPages,
  entryTitle,
  findPage,
  hasRoom,
  NEW_ENTRY,
  type Page,
  pageAfter,
  withoutEntry,
} from '../questionnaire/pages.js'
import { withoutProbesOf } from '../questionnaire/probe.js'
import { allFields, type Field, isQuestion, isRepeatingGroup } from '../questionnaire/questionnaire.js'
import type { OpenSession } from '../session/sessions.js'
import { languageSwitch } from './language-routes.js'
import { notFound } from './missing.js'
import { PREFIX, page } from './page.js'
import { backUrl, isFromCheck, keepCheck, nextPage } from './page-order.js'
import { pageTitle } from './question-view.js'
import type { AppRequest } from './request.js'
import { supersedeRecap } from './supersede-recap.js'

/** The list of what was entered; where nothing was and something has to be, the first entry. */
export function showEntries(request: AppRequest, open: OpenSession, shown: Page, error?: string) {
  const { c, options, links } = request
  const { questionnaire, session, answers, context } = open
  const { language } = questionnaire
  const words = messagesFor(language)
  const group = shown.field
  if (!isRepeatingGroup(group)) return notFound(request)
  const entries = shown.evaluation.entriesOf(group)
  const addUrl = links.page(session.id, `${shown.id}/${NEW_ENTRY}`, keepCheck(c.req.url))
  const removed = c.req.query('removed')
  if (entries.length === 0 && group.repeat.min > 0 && error === undefined && removed === undefined) {
    return c.redirect(addUrl, 303)
  }
  const isChange = isFromCheck(c.req.url)
  const url = links.page(session.id, shown.id, keepCheck(c.req.url))
  const after = c.req.query('after')
  const title = pageTitle(shown, questionnaire)
  if (error !== undefined) c.header('hx-push-url', 'false')
  const isLast = pageAfter(questionnaire, shown.id, answers, context) === undefined
  return page(c, options, {
    title: error === undefined ? title : words.errorTitle(title),
    language,
    subtitle: questionnaire.name,
    exitUrl: questionnaire.exit,
    keepUrl: links.save(session.id),
    languages: languageSwitch(open, links, c.req.url),
    status: error === undefined ? 200 : 422,
    isSaved: error === undefined && Object.keys(answers).length > 0,
    back: { href: backUrl(links, open, shown, isChange) },
    content: (
      <EntriesPage
        prefix={PREFIX}
        language={language}
        number={shown.number}
        caption={shown.caption}
        title={shown.title}
        hint={group.hint}
        entries={entries.map((entry) => ({
          title: entryTitle(group, entry.number),
          text: entryText(group, entry, language),
          changeUrl: links.page(
            session.id,
            firstPageOf(open, `${shown.id}/${entry.entryId}`),
            keepCheck(c.req.url),
          ),
          removeUrl: links.page(session.id, `${shown.id}/${entry.entryId}/remove`, keepCheck(c.req.url)),
        }))}
        add={hasRoom(shown) ? { url: addUrl, label: group.repeat.add ?? words.addAnother } : undefined}
        removed={
          removed === undefined || !/^\d+$/.test(removed) ? undefined : entryTitle(group, Number(removed))
        }
        error={error}
        alerts={after === undefined ? [] : alertsAfterPage(questionnaire, answers, after, context)}
        url={url}
        next={isChange ? 'save' : isLast ? 'check' : 'continue'}
      />
    ),
  })
}
/** Goes on from a list, once there are enough entries. */
export function leaveEntries(request: AppRequest, open: OpenSession, asked: Page) {
  const { c, links } = request
  const { language } = open.questionnaire
  const words = messagesFor(language)
  const count = asked.evaluation.entriesOf(asked.field).length
  const { min = 0, max = 0 } = asked.field.repeat ?? {}
  if (count < min) return showEntries(request, open, asked, words.tooFewEntries(min))
  if (count > max) return showEntries(request, open, asked, words.tooManyEntries(max))
  const next = nextPage(open, open, asked, isFromCheck(c.req.url))
  const { id } = open.session
  if (next === undefined) return c.redirect(links.page(id, 'check'), 303)
  return c.redirect(links.page(id, next.id, keepCheck(c.req.url)), 303)
}
/** Takes an entry away. One that is gone already is no mistake. */
export async function removeEntry(request: AppRequest, open: OpenSession, listId: string, entryId: string) {
  const { c, services, links } = request
  let removed: string | undefined
  const after = await services.sessions.change(open.session.id, (current) => {
    const list = findPage(current.questionnaire, listId, current.answers, current.context)
    const entry = list?.evaluation.entriesOf(list.field).find((candidate) => candidate.entryId === entryId)
    if (list === undefined || entry === undefined || !isRepeatingGroup(list.field)) return undefined
    removed = String(entry.number)
    const inside = `${listId}/${entryId}`
    return {
      answers: withoutEntry(current.answers, list.entries, list.field, entryId),
      probes: withoutProbesOf(current.session.probes, inside),
      drafts: Object.fromEntries(
        Object.entries(current.session.drafts).filter(
          ([id]) => id !== inside && !id.startsWith(`${inside}/`),
        ),
      ),
    }
  })
  await supersedeRecap(request, open, after)
  const query: Record<string, string> = removed === undefined ? {} : { removed }
  return c.redirect(links.page(open.session.id, listId, { ...query, ...keepCheck(c.req.url) }), 303)
}
/** The first answers of an entry, in a line. */
function entryText(group: Field, entry: Evaluation, language: string): string {
  return allFields(group.fields)
    .filter((field) => isQuestion(field) && field.entryOf === group.id && entry.isEnabled(field))
    .flatMap((field) => {
      const answer = storedAnswer(entry.answers, field.id)
      return answer === undefined ? [] : [answerText(field, answer, language)]
    })
    .slice(0, 3)
    .join(', ')
}
/** An entry in steps begins with the first of them. */
function firstPageOf({ questionnaire, answers, context }: OpenSession, entryPath: string): string {
  const pages = enabledPages(questionnaire, answers, context)
  return pages.find(({ id }) => id === entryPath || id.startsWith(`${entryPath}/`))?.id ?? entryPath
}
