import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { explained, isAway } from './available.js'

/** Milliseconds between two tries, and for which a database that is away is waited for. */
const RETRY = 500
const PATIENCE = 60_000

const PATIENT: readonly PropertyKey[] = ['getTuple', 'put', 'putWrites', 'deleteThread']

/**
 * The same checkpointer, which waits for a database that is away: a run that is being executed does not fail by
 * it. Every one of these calls can be made twice. Rejects with an `UnavailableError` after a minute.
 */
export function patientCheckpointer<T extends BaseCheckpointSaver>(
  checkpointer: T,
  { retry = RETRY, patience = PATIENCE } = {},
): T {
  return new Proxy(checkpointer, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (!PATIENT.includes(name)) return value.bind(target)
      return (...values: unknown[]) => patiently(() => value.apply(target, values), retry, patience)
    },
  })
}

async function patiently<T>(call: () => Promise<T>, retry: number, patience: number): Promise<T> {
  const until = performance.now() + patience
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!isAway(error) || performance.now() >= until) throw explained(error)
      await new Promise((resolve) => setTimeout(resolve, retry).unref())
    }
  }
}
