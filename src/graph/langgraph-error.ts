import { RunError } from '../errors.js'

/** What LangGraph itself found wrong, in the words of graph files. */
export function ofLangGraph(error: unknown, limit: number): RunError | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.name === 'GraphRecursionError') {
    return new RunError({
      type: 'unknown_error',
      message: `The run took more than ${limit} steps. Raise config.recursion_limit, or give the loop a limit.`,
      retryable: false,
    })
  }
  if (error.name !== 'InvalidUpdateError') return undefined
  const key = /channel "([^"]+)"/.exec(error.message)?.[1]
  return new RunError(
    {
      type: 'state_error',
      message: `Two nodes wrote ${key === undefined ? 'one key' : `"${key}"`} in one step. Give them different keys, or the key a reducer under "state": add for a list, last_value to keep the later one.`,
      retryable: false,
    },
    { cause: error },
  )
}
