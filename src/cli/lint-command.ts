import { UsageError } from '../errors.js'
import { type LintReport, lintPaths } from '../lint/index.js'
import { readArguments } from './arguments.js'
import type { Command } from './command.js'
import { exitCode } from './exit-code.js'
import { type Terminal, writeJson } from './terminal.js'

const help = `Usage: recapflow lint PATH… [OPTIONS]

Checks graph, prompt and questionnaire files, and the files of folders, without running anything.

  --json     print {files, problems} as one JSON document
  --strict   warnings count as errors

Exit codes: 0 no errors, 1 errors found, 2 wrong arguments.
`

export const lintCommand: Command = { help, run: lint }

async function lint(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    { json: { type: 'boolean' }, strict: { type: 'boolean' } },
    'lint',
  )
  if (positionals.length === 0) {
    throw new UsageError('The PATH is missing: recapflow lint graphs prompts. See recapflow lint --help.')
  }
  const report = lintPaths(positionals)
  if (values.json === true) writeJson(terminal, report)
  else terminal.output.write(reportText(report))
  const isClean = countOf(report, 'error') === 0 && (values.strict !== true || report.problems.length === 0)
  return isClean ? exitCode.finished : exitCode.failed
}

function reportText(report: LintReport): string {
  const lines = report.problems.map(
    ({ file, line, column, severity, message, rule }) =>
      `${file}:${line}:${column}: ${severity}: ${message} [${rule}]`,
  )
  const counts = [plural(countOf(report, 'error'), 'error'), plural(countOf(report, 'warning'), 'warning')]
  return [...lines, `${plural(report.files, 'file')} checked: ${counts.join(', ')}.`, ''].join('\n')
}

function countOf({ problems }: LintReport, severity: 'error' | 'warning'): number {
  return problems.filter((problem) => problem.severity === severity).length
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
