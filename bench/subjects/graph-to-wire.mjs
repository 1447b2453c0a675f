/** The whole of our own path: a graph with one streaming node, its run and log, and the text shape. */
import { fileURLToPath } from 'node:url'
import { modelSettings } from './model-settings.mjs'
import { serveRuns } from './serve-runs.mjs'

export const title = 'recapflow: graph, log, wire'
export const format = 'text'

export async function start(modelUrl) {
  const { compileGraph, executeToLog, loadGraph } = await import('recapflow/graph')
  const graph = loadGraph(fileURLToPath(new URL('../graph/count.yaml', import.meta.url)))
  const compiled = compileGraph(graph, { settings: modelSettings(modelUrl) })
  return serveRuns((log, signal, runId) => executeToLog(compiled, { state: {} }, { log, runId, signal }))
}
