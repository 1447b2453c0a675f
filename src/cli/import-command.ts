import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.js'
import { type ImportedQuestionnaire, importQuestionnaire } from '../fhir/import-questionnaire.js'
import { MAX_RESOURCE_LENGTH, readQuestionnaireResource, readTerminology } from '../fhir/read-resource.js'
import { onlyArgument, readArguments } from './arguments.js'
import type { Command } from './command.js'
import { exitCode } from './exit-code.js'
import { findingCounts, findingLines } from './finding-text.js'
import { QUESTIONNAIRE_NAME, RESERVED_NAMES } from './questionnaire-name.js'
import { say, type Terminal, writeJson } from './terminal.js'
import { writeFile } from './write-file.js'

const help = `Usage: recapflow import fhir FILE [OPTIONS]

Makes a questionnaire from a FHIR R4 Questionnaire in JSON, or from a Bundle that holds one. It is written to
graphs/NAME/schema.yaml, and everything that could not be carried over is reported on standard error. With an
error among that nothing is written. Nothing that the file says is run.

  --out FOLDER       the folder of the questionnaires (default: graphs)
  --id NAME          the questionnaire's name, which is that of its folder (default: the end of its url)
  --value-set FILE   a ValueSet or CodeSystem that the questionnaire refers to; repeat it for more
  --print            print the questionnaire instead of writing it, errors or not
  --force            write over a file that is there
  --json             print {id, file, items, findings} as one JSON document

Exit codes: 0 no errors, 1 errors found, 2 wrong arguments or a file that cannot be used.
`

export const importCommand: Command = { help, run: runImport }

async function runImport(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    {
      out: { type: 'string', default: 'graphs' },
      id: { type: 'string' },
      'value-set': { type: 'string', multiple: true },
      print: { type: 'boolean' },
      force: { type: 'boolean' },
      json: { type: 'boolean' },
    },
    'import',
  )
  const [format, ...files] = positionals
  if (format !== 'fhir') {
    throw new UsageError(
      `${format === undefined ? 'The format is missing' : `There is no format "${format}"`}: recapflow import fhir FILE. See recapflow import --help.`,
    )
  }
  const file = onlyArgument(files, 'FILE', 'import fhir')
  const { id } = values
  if (id !== undefined && !QUESTIONNAIRE_NAME.test(id))
    throw new UsageError(
      `--id is "${id}", expected lower-case letters, digits, "-" and "_", at most 64, beginning with a letter or digit.`,
    )
  if (values.print === true && values.json === true)
    throw new UsageError('--print and --json both print to standard output. Choose one.')
  const terminology = (values['value-set'] ?? []).flatMap((name) => readTerminology(textOf(name), name))
  const imported = importQuestionnaire(readQuestionnaireResource(textOf(file), file), {
    terminology,
    ...(id === undefined ? {} : { id }),
  })
  const hasErrors = imported.findings.some(({ severity }) => severity === 'error')
  const target = join(values.out, imported.id, 'schema.yaml')
  const isWritten = values.print !== true && !hasErrors
  if (isWritten && RESERVED_NAMES.includes(imported.id))
    throw new UsageError(
      `"${imported.id}" has a meaning of its own in graphs/. Choose another name with --id.`,
    )
  if (isWritten)
    writeFile(target, imported.yaml, { isForced: values.force === true, instead: 'another --id or --out' })
  if (values.print === true) terminal.output.write(imported.yaml)
  if (values.json === true) {
    const { items, findings } = imported
    writeJson(terminal, { id: imported.id, file: isWritten ? target : null, items, findings })
  } else report(terminal, imported, isWritten ? target : undefined)
  return hasErrors ? exitCode.failed : exitCode.finished
}

function report(
  terminal: Terminal,
  { findings, items }: ImportedQuestionnaire,
  target: string | undefined,
): void {
  for (const line of findingLines(findings)) say(terminal, line)
  const place = target === undefined ? '' : ` Written to ${target}.`
  const nothing = findings.some(({ severity }) => severity === 'error') ? ' Nothing was written.' : ''
  say(terminal, `${items} item${items === 1 ? '' : 's'} read: ${findingCounts(findings)}.${place || nothing}`)
}

function textOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new UsageError(`There is no file "${file}".`)
  if (found.size > MAX_RESOURCE_LENGTH) {
    throw new UsageError(`"${file}" has more than ${MAX_RESOURCE_LENGTH} bytes. Split the questionnaire.`)
  }
  return readFileSync(file, 'utf8')
}
