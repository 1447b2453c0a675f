import type { RunError } from '../errors.js'
import type { Ledger } from '../stream/ledger.js'
import type { RunLog } from '../stream/run-log.js'
import { createRunSink } from '../stream/sink.js'
import type { CompiledGraph, ExecuteInput, ExecuteResult } from './compile-graph.js'
import { toRunError } from './node-sink.js'
import { timeoutError } from './with-timeout.js'

export interface ExecuteToLogOptions {
  readonly log: Pick<RunLog, 'append'>
  readonly runId: string
  /** Its reason, where that is a `RunErrorReason`, becomes the error's; else `stop`. */
  readonly signal: AbortSignal
  /** Milliseconds for the whole run. Default: the graph's `config.timeout`, else the setting `runTimeout`. */
  readonly timeout?: number
  /** Counts what the model sends. */
  readonly ledger?: Ledger
}

/**
 * Runs a graph, or one node of it, and writes what happens to a log: `run_start`, what the nodes say, and last
 * exactly one of `interrupt`, `error` and `done`. Never throws.
 */
export async function executeToLog(
  compiled: CompiledGraph,
  input: Omit<ExecuteInput, 'signal' | 'sink'>,
  options: ExecuteToLogOptions,
): Promise<void> {
  await executeWithLog(compiled, input, options).catch(() => undefined)
}

/** As `executeToLog`, but also gives the result, or throws what the run failed with. */
export async function executeWithLog(
  compiled: CompiledGraph,
  input: Omit<ExecuteInput, 'signal' | 'sink'>,
  { log, runId, signal, timeout, ledger }: ExecuteToLogOptions,
): Promise<ExecuteResult> {
  const thread = input.config?.thread_id
  log.append({ type: 'run_start', run_id: runId, ...(thread === undefined ? {} : { thread_id: thread }) })
  const limit = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const milliseconds = timeout ?? compiled.runTimeout()
    timer = setTimeout(() => limit.abort(timeoutError('run', milliseconds)), milliseconds)
    const result = await compiled.execute({
      ...input,
      sink: createRunSink(log, { ledger }),
      signal: AbortSignal.any([signal, limit.signal]),
    })
    if (result.truncated !== undefined) fail(result.truncated)
    else if (result.interrupts.length > 0) log.append({ type: 'interrupt', interrupts: result.interrupts })
    else log.append({ type: 'done', state: result.state })
    return result
  } catch (error) {
    fail(toRunError(error))
    throw error
  } finally {
    clearTimeout(timer)
  }

  function fail(error: RunError): void {
    log.append({ type: 'error', error: error.details })
  }
}
