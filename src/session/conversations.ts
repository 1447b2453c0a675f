import type { ModelChoice } from '../prompt/model-choice.js'
import type { Run } from '../run/run.js'
import { canonicalJson } from '../run/run-id.js'
import type { RunRegistry } from '../run/run-registry.js'
import type { PendingInterrupt } from '../stream/event.js'
import { randomHex } from './browser-key.js'
import type { Conversation, Turn } from './conversation.js'
import { type Answered, conversationRun } from './conversation-run.js'
import type { ConversationStore } from './conversation-store.js'

/** A conversation as it stands. */
export interface OpenConversation {
  readonly conversation: Conversation
  /** Never empty; the last is the present one. */
  readonly turns: readonly Turn[]
  /** That of the last turn; `undefined` where the process ended before it began. */
  readonly run: Run | undefined
  /** Of that run in the queue, from 1; `undefined` where it does not wait. */
  readonly place: number | undefined
  /** What the conversation waits for; empty while it is being written, when it has failed and when it has ended. */
  readonly pending: readonly PendingInterrupt[]
}

/**
 * What became of a reply: `taken`, or `joined` where the same was sent before; `answered` where the question no
 * longer waits, `busy` while another answer is being written. The last two change nothing.
 */
export type ReplyOutcome = 'taken' | 'joined' | 'answered' | 'busy'

export interface ConversationsOptions {
  readonly store: ConversationStore
  readonly runs: RunRegistry
  /** Who is named as the writer of a graph's text; `undefined` for a graph that is no longer published. */
  readonly modelOf: (graph: string) => Pick<ModelChoice, 'provider' | 'model'> | undefined
  readonly now: () => Date
}

export type Conversations = ReturnType<typeof createConversations>

export function createConversations({ store, runs, modelOf, now }: ConversationsOptions) {
  function jobOf(conversation: Pick<Conversation, 'id' | 'graph' | 'language'>, answered?: Answered) {
    const model = modelOf(conversation.graph)
    if (model === undefined) throw new Error(`The graph "${conversation.graph}" is not published.`)
    return conversationRun({ conversation, answered, model })
  }

  async function open(conversation: Conversation): Promise<OpenConversation> {
    const turns = await store.turns(conversation)
    const last = turns.at(-1)
    const run = last === undefined ? undefined : await runs.find(last.runId)
    // A run that has ended is shown, and gone on from, once that is stored.
    if (run !== undefined && !run.isRunning) await run.settled
    const place = run === undefined ? undefined : await runs.place(run)
    return { conversation, turns, run, place, pending: run?.outcome?.interrupts ?? [] }
  }

  /** Starts the run of the last turn, or joins it. */
  async function runLast({ conversation, turns }: OpenConversation): Promise<void> {
    const reply = turns.at(-1)?.reply
    await runs.start(await jobOf(conversation, reply))
  }

  return {
    open,
    find: (id: string) => store.find(id),
    ofVisitor: store.ofVisitor,

    /** A new conversation, whose graph runs to its first question. */
    async start(
      graph: string,
      language: string,
      owner: Pick<Conversation, 'keyHash' | 'user'>,
    ): Promise<Conversation> {
      const id = randomHex(16)
      const job = await jobOf({ id, graph, language })
      const conversation: Conversation = {
        id,
        graph,
        language,
        keyHash: owner.user === undefined ? owner.keyHash : undefined,
        user: owner.user,
        firstRun: job.id,
        createdAt: now().toISOString(),
      }
      await runs.ensureRoom()
      await store.create(conversation)
      await runs.start(job)
      return conversation
    },

    /** Answers a question, where it still waits for an answer, and goes on. */
    async reply(conversation: Conversation, answered: Answered): Promise<ReplyOutcome> {
      const opened = await open(conversation)
      const earlier = opened.turns.find(({ reply }) => reply?.interrupt === answered.interrupt)?.reply
      if (earlier !== undefined) {
        // Stored just before it could not be begun.
        if (opened.run === undefined) await runLast(opened)
        return canonicalJson(earlier.value) === canonicalJson(answered.value) ? 'joined' : 'answered'
      }
      if (opened.run?.isRunning) return 'busy'
      if (!opened.pending.some(({ id }) => id === answered.interrupt)) return 'answered'
      const job = await jobOf(conversation, answered)
      await runs.ensureRoom()
      const isTaken = await store.reply({
        conversation: conversation.id,
        number: opened.turns.length,
        interrupt: answered.interrupt,
        value: answered.value,
        run: job.id,
        createdAt: now().toISOString(),
      })
      if (isTaken) {
        await runs.start(job)
        return 'taken'
      }
      const first = (await open(conversation)).turns[opened.turns.length]?.reply
      if (first?.interrupt !== answered.interrupt) return 'busy'
      return canonicalJson(first.value) === canonicalJson(answered.value) ? 'joined' : 'answered'
    },

    /** Goes on with a last turn that failed, was stopped or never began. Else nothing happens. */
    async again(conversation: Conversation): Promise<void> {
      const opened = await open(conversation)
      if (opened.run === undefined || opened.run.outcome?.status === 'failed') await runLast(opened)
    },

    /** Begins what was said just before a process ended. */
    async startUnstarted(): Promise<void> {
      for (const conversation of await store.unstarted()) {
        if (modelOf(conversation.graph) !== undefined) await runLast(await open(conversation))
      }
    },
  }
}
