import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from '../errors.js'
import { schemaText } from '../schema/schemas.js'
import { readArguments } from './arguments.js'
import type { Command } from './command.js'
import { exitCode } from './exit-code.js'
import { QUESTIONNAIRE_NAME, RESERVED_NAMES } from './questionnaire-name.js'
import { startingQuestionnaire } from './starting-questionnaire.js'
import { say, type Terminal } from './terminal.js'

const DEFAULT_NAME = 'first-questionnaire'

const help = `Usage: recapflow init [NAME]

Makes a new questionnaire, graphs/NAME/schema.yaml, to begin from (default: ${DEFAULT_NAME}). In an empty
folder that is all that "recapflow serve" needs. Nothing that is there is written over.

NAME is a part of the address: lower-case letters, digits, "-" and "_", such as before-your-visit.
`

export const initCommand: Command = { help, run: init }

async function init(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = readArguments(args, {}, 'init')
  const [name = DEFAULT_NAME, further] = positionals
  if (further !== undefined) {
    throw new UsageError(
      `"recapflow init" makes one questionnaire, found "${further}" besides "${name}". ${suggestion(positionals.join(' '))}`,
    )
  }
  checkName(name)
  const folder = join('graphs', name)
  const file = join(folder, 'schema.yaml')
  if (existsSync(folder)) {
    throw new UsageError(`There is ${shown(folder)} already. Nothing was written. Choose another name.`)
  }
  if (existsSync('graphs') && !statSync('graphs').isDirectory()) {
    throw new UsageError('"graphs" is a file here, and has to be a folder. Nothing was written.')
  }
  const isNewProject = readdirSync('.').filter((entry) => !entry.startsWith('.')).length === 0
  const written = [
    ...writeSchema(),
    ...write(file, startingQuestionnaire(name, schemaPath())),
    // Answers are nobody's business in version control.
    ...(isNewProject ? write('.gitignore', 'data/\nnode_modules/\n') : []),
  ]
  for (const path of written) terminal.output.write(`${shown(path)}\n`)
  say(
    terminal,
    `
Next:
  npx recapflow serve --dev     shows it at http://localhost:3000/q/${name}, and again after each change
  npx recapflow lint graphs     checks it`,
  )
  return exitCode.finished
}

function checkName(name: string): void {
  if (!QUESTIONNAIRE_NAME.test(name)) {
    throw new UsageError(
      `"${name}" cannot be the name: it is a part of the address. Use lower-case letters, digits, "-" and "_", at most 64, beginning with a letter or digit. ${suggestion(name)}`.trim(),
    )
  }
  if (RESERVED_NAMES.includes(name)) {
    throw new UsageError(
      `"${name}" has a meaning of its own in graphs/. Choose another name, such as my-${name}.`,
    )
  }
}

function suggestion(name: string): string {
  const mended = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
    .slice(0, 64)
  return QUESTIONNAIRE_NAME.test(mended) ? `For example: recapflow init ${mended}` : ''
}

const OWN_SCHEMA = join('schemas', 'questionnaire.schema.json')
const PACKAGE_SCHEMA = join('node_modules', 'recapflow', OWN_SCHEMA)

/** Where editors find the JSON Schema, from the folder of a questionnaire. */
function schemaPath(): string {
  const path = existsSync(PACKAGE_SCHEMA) && !existsSync(OWN_SCHEMA) ? PACKAGE_SCHEMA : OWN_SCHEMA
  return `../../${shown(path)}`
}

/** A schema of its own for a project that does not have the package beside it. */
function writeSchema(): string[] {
  return existsSync(OWN_SCHEMA) || existsSync(PACKAGE_SCHEMA)
    ? []
    : write(OWN_SCHEMA, schemaText('questionnaire'))
}

/** @throws where the file is there: it is never written over. */
function write(path: string, text: string): string[] {
  mkdirSync(dirname(path), { recursive: true })
  if (path === '.gitignore' && existsSync(path)) return []
  writeFileSync(path, text, { flag: 'wx' })
  return [path]
}

/** With "/" on every system, as in the messages of the other commands. */
function shown(path: string): string {
  return path.replaceAll('\\', '/')
}
