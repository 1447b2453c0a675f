import type { OutboxMessage, OutboxStore } from '../session/outbox-store.js'

interface Kept extends OutboxMessage {
  /** `undefined`: given up. */
  readonly dueAt: string | undefined
}

export function createMemoryOutbox(): {
  readonly store: OutboxStore
  readonly deleteSession: (sessionId: string) => void
} {
  const messages = new Map<string, Kept>()
  const isDue = ({ dueAt }: Kept, now: string) => dueAt !== undefined && dueAt <= now
  return {
    deleteSession(sessionId) {
      for (const { id, sessionId: of } of [...messages.values()]) if (of === sessionId) messages.delete(id)
    },
    store: {
      async add(message) {
        if (messages.has(message.id)) return
        messages.set(message.id, { ...message, attempt: 0, dueAt: message.createdAt })
      },
      async claim(now, until, limit) {
        const due = [...messages.values()]
          .filter((message) => isDue(message, now))
          .sort((a, b) => ((a.dueAt ?? '') < (b.dueAt ?? '') ? -1 : 1))
          .slice(0, limit)
        return due.map((message) => {
          const { dueAt: _, ...claimed } = { ...message, attempt: message.attempt + 1 }
          messages.set(message.id, { ...claimed, dueAt: until })
          return claimed
        })
      },
      async remove(id) {
        messages.delete(id)
      },
      async postpone(id, attempt, dueAt) {
        const message = messages.get(id)
        if (message?.attempt === attempt) messages.set(id, { ...message, dueAt })
      },
      async count() {
        const waiting = [...messages.values()].filter(({ dueAt }) => dueAt !== undefined).length
        return { waiting, givenUp: messages.size - waiting }
      },
      async removeBefore(at) {
        for (const { id, dueAt, createdAt } of [...messages.values()]) {
          if (dueAt === undefined && createdAt < at) messages.delete(id)
        }
      },
    },
  }
}
