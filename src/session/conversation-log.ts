import { WITHOUT_TRY } from '../run/kept-texts.js'
import type { KeptText } from '../run/run-store.js'
import type { RunEventBody } from '../stream/event.js'
import type { RunLog } from '../stream/run-log.js'

/**
 * A log for a run in which several nodes may write: what earlier attempts have kept comes first, until a node
 * writes it anew, and a blank line comes between two texts, as a stream of its own, so that the text of each
 * stays as its model wrote it.
 */
export function conversationLog(
  log: Pick<RunLog, 'append'>,
  graph: string,
  kept: readonly KeptText[],
): Pick<RunLog, 'append'> {
  const seen = new Set<string>()
  /** Shown as an earlier attempt wrote it. */
  const shown = new Set<string>()
  const write = (stream: string, content: string) =>
    log.append({ type: 'token', node: graph, stream, key: graph, try: WITHOUT_TRY, content, format: 'text' })

  function separate(stream: string): void {
    if (seen.has(stream)) return
    if (seen.size > 0) write(`${stream} break`, '\n\n')
    seen.add(stream)
  }

  function showKept(): void {
    for (const { stream, text } of kept) {
      separate(stream)
      shown.add(stream)
      write(stream, text)
    }
  }

  return {
    append(event: RunEventBody) {
      if ('stream' in event && event.stream !== undefined && shown.delete(event.stream)) {
        log.append({ type: 'reset', node: graph, stream: event.stream, try: WITHOUT_TRY, reason: 'retry' })
      }
      if (event.type === 'token') separate(event.stream)
      const appended = log.append(event)
      if (event.type === 'run_start') showKept()
      return appended
    },
  }
}
