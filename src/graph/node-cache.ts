import { isInfrastructure, type State } from './channels.js'
import type { NodeResult } from './node-frame.js'

/** Most results that are kept; the one that was used longest ago goes first. */
const MAX_RESULTS = 1000

interface Kept {
  readonly result: NodeResult
  /** In milliseconds of the clock; never for `Infinity`. */
  readonly until: number
}

/** What nodes with `cache` made, in this process, by what they could see when they made it. */
export class NodeCache {
  readonly #kept = new Map<string, Kept>()

  constructor(private readonly now: () => number = Date.now) {}

  get(key: string): NodeResult | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined) return undefined
    this.#kept.delete(key)
    if (kept.until <= this.now()) return undefined
    this.#kept.set(key, kept)
    return structuredClone(kept.result)
  }

  /** @param ttl milliseconds; `undefined` for as long as there is room. */
  set(key: string, result: NodeResult, ttl: number | undefined): void {
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= MAX_RESULTS && oldest !== undefined) this.#kept.delete(oldest)
    const until = ttl === undefined ? Number.POSITIVE_INFINITY : this.now() + ttl
    this.#kept.set(key, { result: structuredClone(result), until })
  }
}

/**
 * Names a node and all of the state that is the graph's own, whatever the order of its keys.
 *
 * @param mentions the node's own texts: what of the runner's keys they name counts, too.
 */
export async function cacheKey(node: string, state: State, mentions: string): Promise<string> {
  const visible = Object.entries(state).filter(
    ([key, value]) => value !== undefined && (!isInfrastructure(key) || mentions.includes(key)),
  )
  const text = JSON.stringify([node, sorted(Object.fromEntries(visible))])
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}
