import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { OwnerStore } from '../owner/owner-store.js'
import type { RunStore } from '../run/run-store.js'
import type { ConversationStore } from '../session/conversation-store.js'
import type { OutboxStore } from '../session/outbox-store.js'
import type { SessionStore } from '../session/session-store.js'
import type { UploadStore } from '../session/upload-store.js'

/**
 * Everything that outlives a process. Opened at first use. Whatever is called rejects with `UnavailableError`
 * while the database is away or has no room, and works again by itself afterwards.
 */
export interface Store {
  readonly sessions: SessionStore
  readonly conversations: ConversationStore
  readonly runs: RunStore
  readonly outbox: OutboxStore
  readonly uploads: UploadStore
  /** Who is signed in to the owner's pages. */
  readonly owner: OwnerStore
  /** LangGraph's own saver, whose transactions stay its own. */
  readonly checkpointer: BaseCheckpointSaver
  /**
   * Whether the database answers, within a second.
   *
   * @throws UnavailableError when it does not.
   */
  check(): Promise<void>
  close(): Promise<void>
}
