import type { State } from '../channels.js'
import { cacheKey, type NodeCache } from '../node-cache.js'
import type { NodeDefinition } from '../node-definition.js'
import type { NodeResult, NodeWork } from '../node-frame.js'
import type { NodeConfig } from '../node-sink.js'
import { asksModel } from '../nodes-and-branches.js'
import { openAnswerStream } from './answer-stream.js'

/**
 * Serves a node from what it made before over the same state. Failures and cut answers are not kept.
 *
 * @param promptText of the node's prompt, if it has one.
 */
export function cachedWork(
  node: NodeDefinition,
  work: NodeWork,
  cache: NodeCache,
  promptText: string,
): NodeWork {
  const options = node.cache
  if (options === undefined) return work
  const mentions = JSON.stringify(node) + promptText
  return async (state, config) => {
    const key = await cacheKey(node.name, state, mentions)
    const kept = cache.get(key)
    if (kept !== undefined) return { ...kept, ...say(node, kept, state, config) }
    const result = await work(state, config)
    const { stream: _stream, ...lasting } = result
    if (result.error === undefined && result.update.errors === undefined) cache.set(key, lasting, options.ttl)
    return result
  }
}

/** Whoever listens gets the kept answer's text, in one piece. */
function say(
  node: NodeDefinition,
  { text, output }: NodeResult,
  state: State,
  config: NodeConfig | undefined,
): { stream?: string } {
  if (text === undefined || !asksModel(node)) return {}
  const opened = openAnswerStream(
    node,
    { isJson: typeof output === 'object' && output !== null },
    state,
    config,
  )
  opened?.writer.write(text)
  opened?.writer.end()
  return opened === undefined ? {} : { stream: opened.stream }
}
