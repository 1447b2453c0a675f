import type { Problem } from './yaml/problem.js'

/** Every way in which a run, or a node of one, can fail. Closed: pages have a sentence for each. */
export type RunErrorType =
  | 'llm_error'
  | 'validation_error'
  | 'prompt_error'
  | 'state_error'
  | 'timeout_error'
  | 'aborted'
  | 'truncated'
  | 'unknown_error'

/** Why a run was aborted (`type: 'aborted'`), or why a text is short (`type: 'truncated'`). */
export type RunErrorReason =
  | 'stop'
  | 'abandoned'
  | 'superseded'
  | 'shutdown'
  | 'taken_over'
  | 'length'
  | 'content_filter'
  | 'no_finish_reason'
  | 'log_full'

export interface RunErrorDetails {
  readonly type: RunErrorType
  readonly message: string
  /** Author name of the node that failed, where there is one. */
  readonly node?: string
  /** Whether the same call could succeed when made again. */
  readonly retryable: boolean
  readonly reason?: RunErrorReason
}

/** A failure inside a run. Never thrown at a viewer: it ends up as the `error` event of a log. */
export class RunError extends Error {
  override readonly name = 'RunError'
  readonly type: RunErrorType
  readonly node: string | undefined
  readonly retryable: boolean
  readonly reason: RunErrorReason | undefined

  constructor(details: RunErrorDetails, options?: ErrorOptions) {
    super(details.message, options)
    this.type = details.type
    this.node = details.node
    this.retryable = details.retryable
    this.reason = details.reason
  }

  get details(): RunErrorDetails {
    return {
      type: this.type,
      message: this.message,
      retryable: this.retryable,
      ...(this.node === undefined ? {} : { node: this.node }),
      ...(this.reason === undefined ? {} : { reason: this.reason }),
    }
  }
}

/** Misuse of the library or of the environment: says what was received and how to mend it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * A server that everything depends on, a database for instance, cannot be reached just now, or there is no room.
 * Nothing was changed. The same request is worth trying again after `retryAfter` seconds.
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError'
  readonly retryAfter: number

  constructor(message: string, options: ErrorOptions & { readonly retryAfter?: number } = {}) {
    super(message, options)
    this.retryAfter = options.retryAfter ?? 5
  }
}

/** YAML files with mistakes. `problems` has all of them, the message a line for each. */
export class FilesInvalidError extends Error {
  override readonly name = 'FilesInvalidError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(
      problems
        .map((problem) => `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`)
        .join('\n'),
    )
    this.problems = problems
  }
}
