/** Our own path without a graph: the model through its client, the run's sink and log, and the text shape. */
import { HumanMessage } from '@langchain/core/messages'
import { modelSettings } from './model-settings.mjs'
import { serveRuns } from './serve-runs.mjs'

export const title = 'recapflow: model, log, wire'
export const format = 'text'

export async function start(modelUrl) {
  const { createChatModel, streamChatModel } = await import('recapflow/llm')
  const { createRunSink } = await import('recapflow/run')
  const settings = modelSettings(modelUrl)
  const options = { buffer_size: 1, emit_interval: 0, flush_after: 1000, include_metadata: false }

  return serveRuns(async (log, signal) => {
    const model = await createChatModel({ provider: 'openai', model: 'bench', settings })
    const target = { node: 'count', stream: 'count#1', key: 'text_stream', format: 'text', options }
    const writer = createRunSink(log).openStream(target)
    await streamChatModel(model, [new HumanMessage('Count.')], {
      signal,
      onText: writer.write,
      firstTokenTimeout: settings.firstTokenTimeout,
      idleTimeout: settings.idleTimeout,
    })
    writer.end()
    log.append({ type: 'done', state: {} })
  })
}
