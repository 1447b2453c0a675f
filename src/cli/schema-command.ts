import { UsageError } from '../errors.js'
import { type SchemaName, schemaNames, schemaText } from '../schema/schemas.js'
import { didYouMean } from '../yaml/nearest-name.js'
import { readArguments } from './arguments.js'
import type { Command } from './command.js'
import { exitCode } from './exit-code.js'
import type { Terminal } from './terminal.js'

const help = `Usage: recapflow schema [${schemaNames.join(' | ')}]

Prints the JSON Schema (draft 7) of a kind of file. Editors check and complete files by it:

  recapflow schema graph > graph.schema.json

and, as the first line of a file:

  # yaml-language-server: $schema=graph.schema.json

The package has the same schemas in its folder schemas/.
`

export const schemaCommand: Command = { help, run: printSchema }

async function printSchema(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = readArguments(args, {}, 'schema')
  const [name, further] = positionals
  if (further !== undefined) {
    throw new UsageError(`"recapflow schema" prints one schema, found "${further}" besides "${name}".`)
  }
  terminal.output.write(name === undefined ? list() : schemaText(known(name)))
  return exitCode.finished
}

function known(name: string): SchemaName {
  const found = schemaNames.find((candidate) => candidate === name)
  if (found !== undefined) return found
  throw new UsageError(
    `There is no schema "${name}".${didYouMean(name, schemaNames)} Schemas: ${schemaNames.join(', ')}.`,
  )
}

function list(): string {
  return `${schemaNames.join('\n')}

Print one with: recapflow schema ${schemaNames[0]}
${help.slice(help.indexOf('\n\n') + 2)}`
}
