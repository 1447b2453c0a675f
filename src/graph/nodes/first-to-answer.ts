import { RunError } from '../../errors.js'
import { toRunError } from '../node-sink.js'

/**
 * Asks all candidates at once and gives the first answer that succeeds; the others are aborted then.
 *
 * @throws RunError when none succeeds, with what became of each.
 */
export async function firstToAnswer<Candidate, Answer>(
  candidates: readonly Candidate[],
  signal: AbortSignal | undefined,
  ask: (candidate: Candidate, signal: AbortSignal) => Promise<Answer>,
): Promise<{ answer: Answer; candidate: Candidate }> {
  const decided = new AbortController()
  const until = signal === undefined ? decided.signal : AbortSignal.any([signal, decided.signal])
  try {
    return await Promise.any(
      candidates.map(async (candidate) => ({ answer: await ask(candidate, until), candidate })),
    )
  } catch (thrown) {
    const errors = (thrown instanceof AggregateError ? thrown.errors : [thrown]).map((error) =>
      toRunError(error),
    )
    const [first] = errors
    if (first === undefined || signal?.aborted) throw first ?? thrown
    throw new RunError(
      {
        ...first.details,
        message: `None of the ${errors.length} candidates answered: ${errors.map(({ message }) => message).join(' ')}`,
        retryable: errors.some(({ retryable }) => retryable),
      },
      { cause: thrown },
    )
  } finally {
    decided.abort('superseded')
  }
}
