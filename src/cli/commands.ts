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
    name: 'schema',
    summary: 'print the JSON Schema of a kind of file, for editors',
    load: async () => (await import('./schema-command.js')).schemaCommand,
  },
]
