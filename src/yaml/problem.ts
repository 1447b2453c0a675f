/** One mistake in a YAML file. Lines and columns count from 1. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** What was found, what was expected and how to mend it; one sentence or two. */
  readonly message: string
  readonly severity: 'error' | 'warning'
}

export function formatProblem(problem: Problem): string {
  const mark = problem.severity === 'warning' ? 'warning: ' : ''
  return `${problem.file}:${problem.line}:${problem.column}: ${mark}${problem.message}`
}
