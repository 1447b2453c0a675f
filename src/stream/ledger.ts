import type { TokenMeta } from './event.js'

/** What one execution has taken from the model. Counted where tokens come in: nothing is allocated for it. */
export interface Ledger {
  /** Pieces of text, as the model sent them. */
  pieces: number
  /** UTF-16 code units of these pieces. */
  characters: number
  /** Milliseconds, as `Date.now()`, at which the first of them came. */
  firstAt: number | undefined
  /** As the model has counted, where it does. */
  inputTokens: number
  outputTokens: number
}

export function createLedger(): Ledger {
  return { pieces: 0, characters: 0, firstAt: undefined, inputTokens: 0, outputTokens: 0 }
}

/** @internal */
export function addPiece(ledger: Ledger, text: string): void {
  ledger.pieces++
  ledger.characters += text.length
  ledger.firstAt ??= Date.now()
}

/** @internal */
export function addUsage(ledger: Ledger, usage: NonNullable<TokenMeta['usage']>): void {
  ledger.inputTokens += usage.input_tokens
  ledger.outputTokens += usage.output_tokens
}
