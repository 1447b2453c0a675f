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
  const bytes = new TextEncoder().encode(canonicalJson({ input, recipe, language }))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const hex = [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${session}-${node}-${hex}`
}

/** JSON with the keys of every object in order, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : item,
  )
}
