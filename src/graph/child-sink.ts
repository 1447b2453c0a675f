import type { NodeSink } from './node-sink.js'

/**
 * A run's sink as a graph inside it sees it: its nodes go by `<parent>/<node>`, and its streams by
 * `<parent>#<visit>/<node>#<visit>`.
 *
 * @param execution of the parent's node: `<node>#<visit>`, with `[index]` for a branch.
 */
export function childSink(
  sink: NodeSink | undefined,
  parent: string,
  execution: string,
): NodeSink | undefined {
  if (sink === undefined) return undefined
  const { selects } = sink
  const named = (name: string) => `${parent}/${name}`
  const executed = (stream: string) => `${execution}/${stream}`
  return {
    append(event) {
      if (event.type === 'node_complete') {
        const { stream } = event
        sink.append({
          ...event,
          node: named(event.node),
          ...(stream === undefined ? {} : { stream: executed(stream) }),
        })
      }
    },
    openStream: (target) =>
      sink.openStream({ ...target, node: named(target.node), stream: executed(target.stream) }),
    ...(selects === undefined
      ? {}
      : { selects: (node: string, isStreaming: boolean) => selects(named(node), isStreaming) }),
    ...(sink.idleTimeout === undefined ? {} : { idleTimeout: sink.idleTimeout }),
  }
}
