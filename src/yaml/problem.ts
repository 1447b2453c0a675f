/** The kinds of mistakes: what `lint` prints behind a problem, and what a filter or an editor can go by. */
export const rules = [
  // The file as such.
  'yaml-syntax',
  'unknown-kind',
  'unknown-key',
  'deferred-key',
  'missing-key',
  'wrong-type',
  'wrong-value',
  'invalid-name',
  'repeated-name',
  'no-effect',
  'surprising-scalar',
  // What a text in it says.
  'invalid-expression',
  'invalid-condition',
  'invalid-template',
  // What it refers to.
  'unknown-node',
  'unknown-tool',
  'unbound-tool',
  'unknown-provider',
  'unknown-field',
  'missing-file',
  'missing-prompt',
  'missing-variable',
  'unused-variable',
  'unused-tool',
  'missing-translation',
  'circular-graph',
  'tool-not-allowed',
  // How its parts go together.
  'no-start',
  'no-checkpointer',
  'unreachable-node',
  'mixed-edges',
  'unlisted-route',
  'unrouted-target',
  'undeclared-state',
  'unlimited-loop',
  'parallel-write',
  'skips-after-first',
  'invisible-stream',
  'stream-key-is-state',
] as const

export type Rule = (typeof rules)[number]

/** One mistake in a YAML file. Lines and columns count from 1. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** What was found, what was expected and how to mend it; one sentence or two. */
  readonly message: string
  readonly severity: 'error' | 'warning'
  readonly rule: Rule
}

/** A problem of a file as a whole. */
export function problemAtStart(
  file: string,
  message: string,
  about: Pick<Problem, 'severity' | 'rule'>,
): Problem {
  return { file, line: 1, column: 1, message, ...about }
}

export function formatProblem(problem: Problem): string {
  const mark = problem.severity === 'warning' ? 'warning: ' : ''
  return `${problem.file}:${problem.line}:${problem.column}: ${mark}${problem.message}`
}
