import type { RunError } from '../errors.js'
import type { ExecuteInput } from './compile-graph.js'
import type { NodeSink } from './node-sink.js'

/** What the nodes of one run write to and report to. */
export interface NodeRun {
  readonly sink: NodeSink
  /** The newest answer that was cut, although the run went on. */
  readonly truncated: RunError | undefined
  /** The newest failure of a node that wrote nothing, although the run went on. */
  readonly failure: RunError | undefined
}

export function createNodeRun({ sink, streams, signal, idleTimeout }: ExecuteInput): NodeRun {
  let truncated: RunError | undefined
  let failure: RunError | undefined
  return {
    sink: {
      append: (event) => sink?.append(event),
      openStream: (target) => sink?.openStream(target) ?? { write() {}, end() {}, reset() {} },
      selects: (node, isStreaming) => sink !== undefined && (streams?.(node, isStreaming) ?? isStreaming),
      ...(signal === undefined ? {} : { signal }),
      ...(idleTimeout === undefined ? {} : { idleTimeout }),
      onTruncated(error) {
        truncated = error
      },
      onFailure(error) {
        failure = error
        if (error.type === 'truncated') truncated = error
      },
    },
    get truncated() {
      return truncated
    },
    get failure() {
      return failure
    },
  }
}
