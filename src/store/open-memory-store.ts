import { MemorySaver } from '@langchain/langgraph-checkpoint'
import type { RunOutcome, RunRecord, RunStore } from '../run/run-store.js'
import type { Conversation, Reply } from '../session/conversation.js'
import type { ConversationStore } from '../session/conversation-store.js'
import type { Session } from '../session/session.js'
import type { SessionStore } from '../session/session-store.js'
import { createMemoryOutbox } from './memory-outbox.js'
import { createMemoryOwnerStore } from './memory-owner.js'
import { createMemorySessionList } from './memory-session-list.js'
import { createMemoryUploads } from './memory-uploads.js'
import type { Store } from './store.js'

/** How many sessions or conversations of a visitor are listed. */
const LISTED = 50

/** Keeps everything in this process, and nothing after it: for trying out, for tests, and where there is no disk. */
export async function openMemoryStore(): Promise<Store> {
  const runs = createRunStore()
  const outbox = createMemoryOutbox()
  const uploads = createMemoryUploads()
  return {
    sessions: createSessionStore((id) => {
      outbox.deleteSession(id)
      uploads.deleteSession(id)
      return runs.deleteSession(id)
    }),
    outbox: outbox.store,
    conversations: createConversationStore(runs.records),
    runs: runs.store,
    uploads,
    owner: createMemoryOwnerStore(),
    checkpointer: new MemorySaver(),
    check: async () => {},
    close: async () => {},
  }
}

function createSessionStore(deleteRuns: (sessionId: string) => string[]): SessionStore {
  const sessions = new Map<string, Session>()
  const keys = new Map<string, Set<string>>()
  const resumes = new Map<string, { readonly id: string; readonly expiresAt: string }>()
  const schemas = new Map<string, { readonly questionnaire: string; readonly text: string }>()
  return {
    async create(session) {
      if (sessions.has(session.id)) throw new Error(`There is a session ${session.id} already.`)
      sessions.set(session.id, structuredClone(session))
    },
    find: async (id) => structuredClone(sessions.get(id)),
    async change(id, version, change, at) {
      const session = sessions.get(id)
      if (session?.version !== version) return undefined
      const given = Object.entries(change)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, value ?? undefined])
      const changed: Session = {
        ...session,
        ...structuredClone(Object.fromEntries(given)),
        version: version + 1,
        updatedAt: at,
      }
      sessions.set(id, changed)
      return structuredClone(changed)
    },
    ofVisitor: async (visitor) =>
      [...sessions.values()]
        .filter(
          (session) =>
            ownedBy([session], visitor).length > 0 ||
            (visitor.user === undefined && keys.get(session.id)?.has(visitor.keyHash ?? '') === true),
        )
        .sort((a, b) => compare(b.updatedAt, a.updatedAt))
        .slice(0, LISTED)
        .map((session) => structuredClone(session)),
    async delete(id) {
      sessions.delete(id)
      keys.delete(id)
      for (const [hash, resume] of resumes) if (resume.id === id) resumes.delete(hash)
      return deleteRuns(id)
    },
    expired: async (at) =>
      [...sessions.values()]
        .filter(({ expiresAt }) => expiresAt !== undefined && expiresAt <= at)
        .slice(0, 100)
        .map(({ id }) => id),
    withOutgoing: async () =>
      structuredClone([...sessions.values()].filter(({ outgoing }) => outgoing.length > 0).slice(0, 100)),
    async addKey(id, keyHash) {
      keys.set(id, (keys.get(id) ?? new Set()).add(keyHash))
    },
    hasKey: async (id, keyHash) => keys.get(id)?.has(keyHash) === true,
    async keepResume(tokenHash, id, expiresAt) {
      resumes.set(tokenHash, { id, expiresAt })
    },
    async findResume(tokenHash, at) {
      const resume = resumes.get(tokenHash)
      return resume !== undefined && resume.expiresAt > at ? resume.id : undefined
    },
    async keepSchema(hash, questionnaire, text) {
      if (!schemas.has(hash)) schemas.set(hash, { questionnaire, text })
    },
    findSchema: async (hash) => schemas.get(hash),
    questionnaires: async () =>
      [...new Set([...schemas.values()].map(({ questionnaire }) => questionnaire))].sort(),
    ...createMemorySessionList(sessions),
  }
}

