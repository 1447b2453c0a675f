/** Most characters and items that a value of a template may hold together. */
export const MAX_VALUE_SIZE = 2_000_000

/**
 * Counts the characters and items of a library's value, so that a text that doubles itself fails before it
 * fills the memory. What has been counted is counted no second time.
 */
export class SizeLimit {
  readonly #sizes = new WeakMap<object, number>()

  /** @throws Error for a value that holds too much. */
  check(values: readonly unknown[]): void {
    for (const value of values) {
      if (this.#sizeOf(value) > MAX_VALUE_SIZE) {
        throw new Error(`a value in the text holds more than ${MAX_VALUE_SIZE} characters and items`)
      }
    }
  }

  #sizeOf(wrapped: unknown): number {
    if (typeof wrapped !== 'object' || wrapped === null) return 1
    const known = this.#sizes.get(wrapped)
    if (known !== undefined) return known
    const { type, value } = wrapped as { type?: unknown; value?: unknown }
    const size = this.#sizeOfContent(value)
    // A namespace is the only value that can change.
    if (type !== 'NamespaceValue') this.#sizes.set(wrapped, size)
    return size
  }

  #sizeOfContent(content: unknown): number {
    if (typeof content === 'string') return content.length
    const items = Array.isArray(content) ? content : content instanceof Map ? [...content.values()] : []
    return items.reduce<number>((total, item) => total + this.#sizeOf(item), 1)
  }
}
