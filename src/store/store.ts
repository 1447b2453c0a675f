import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { RunStore } from '../run/run-store.js'
import type { ConversationStore } from '../session/conversation-store.js'
import type { SessionStore } from '../session/session-store.js'

/** Everything that outlives a process. Opened at first use. */
export interface Store {
  readonly sessions: SessionStore
  readonly conversations: ConversationStore
  readonly runs: RunStore
  /** LangGraph's own saver, on a connection of its own. */
  readonly checkpointer: BaseCheckpointSaver
  close(): Promise<void>
}
