import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { FilesInvalidError, UsageError } from '../errors.js'
import { exportQuestionnaire } from '../fhir/export-questionnaire.js'
import { loadQuestionnaireFiles } from '../questionnaire/load-questionnaire-files.js'
import type { Questionnaire } from '../questionnaire/questionnaire.js'
import { onlyArgument, readArguments } from './arguments.js'
import type { Command } from './command.js'
import { exitCode } from './exit-code.js'
import { findingCounts, findingLines } from './finding-text.js'
import { say, type Terminal, writeJson } from './terminal.js'
import { writeFile } from './write-file.js'

const help = `Usage: recapflow export fhir FILE [OPTIONS]

Prints a questionnaire file (schema.yaml) as a FHIR R4 Questionnaire in JSON. What FHIR has no place for is reported
on standard error. With an error among that nothing is printed.

  --output FILE   write it to this file instead of printing it
  --force         write over a file that is there
  --json          print {questionnaire, findings} as one JSON document

Exit codes: 0 no errors, 1 errors found, 2 wrong arguments or a file that cannot be used.
`

export const exportCommand: Command = { help, run: runExport }

async function runExport(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    { output: { type: 'string' }, force: { type: 'boolean' }, json: { type: 'boolean' } },
    'export',
  )
  const [format, ...files] = positionals
  if (format !== 'fhir') {
    throw new UsageError(
      `${format === undefined ? 'The format is missing' : `There is no format "${format}"`}: recapflow export fhir FILE. See recapflow export --help.`,
    )
  }
  if (values.output !== undefined && values.json === true)
    throw new UsageError('--json prints the questionnaire with the report. Leave out --output.')
  const { resource, findings } = exportQuestionnaire(load(onlyArgument(files, 'FILE', 'export fhir')))
  const hasErrors = findings.some(({ severity }) => severity === 'error')
  const text = `${JSON.stringify(resource, null, 2)}\n`
  if (values.output !== undefined && !hasErrors)
    writeFile(values.output, text, { isForced: values.force === true, instead: 'another --output' })
  if (values.json === true) writeJson(terminal, { questionnaire: hasErrors ? null : resource, findings })
  else {
    for (const line of findingLines(findings)) say(terminal, line)
    say(terminal, `${findingCounts(findings)}.${hasErrors ? ' Nothing was written.' : ''}`)
    if (!hasErrors && values.output === undefined) terminal.output.write(text)
  }
  return hasErrors ? exitCode.failed : exitCode.finished
}

/** With its translations in files beside it. */
function load(file: string): Questionnaire {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new UsageError(`There is no questionnaire file "${file}". Name a schema.yaml.`)
  // The folder's name is the questionnaire's.
  const path = dirname(file) === '.' ? resolve(file) : file
  const { questionnaire, problems } = loadQuestionnaireFiles(path, { shown: (name) => name })
  if (questionnaire === undefined)
    throw new FilesInvalidError(problems.filter(({ severity }) => severity === 'error'))
  return questionnaire
}
