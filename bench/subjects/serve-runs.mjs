/**
 * Answers every request with a run of its own, shown in the text shape as the app's endpoint shows it.
 *
 * @param {(log: import('recapflow/run').RunLog, signal: AbortSignal, runId: string) => Promise<void>} execute
 */
export async function serveRuns(execute) {
  const { getRequestListener } = await import('@hono/node-server')
  const { Run, textShape, viewRun } = await import('recapflow/run')
  const shape = textShape((error) => JSON.stringify(error))
  let count = 0

  return getRequestListener(() => {
    const id = `bench-${++count}`
    const job = { id, sessionId: id, node: 'count' }
    const run = new Run({
      job,
      attempt: 1,
      startedAt: new Date().toISOString(),
      abandonAfter: Number.POSITIVE_INFINITY,
    })
    execute(run.log, run.signal, id).finally(() => run.settle())
    return viewRun(run, shape)
  })
}
