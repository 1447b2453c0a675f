import type { RunEvent } from '../stream/event.js'
import type { KeptText } from './run-store.js'

/** The `try` of what no call of this attempt wrote: what is brought back from an earlier one, and breaks. */
export const WITHOUT_TRY = 0

/**
 * What the next attempt of a run is to find: the text of every stream that was written to its end, by this
 * attempt or one before. A stream that this attempt opens is written anew, so what was kept of it goes.
 */
export class KeptTexts {
  /** In the order in which they were first kept or opened. */
  readonly #streams = new Map<string, { text: string; isFinished: boolean }>()
  readonly #opened = new Set<string>()

  constructor(before: readonly KeptText[]) {
    for (const { stream, text } of before) this.#streams.set(stream, { text, isFinished: true })
  }

  /** Takes the next event of this attempt. Answers whether `list` has changed. */
  apply(event: RunEvent): boolean {
    if (!('stream' in event) || event.stream === undefined) return false
    if ('try' in event && event.try === WITHOUT_TRY) return false
    const earlier = this.#streams.get(event.stream)
    const isOpening = !this.#opened.has(event.stream)
    this.#opened.add(event.stream)
    const current = isOpening || earlier === undefined ? { text: '', isFinished: false } : earlier
    this.#streams.set(event.stream, current)
    if (event.type === 'token') current.text += event.content
    if (event.type === 'reset') current.text = ''
    if (event.type === 'node_complete') current.isFinished = true
    return event.type === 'node_complete' || (isOpening && earlier !== undefined)
  }

  list(): KeptText[] {
    return [...this.#streams]
      .filter(([, { text, isFinished }]) => isFinished && text.trim() !== '')
      .map(([stream, { text }]) => ({ stream, text }))
  }
}
