import type { Conversation, Reply, Turn } from './conversation.js'

/**
 * Keeps conversations and what was said in them. What was written and asked is kept with the runs, by the same
 * statement that ends a run: a turn is never there twice or in half.
 */
export interface ConversationStore {
  create(conversation: Conversation): Promise<void>
  find(id: string): Promise<Conversation | undefined>
  /**
   * Keeps a reply, unless there is one with its number, or one to its interrupt, already: of two at once the
   * first is kept. Answers whether it was.
   */
  reply(reply: Reply): Promise<boolean>
  /** The conversation from its beginning. */
  turns(conversation: Conversation): Promise<Turn[]>
  /** The conversations that a browser key or a user opens, newest first, at most 50. */
  ofVisitor(visitor: { readonly keyHash?: string; readonly user?: string }): Promise<Conversation[]>
  /** Those whose last run never began: the process ended between the reply and the run. */
  unstarted(): Promise<Conversation[]>
}
