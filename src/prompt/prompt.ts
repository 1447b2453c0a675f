import type { z } from 'zod'
import type { Template } from './template.js'

/** A checked prompt file. */
export interface Prompt {
  /** As the graph names it. */
  readonly name: string
  readonly file: string
  /** The file's text: runs of an edited prompt are other runs. */
  readonly text: string
  readonly system: readonly SystemSegment[]
  readonly user: Template | undefined
  /** What the `demo` provider answers. */
  readonly demo: Template | undefined
  /** The variables that its texts cannot do without, in order of the alphabet; `state` is none of them. */
  readonly requiredNames: readonly string[]
  /** All variables that its texts read: also those guarded by `default`, `is defined` or `if`. */
  readonly usedNames: readonly string[]
  /** The object that the answer has to be, where the file has a `schema` or an `output_schema`. */
  readonly answer: AnswerFormat | undefined
  readonly options: PromptModelOptions
}

export interface AnswerFormat {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string
  /** What the provider is asked for. */
  readonly jsonSchema: object
  /** What the answer is checked by. */
  readonly schema: z.ZodType
}

export interface SystemSegment {
  readonly content: Template
  /** Asks the provider to cache everything up to here, where it can. */
  readonly cache: boolean
}

/** Which model a prompt, a graph or a node asks for; what is left out is decided further down the line. */
export interface PromptModelOptions {
  readonly provider?: string
  readonly model?: string
  readonly temperature?: number
  readonly maxTokens?: number
  readonly thinkingBudget?: number
}

/** A sensible middle between always the same and anything goes. */
export const DEFAULT_TEMPERATURE = 0.7
