import { sha256Hex } from '../sha256.js'

/** What a run is made from. Two runs with the same content are the same run. */
export interface RunContent {
  readonly session: string
  readonly node: string
  readonly input: unknown
  /** Prompt text, provider, model and settings, as the graph tells them. */
  readonly recipe: unknown
  readonly language: string
}

/**
 * `<session>-<node>-<16 hex digits of SHA-256 over the content as canonical JSON>`. Has no colon, which queue
 * ids do not allow.
 */
export async function runId(content: RunContent): Promise<string> {
  const { session, node, input, recipe, language } = content
  return `${session}-${node}-${sha256Hex(canonicalJson({ input, recipe, language })).slice(0, 16)}`
}

/** JSON with the keys of every object in order, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : item,
  )
}