function createRunStore(): {
  readonly store: RunStore
  readonly records: ReadonlyMap<string, RunRecord>
  readonly deleteSession: (sessionId: string) => string[]
} {
  /** In the order in which they were asked for. */
  const records = new Map<string, RunRecord>()

  function end(record: RunRecord, outcome: RunOutcome, endedAt: string): true {
    records.set(record.id, { ...record, isWaiting: false, outcome: structuredClone(outcome), endedAt })
    return true
  }

  function unended(id: string, attempt: number): RunRecord | undefined {
    const record = records.get(id)
    return record?.attempt === attempt && record.outcome === undefined ? record : undefined
  }

  const store: RunStore = {
    async begin(job, attempt, startedAt) {
      const before = records.get(job.id)
      const isNext =
        before === undefined ? true : before.outcome !== undefined && before.attempt === attempt - 1
      if (!isNext) return false
      const { id, sessionId, graph, node, input, provider, model } = structuredClone(job)
      records.delete(id)
      records.set(id, {
        ...{ id, sessionId, graph, node, input, provider, model },
        ...{ attempt, askedAttempt: attempt, isWaiting: true, outcome: undefined },
        ...{ kept: before?.kept ?? [], startedAt, endedAt: undefined },
      })
      return true
    },
    async claim(id, startedAt) {
      const record = records.get(id)
      if (record === undefined || record.outcome !== undefined) return undefined
      const attempt = record.isWaiting ? record.attempt : record.attempt + 1
      const claimed = { ...record, attempt, isWaiting: false, startedAt }
      records.set(id, claimed)
      return structuredClone(claimed)
    },
    async cancel(id, attempt, outcome, endedAt) {
      const record = unended(id, attempt)
      return record?.isWaiting === true && end(record, outcome, endedAt)
    },
    async keep(id, attempt, texts) {
      const record = records.get(id)
      if (record?.attempt === attempt) records.set(id, { ...record, kept: structuredClone(texts) })
    },
    async finish(id, attempt, outcome, endedAt) {
      const record = unended(id, attempt)
      return record?.isWaiting === false && end(record, outcome, endedAt)
    },
    find: async (id) => structuredClone(records.get(id)),
    latest: async (sessionId, node) =>
      structuredClone(
        [...records.values()]
          .filter((record) => record.sessionId === sessionId && record.node === node)
          .at(-1),
      ),
    unfinished: async (sessionId) =>
      structuredClone(
        [...records.values()].filter(
          (record) =>
            record.outcome === undefined && (sessionId === undefined || record.sessionId === sessionId),
        ),
      ),
  }
  return {
    store,
    records,
    deleteSession(sessionId) {
      const ids = [...records.values()].filter((record) => record.sessionId === sessionId).map(({ id }) => id)
      for (const id of ids) records.delete(id)
      return ids
    },
  }
}

function createConversationStore(runs: ReadonlyMap<string, RunRecord>): ConversationStore {
  const conversations = new Map<string, Conversation>()
  const replies = new Map<string, Reply[]>()
  const repliesOf = (id: string) => replies.get(id) ?? []

  return {
    async create(conversation) {
      conversations.set(conversation.id, structuredClone(conversation))
    },
    find: async (id) => structuredClone(conversations.get(id)),
    async reply(reply) {
      const earlier = repliesOf(reply.conversation)
      const isTaken = earlier.some(
        ({ number, interrupt }) => number === reply.number || interrupt === reply.interrupt,
      )
      if (isTaken) return false
      const all = [...earlier, structuredClone(reply)].sort((a, b) => a.number - b.number)
      replies.set(reply.conversation, all)
      return true
    },
    async turns({ id, firstRun }) {
      const recordOf = (runId: string) => structuredClone(runs.get(runId))
      const first = { number: 0, runId: firstRun, reply: undefined, record: recordOf(firstRun) }
      const others = structuredClone(repliesOf(id)).map((reply) => ({
        number: reply.number,
        runId: reply.run,
        reply,
        record: recordOf(reply.run),
      }))
      return [first, ...others]
    },
    ofVisitor: async (visitor) =>
      ownedBy(conversations.values(), visitor)
        .sort((a, b) => compare(b.createdAt, a.createdAt))
        .slice(0, LISTED)
        .map((conversation) => structuredClone(conversation)),
    unstarted: async () =>
      [...conversations.values()]
        .filter(({ id, firstRun }) => {
          const wanted = repliesOf(id).length === 0 ? [firstRun] : repliesOf(id).map(({ run }) => run)
          return wanted.some((run) => !runs.has(run))
        })
        .map((conversation) => structuredClone(conversation)),
  }
}

function ownedBy<T extends { readonly keyHash: string | undefined; readonly user: string | undefined }>(
  all: Iterable<T>,
  { keyHash, user }: { readonly keyHash?: string; readonly user?: string },
): T[] {
  if (keyHash === undefined && user === undefined) return []
  return [...all].filter((one) => (user === undefined ? one.keyHash === keyHash : one.user === user))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
