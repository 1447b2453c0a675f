import { createPartialParser } from '../../prompt/partial-json.js'
import type { StreamTarget } from '../../stream/sink.js'
import type { State } from '../channels.js'
import { executionOf } from '../execution.js'
import type { AgentNode, LlmNode, RaceNode, RouterNode } from '../node-definition.js'
import { type NodeConfig, openStream, sinkOf } from '../node-sink.js'

/** The stream of one execution of a node that asks a model; `undefined` where nobody listens. */
export function openAnswerStream(
  node: LlmNode | RouterNode | RaceNode | AgentNode,
  options: { readonly isJson: boolean; readonly describe?: NonNullable<StreamTarget['describe']> },
  state: State,
  config: NodeConfig | undefined,
): ReturnType<typeof openStream> {
  const { isJson, describe } = options
  return openStream(
    sinkOf(config),
    node.stream,
    {
      node: node.name,
      key: node.streamKey,
      format: isJson ? 'json' : 'text',
      options: node.streamOptions,
      ...(describe === undefined ? {} : { describe }),
      ...(isJson ? { createPartialParser } : {}),
    },
    executionOf(node.name, state),
  )
}
