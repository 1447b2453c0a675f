import { type Context, Hono } from 'hono'
import { AlreadySent, domIds, type GivenFile, messagesFor, QuestionPage } from '../../views/index.js'
import { sizeText } from '../questionnaire/file-words.js'
import { formValues } from '../questionnaire/form-values.js'
import { type Alert, alertsAfterPage } from '../questionnaire/outcome.js'
import { findPage, NEW_ENTRY, type Page, pageAfter } from '../questionnaire/pages.js'
import { allFields } from '../questionnaire/questionnaire.js'
import { type FieldError, type FormValues, readForm } from '../questionnaire/read-form.js'
import { resumePage } from '../questionnaire/resume-page.js'
import { randomHex } from '../session/browser-key.js'
import { newAlerts, type OpenSession, withoutDraft } from '../session/sessions.js'
import type { RouteOptions } from './app-services.js'
import { beginProbes } from './begin-probes.js'
import { conflictNotice, hashOf, isChangedElsewhere, sameValues } from './changed-elsewhere.js'
import { leaveEntries, removeEntry, showEntries } from './entry-list.js'
import { createHeldBytes } from './held-bytes.js'
import { languageSwitch } from './language-routes.js'
import { notFound } from './missing.js'
import { PREFIX, page } from './page.js'
import { backUrl, isFromCheck, keepCheck, nextPage } from './page-order.js'
import { itemsOf, pageTitle } from './question-view.js'
import { type AppRequest, appRequest, openSession } from './request.js'
import { withRequestForm } from './request-form.js'
import { supersedeRecap } from './supersede-recap.js'
import { fileLimits, fileQuestions, type TakenFiles, takeFiles } from './taken-files.js'
import { tellAlerts } from './tell-alerts.js'

/** Most bytes of files that are being sent in all sessions at the same time. */
const MAX_HELD = 128 * 1024 * 1024

/** One page of questions: shown, left with what was typed, answered. */
export function questionRoutes(options: RouteOptions): Hono {
  const app = new Hono()
  const held = createHeldBytes(MAX_HELD)

  app.get('/s/:session', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return notFound(request)
    const { id, confirmedAt } = open.session
    if (confirmedAt !== undefined) return c.redirect(request.links.done(id), 303)
    const first = resumePage(open.questionnaire, open.answers, open.context)
    return c.redirect(first === undefined ? request.links.check(id) : request.links.page(id, first.id), 303)
  })

  app.post('/s/:session/:entry{.+/remove}', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return notFound(request)
    if (open.session.confirmedAt !== undefined) return alreadySent(request, open)
    const parts = c.req.param('entry').split('/').slice(0, -1)
    return removeEntry(request, open, parts.slice(0, -1).join('/'), parts.at(-1) ?? '')
  })

  app.get('/s/:session/:page{.+}', (c) =>
    onPage(c, options, async (request, open, asked) => {
      if (asked.kind === 'entries') return showEntries(request, open, asked)
      const values = open.session.drafts[asked.id] ?? formValues(open.questionnaire, asked)
      return showPage(request, open, asked, { values, errors: [] })
    }),
  )

  app.post('/s/:session/:page{.+}', (c) =>
    onPage(c, options, (request, opened, asked) =>
      withRequestForm(c, { limits: fileLimits(asked), held }, async (sent) => {
        const taken = await takeFiles(request.services, opened, asked, sent)
        const open = taken.with(opened)
        const { form } = taken
        const intent = form.intent?.[0] ?? ''
        const [verb, field = '', file = ''] = intent.split(':')
        if (verb === 'back') return leavePage(request, open, asked, form)
        if (verb === 'remove') return keepTyped(request, open, asked, withoutFile(form, field, file), field)
        if (verb === 'add') return addInput(request, open, asked, form, field)
        return asked.kind === 'entries'
          ? leaveEntries(request, open, asked)
          : answerPage(request, open, asked, taken)
      }),
    ),
  )

  return app
}

type PageHandler = (request: AppRequest, open: OpenSession, asked: Page) => Response | Promise<Response>

