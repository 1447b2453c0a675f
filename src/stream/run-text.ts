import type { RunEvent } from './event.js'

/**
 * The text that a reader of a log has in front of them: the tokens of every stream since its last reset,
 * streams in the order in which they first spoke.
 */
export class RunText {
  readonly #streams = new Map<string, string>()

  apply(event: RunEvent): void {
    if (event.type === 'token') {
      this.#streams.set(event.stream, (this.#streams.get(event.stream) ?? '') + event.content)
    } else if (event.type === 'reset' && this.#streams.has(event.stream)) {
      this.#streams.set(event.stream, '')
    }
  }

  toString(): string {
    return [...this.#streams.values()].join('')
  }
}

export function textOf(events: Iterable<RunEvent>): string {
  const text = new RunText()
  for (const event of events) text.apply(event)
  return text.toString()
}
