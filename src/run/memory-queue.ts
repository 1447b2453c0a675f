import type { QueuedRun, RunQueue, WorkResult } from './run-queue.js'

/** A queue of this process alone. What it holds goes with the process. */
export function createMemoryQueue({ concurrency }: { readonly concurrency: number }): RunQueue {
  const waiting = new Map<string, QueuedRun>()
  const executing = new Set<string>()
  let execute: ((run: QueuedRun) => Promise<WorkResult>) | undefined
  let isPaused = false

  function handOut(): void {
    for (const [key, run] of waiting) {
      if (isPaused || execute === undefined || executing.size >= concurrency) return
      waiting.delete(key)
      executing.add(key)
      void execute(run).then((result) => {
        executing.delete(key)
        if (result === 'handed_over' && !waiting.has(key)) waiting.set(key, run)
        // Never at once: a process that is going hands everything over again, and would do nothing else.
        if (result === 'ended') handOut()
        else setImmediate(handOut)
      })
    }
  }

  return {
    async add(run) {
      const key = keyOf(run)
      if (!executing.has(key) && !waiting.has(key)) waiting.set(key, run)
      handOut()
    },
    async remove(run) {
      waiting.delete(keyOf(run))
    },
    async place(run) {
      const index = [...waiting.keys()].indexOf(keyOf(run))
      return index < 0 ? undefined : index + 1
    },
    async waiting() {
      return waiting.size
    },
    work(executor) {
      execute = executor
      handOut()
    },
    async pause() {
      isPaused = true
    },
    isReady: true,
    async close() {
      isPaused = true
      waiting.clear()
    },
  }
}

function keyOf({ id, attempt }: QueuedRun): string {
  return `${id}-${attempt}`
}
