import type { RunCommand, SharedEvents, SharedLogs } from '../../src/run/shared-logs.js'
import type { RunEvent } from '../../src/stream/event.js'

interface MemoryLog {
  attempt: number
  events: RunEvent[]
  commands: RunCommand[]
  readonly followers: Set<(told: SharedEvents) => void>
  readonly listeners: Set<(command: RunCommand) => void>
}

/** Shared logs as simple as they can be: every node of a process holds the same. What the others are compared with. */
export function createMemorySharedLogs(): SharedLogs {
  const logs = new Map<string, MemoryLog>()

  function logOf(id: string): MemoryLog {
    const log = logs.get(id) ?? {
      attempt: 0,
      events: [],
      commands: [],
      followers: new Set(),
      listeners: new Set(),
    }
    logs.set(id, log)
    return log
  }

  return {
    async open(id, attempt) {
      const log = logOf(id)
      if (log.attempt > attempt) return false
      if (log.attempt < attempt) {
        log.attempt = attempt
        log.events = []
        for (const tell of [...log.followers]) tell({ attempt, events: [] })
      }
      return true
    },
    async append(id, attempt, events) {
      const log = logOf(id)
      if (log.attempt > attempt) return { kind: 'fenced' }
      if (log.attempt < attempt) {
        log.attempt = attempt
        log.events = []
      }
      const length = log.events.length
      if ((events[0]?.seq ?? 1) > length + 1) return { kind: 'gap', length }
      const fresh = events.filter(({ seq }) => seq > length)
      log.events.push(...structuredClone(fresh))
      if (fresh.length > 0)
        for (const tell of [...log.followers]) tell({ attempt, events: structuredClone(fresh) })
      return { kind: 'appended' }
    },
    async follow(id, listener) {
      const log = logOf(id)
      if (log.attempt > 0) listener({ attempt: log.attempt, events: structuredClone(log.events) })
      log.followers.add(listener)
      return () => log.followers.delete(listener)
    },
    async command(id, command) {
      const log = logOf(id)
      log.commands.push(command)
      for (const tell of [...log.listeners]) tell(command)
    },
    async onCommand(id, listener) {
      const log = logOf(id)
      for (const command of log.commands) listener(command)
      log.listeners.add(listener)
      return () => log.listeners.delete(listener)
    },
    async clearCommands(id) {
      logOf(id).commands = []
    },
    isReady: true,
    close: async () => {},
  }
}
