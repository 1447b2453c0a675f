import type { HomeEntry } from '../../views/index.js'
import { estimatedMinutes } from '../questionnaire/pages.js'
import { questionsOf } from '../questionnaire/questionnaire.js'
import { resumePage } from '../questionnaire/resume-page.js'
import type { OpenSession } from '../session/sessions.js'
import { type AppRequest, isAuthorized } from './request.js'
import { visitorOf } from './visitor.js'

/** Every questionnaire, with where this visitor stands in it. */
export async function homeEntries(request: AppRequest): Promise<HomeEntry[]> {
  const { services, links } = request
  const begun = await openSessions(request)
  return [...services.entries.values()].map(({ slug, questionnaire }) => {
    const open = begun.find(({ session }) => session.questionnaire === slug)
    return {
      url: links.questionnaire(slug),
      name: questionnaire.name,
      language: questionnaire.language,
      description: questionnaire.description,
      questions: questionsOf(questionnaire).filter(({ hidden }) => !hidden).length,
      minutes: estimatedMinutes(questionnaire),
      open:
        open === undefined
          ? undefined
          : {
              url: links.session(open.session.id),
              questionNumber: resumePage(open.questionnaire, open.answers, open.context)?.number,
            },
    }
  })
}

/** The sessions that this visitor has begun and not sent, newest first. */
export async function openSessions({ c, options, services }: AppRequest): Promise<OpenSession[]> {
  const { keyHash, user } = await visitorOf(c, options.identity, options.publicUrl)
  const sessions = await services.sessions.ofVisitor({
    ...(keyHash === undefined ? {} : { keyHash }),
    ...(user === undefined ? {} : { user }),
  })
  const unsent = sessions.filter(
    (session) => session.confirmedAt === undefined && Object.keys(session.answers).length > 0,
  )
  const opened = await Promise.all(
    unsent.map(async (session) => {
      try {
        if (!(await isAuthorized(c, options, session))) return undefined
        return await services.sessions.open(session)
      } catch (error) {
        // One session that cannot be read must not take the list of questionnaires away.
        options.onError(error)
        return undefined
      }
    }),
  )
  return opened.filter((session) => session !== undefined)
}
