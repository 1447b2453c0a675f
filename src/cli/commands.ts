import type { Command } from './command.js'

/** A command by its name. What it needs is loaded when it is called, so that `--help` answers at once. */
export interface CommandEntry {
  readonly name: string
  /** One line of `recapflow --help`. */
  readonly summary: string
  load(): Promise<Command>
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'make a new questionnaire to begin from',
    load: async () => (await import('./init-command.js')).initCommand,
  },
  {
    name: 'serve',
    summary: 'start the web app with the questionnaires of a folder',
    load: async () => (await import('./serve-command.js')).serveCommand,
  },
  {
    name: 'run',
    summary: 'run a graph and print its state, or its text as it is written',
    load: async () => (await import('./run-command.js')).runCommand,
  },
  {
    name: 'lint',
    summary: 'check graphs, prompts and questionnaires',
    load: async () => (await import('./lint-command.js')).lintCommand,
  },
  {
    name: 'graph',
    summary: 'draw a graph, as Mermaid text or as an SVG picture',
    load: async () => (await import('./graph-command.js')).graphCommand,
  },
  {
    name: 'import',
    summary: 'make a questionnaire from a file in another format: FHIR R4',
    load: async () => (await import('./import-command.js')).importCommand,
  },
  {
    name: 'export',
    summary: 'write a questionnaire in another format: FHIR R4',
    load: async () => (await import('./export-command.js')).exportCommand,
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of a kind of file, for editors',
    load: async () => (await import('./schema-command.js')).schemaCommand,
  },
  {
    name: 'hash-password',
    summary: "print the hash of the owner's password, for OWNER_PASSWORD_HASH",
    load: async () => (await import('./hash-password-command.js')).hashPasswordCommand,
  },
]
