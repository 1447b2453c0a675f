import type { HomeConversation } from '../../views/index.js'
import type { OpenConversation } from '../session/conversations.js'
import { type AppRequest, isAuthorized } from './request.js'
import { visitorOf } from './visitor.js'

/** Every conversation that can be begun, with where this visitor goes on with it. */
export async function homeConversations(request: AppRequest): Promise<HomeConversation[]> {
  const { services, links } = request
  return Promise.all(
    [...services.conversationGraphs.values()].map(async ({ slug, name, description }) => {
      const open = await openConversationOf(request, slug)
      return {
        url: links.conversationStart(slug),
        name,
        description: description === '' ? undefined : description,
        openUrl: open === undefined ? undefined : links.conversationNow(slug, open.conversation.id),
      }
    }),
  )
}

/** The visitor's newest conversation with a graph, unless it has ended. */
export async function openConversationOf(
  { c, options, services }: AppRequest,
  graph: string,
): Promise<OpenConversation | undefined> {
  const { keyHash, user } = await visitorOf(c, options.identity, options.publicUrl)
  const own = await services.conversations.ofVisitor({
    ...(keyHash === undefined ? {} : { keyHash }),
    ...(user === undefined ? {} : { user }),
  })
  const newest = own.find((conversation) => conversation.graph === graph)
  try {
    if (newest === undefined || !(await isAuthorized(c, options, newest))) return undefined
    const open = await services.conversations.open(newest)
    const hasEnded = open.run?.outcome?.status === 'done' && open.pending.length === 0
    return hasEnded ? undefined : open
  } catch (error) {
    // One that cannot be read must not take the list away.
    options.onError(error)
    return undefined
  }
}