/** Only for a page that this visitor may open, that is asked now, and that can still be changed. */
async function onPage(c: Context, options: RouteOptions, handle: PageHandler): Promise<Response> {
  const request = await appRequest(c, options)
  const open = await openSession(request)
  const id = c.req.param('page') ?? ''
  const isPage = (name: string) =>
    allFields(open?.questionnaire.fields ?? []).some((field) => field.page === name)
  if (open === undefined || !isPage(id.split('/')[0] ?? '')) return notFound(request)
  if (open.session.confirmedAt !== undefined) return alreadySent(request, open)
  const asked = findPage(open.questionnaire, id, open.answers, open.context)
  if (asked === undefined) return c.redirect(request.links.session(open.session.id), 303)
  return handle(request, open, asked)
}

/** Keeps what was typed, unchecked, and goes back. */
async function leavePage(
  { c, services, links }: AppRequest,
  open: OpenSession,
  asked: Page,
  form: FormValues,
) {
  const { typed } = readForm(open.questionnaire, asked, form, open.answers, open.context)
  const answered = formValues(open.questionnaire, asked)
  const isUnchanged = sameValues(typed, answered)
  await services.sessions.change(open.session.id, ({ session }) => {
    const others = withoutDraft(session, asked.id)
    return { drafts: isUnchanged ? others : { ...others, [asked.id]: typed } }
  })
  return c.redirect(backUrl(links, open, asked, isFromCheck(c.req.url)), 303)
}

/** One more input, or file, for a question with several values; what was typed is kept, unchecked. */
async function addInput(request: AppRequest, open: OpenSession, asked: Page, form: FormValues, name: string) {
  const field = asked.questions.find(({ id }) => id === name)
  if (field?.type === 'file') return keepTyped(request, open, asked, form, name)
  const { typed } = readForm(open.questionnaire, asked, form, open.answers, open.context)
  const values = typed[name] ?? ['']
  const isRoom = field?.repeat !== undefined && values.length < field.repeat.max
  const wanted = isRoom ? { ...form, [name]: [...values, ''] } : form
  return keepTyped(request, open, asked, wanted, isRoom ? `${name}-${values.length + 1}` : undefined)
}

/** Keeps what was typed, and shows the page again at an input; with what is wrong where a file was not taken. */
async function keepTyped(
  request: AppRequest,
  open: OpenSession,
  asked: Page,
  form: FormValues,
  input: string | undefined,
) {
  const { c, services, links } = request
  const { typed, errors } = readForm(open.questionnaire, asked, form, open.answers, open.context)
  await services.sessions.change(open.session.id, ({ session }) => ({
    drafts: { ...session.drafts, [asked.id]: typed },
  }))
  const refused = errors.filter(({ field }) => open.context.files?.mistakes.has(field))
  if (refused.length > 0) return showPage(request, open, asked, { values: typed, errors: refused })
  const address = links.page(open.session.id, asked.id, keepCheck(c.req.url))
  return c.redirect(input === undefined ? address : `${address}#${domIds(PREFIX).field(input)}`, 303)
}

function withoutFile(form: FormValues, field: string, file: string): FormValues {
  const files = Object.hasOwn(form, field) ? (form[field] ?? []) : []
  return { ...form, [field]: files.filter((id) => id !== file) }
}

async function answerPage(request: AppRequest, open: OpenSession, asked: Page, taken: TakenFiles) {
  const { form } = taken
  const { c, services, links } = request
  const newEntryId = randomHex(4)
  const result = readForm(open.questionnaire, asked, form, open.answers, open.context, newEntryId)
  const { id } = open.session
  if (result.errors.length > 0) {
    await services.sessions.change(id, ({ session }) => ({
      drafts: { ...session.drafts, [asked.id]: result.typed },
    }))
    return showPage(request, open, asked, { values: result.typed, errors: result.errors })
  }
  if (isChangedElsewhere(open, asked, form, result.typed)) {
    return showPage(request, open, asked, { values: result.typed, errors: [], isConflict: true })
  }
  let raised: readonly Alert[] = []
  let isNew: readonly Alert[] = []
  const after = await services.sessions.change(id, (current) => {
    const page = findPage(current.questionnaire, asked.id, current.answers, current.context)
    if (page === undefined || current.session.confirmedAt !== undefined) return undefined
    const { answers } = readForm(
      current.questionnaire,
      page,
      form,
      current.answers,
      taken.with(current).context,
      newEntryId,
    )
    raised = alertsAfterPage(current.questionnaire, answers, asked.field.page, current.context)
    isNew = newAlerts(current.session, raised)
    return {
      answers,
      drafts: withoutDraft(current.session, asked.id),
      ...services.sessions.raise(current.session, asked.id, raised),
    }
  })
  await tellAlerts(request, after, isNew)
  await supersedeRecap(request, open, after)
  const query: Record<string, string> = raised.length > 0 ? { after: asked.field.page } : {}
  const saved = { ...asked, id: storedId(asked, newEntryId) }
  if (result.opened.length > 0) return c.redirect(links.page(id, saved.id, keepCheck(c.req.url)), 303)
  const isInNew = saved.id !== asked.id
  const next = nextPage(open, after, saved, isFromCheck(c.req.url) && !isInNew)
  if (await beginProbes(request, after, saved)) {
    const way = { ...keepCheck(c.req.url), ...(next === undefined ? {} : { next: next.id }) }
    return c.redirect(links.page(id, `${saved.id}/probe`, { ...query, ...way }), 303)
  }
  if (next === undefined) return c.redirect(links.page(id, 'check', query), 303)
  return c.redirect(links.page(id, next.id, { ...query, ...keepCheck(c.req.url) }), 303)
}

