import type { ToolCall } from './model-tool.js'

/** Most tool calls of one answer that are kept. */
const MAX_CALLS = 128

/** How much of arguments that cannot be read the model is shown, in UTF-16 units. */
const MAX_QUOTED = 200

/** What a chunk holds of one call. */
export interface ToolCallPiece {
  readonly index?: number | undefined
  readonly id?: string | undefined
  readonly name?: string | undefined
  readonly args?: string | undefined
}

interface OpenCall {
  readonly index: number | undefined
  id: string | undefined
  name: string
  readonly pieces: string[]
}

/** Puts tool calls together from their chunks: the name comes first, the arguments in pieces. */
export class ToolCallReader {
  readonly #calls: OpenCall[] = []
  /** Whether there were more calls than are kept. */
  isFull = false

  read(chunk: ToolCallPiece): void {
    const call = this.#callOf(chunk)
    if (call === undefined) return
    call.id ??= chunk.id || undefined
    // Some servers repeat the name with every piece, or say null.
    if (chunk.name && call.name !== chunk.name) call.name += chunk.name
    if (chunk.args) call.pieces.push(chunk.args)
  }

  /** Every call, in the order in which they began. */
  calls(): ToolCall[] {
    return this.#calls.map(({ id, name, pieces }) => ({
      id: id ?? `call_${crypto.randomUUID()}`,
      name,
      ...readArguments(pieces.join('')),
    }))
  }

  /** Providers number their calls; where one does not, a piece with a name begins the next call. */
  #callOf({ index, id, name }: ToolCallPiece): OpenCall | undefined {
    const open = this.#calls.findLast((call) =>
      typeof index === 'number' ? call.index === index : id ? call.id === id : !name,
    )
    // Some give the same number to every call.
    const isAnother = id && open?.id !== undefined && open.id !== id
    if (open !== undefined && !isAnother) return open
    if (this.#calls.length === MAX_CALLS) {
      this.isFull = true
      return undefined
    }
    const call: OpenCall = { index, id: id || undefined, name: '', pieces: [] }
    this.#calls.push(call)
    return call
  }
}

/** A function without parameters is often called with no text at all. */
function readArguments(text: string): Pick<ToolCall, 'args' | 'problem'> {
  if (text.trim() === '') return { args: {} }
  const quoted = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { args: {}, problem: `The arguments are not valid JSON: ${quoted}` }
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { args: value as Record<string, unknown> }
  }
  return { args: {}, problem: `The arguments have to be a JSON object, and are: ${quoted}` }
}
