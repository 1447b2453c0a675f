/** Why the text of a try is withdrawn. */
export type ResetReason = 'retry' | 'fallback' | 'tool_call'

export interface TokenMeta {
  readonly provider: string
  readonly model: string
  readonly message_id?: string
  /** Position of this emission in its try, from 0. */
  readonly index: number
  /** Milliseconds since the model was asked. */
  readonly elapsed_ms: number
  /** Token counts of the whole answer; on the last emission only. */
  readonly usage?: {
    readonly input_tokens: number
    readonly output_tokens: number
    readonly total_tokens: number
  }
}

export interface PendingInterrupt {
  readonly id: string
  readonly value: unknown
  readonly node: string
}

export interface RunErrorBody {
  readonly type: string
  readonly message: string
  readonly node?: string
  readonly retryable: boolean
  readonly reason?: string
}

/**
 * What a run says about itself. `stream` names one execution of a node (`node#visit`, with `[index]` for a
 * branch); `try` counts the calls within that execution from 1, and is 0 for text that an earlier attempt wrote. Exactly one terminal event (`interrupt`,
 * `error` or `done`) comes last.
 */
export type RunEventBody =
  | { readonly type: 'run_start'; readonly run_id: string; readonly thread_id?: string }
  | {
      readonly type: 'token'
      readonly node: string
      readonly stream: string
      readonly key: string
      readonly try: number
      readonly content: string
      readonly format: 'text' | 'json'
      readonly meta?: TokenMeta
    }
  | {
      readonly type: 'partial'
      readonly node: string
      readonly stream: string
      readonly key: string
      readonly try: number
      readonly value: unknown
    }
  | {
      readonly type: 'reset'
      readonly node: string
      readonly stream: string
      /** The try whose text is withdrawn. */
      readonly try: number
      readonly reason: ResetReason
    }
  | {
      readonly type: 'node_complete'
      readonly node: string
      readonly stream?: string
      readonly output: unknown
    }
  | { readonly type: 'interrupt'; readonly interrupts: readonly PendingInterrupt[] }
  | { readonly type: 'error'; readonly error: RunErrorBody }
  | { readonly type: 'done'; readonly state: Readonly<Record<string, unknown>> }

/** An event with its place in the log: `seq` counts from 1 and never leaves a gap. */
export type RunEvent = RunEventBody & { readonly seq: number }

export type TerminalEvent = Extract<RunEvent, { type: 'interrupt' | 'error' | 'done' }>

export function isTerminal(event: RunEventBody): boolean {
  return event.type === 'done' || event.type === 'error' || event.type === 'interrupt'
}