/** The id that a page has once its entry is stored. */
function storedId({ id, entries, field }: Page, newEntryId: string): string {
  if (entries.at(-1)?.entry !== NEW_ENTRY) return id
  const stored = `${id.slice(0, -NEW_ENTRY.length)}${newEntryId}`
  return entries.at(-1)?.group.layout === 'steps' ? `${stored}/${field.id}` : stored
}

interface ShownPage {
  readonly values: FormValues
  readonly errors: readonly FieldError[]
  readonly isConflict?: boolean
}

async function showPage(
  request: AppRequest,
  open: OpenSession,
  shown: Page,
  { values, errors, isConflict = false }: ShownPage,
) {
  const { c, options, links } = request
  const { questionnaire, session, answers, context } = open
  const { language } = questionnaire
  const words = messagesFor(language)
  const isChange = isFromCheck(c.req.url)
  const url = links.page(session.id, shown.id, keepCheck(c.req.url))
  const after = c.req.query('after')
  const title = pageTitle(shown, questionnaire)
  // The address bar keeps its entry where the same page comes back.
  if (errors.length > 0 || isConflict) c.header('hx-push-url', 'false')
  const hasFiles = fileQuestions(shown).length > 0
  const files = hasFiles ? await filesOf(request, open) : new Map<string, GivenFile>()
  const isLast = pageAfter(questionnaire, shown.id, answers, context) === undefined
  const alertsBefore = after === undefined ? [] : alertsAfterPage(questionnaire, answers, after, context)
  return page(c, options, {
    title: errors.length > 0 ? words.errorTitle(title) : title,
    language,
    subtitle: questionnaire.name,
    exitUrl: questionnaire.exit,
    keepUrl: links.save(session.id),
    languages: languageSwitch(open, links, c.req.url),
    status: errors.length > 0 ? 422 : isConflict ? 409 : 200,
    isSaved: errors.length === 0 && !isConflict && Object.keys(answers).length > 0,
    back: { href: backUrl(links, open, shown, isChange), saveUrl: url, hasFiles },
    content: (
      <QuestionPage
        prefix={PREFIX}
        language={language}
        number={shown.number}
        caption={shown.caption}
        title={shown.title}
        hint={shown.field.hint}
        isGroup={shown.field.type === 'group' || shown.field.type === 'display'}
        questions={itemsOf(shown, { values, errors, language, files })}
        alerts={isConflict ? [conflictNotice(shown, language)] : alertsBefore}
        seen={hashOf(formValues(questionnaire, shown))}
        url={url}
        next={isChange ? 'save' : isLast ? 'check' : 'continue'}
      />
    ),
  })
}

/** The files of a session as its pages show them. */
async function filesOf({ services, links }: AppRequest, { session, questionnaire }: OpenSession) {
  const uploads = await services.uploads.list(session.id)
  return new Map(
    uploads.map(({ id, name, size }): [string, GivenFile] => [
      id,
      { id, name, size: sizeText(size, questionnaire.language), url: links.file(session.id, id) },
    ]),
  )
}

function alreadySent({ c, options, links }: AppRequest, { questionnaire, session }: OpenSession) {
  const { language } = questionnaire
  return page(c, options, {
    title: `${messagesFor(language).alreadySent} – ${questionnaire.name}`,
    language,
    subtitle: questionnaire.name,
    exitUrl: questionnaire.exit,
    content: <AlreadySent language={language} doneUrl={links.done(session.id)} />,
  })
}
