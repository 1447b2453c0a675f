import { RunError } from '../errors.js'
import { parseJinja } from './jinja/jinja-template.js'
import { parseSimple } from './simple-template.js'

export type Variables = Readonly<Record<string, unknown>>

/** A text of a prompt file, ready to be filled in. */
export interface Template {
  readonly source: string
  readonly mode: 'simple' | 'jinja'
  /** The variables that the text cannot do without, each once; `state` is none of them. */
  readonly requiredNames: readonly string[]
  /** The variables that the text reads at all: also those guarded by `default`, `is defined` or `if`. */
  readonly usedNames: readonly string[]
  /** The names among `variables` that the text needs and does not find. */
  missing(variables: Variables, state: Variables): string[]
  /** May throw for a text that cannot be rendered with these values. */
  render(variables: Variables, state: Variables): string
}

/**
 * Reads a template: Jinja where it contains `{{` or `{%`, else the simple form with `{name}`. Its mode is
 * settled here; what values contain can never change it.
 *
 * @throws SyntaxError or Error for Jinja that cannot be parsed.
 */
export function parseTemplate(source: string): Template {
  return /\{\{|\{%/.test(source) ? parseJinja(source) : parseSimple(source)
}

/** Renders the texts of one prompt, or fails once with every name that any of them misses. */
export function renderAll<Name extends string>(
  promptName: string,
  templates: Readonly<Record<Name, Template>>,
  variables: Variables,
  state: Variables = variables,
): Record<Name, string> {
  const entries = Object.entries(templates) as [Name, Template][]
  const missing = new Set(entries.flatMap(([, template]) => template.missing(variables, state)))
  if (missing.size > 0) {
    throw promptError(
      promptName,
      `it needs ${[...missing].map((name) => `"${name}"`).join(', ')}, and got ${namesOf(variables)}`,
    )
  }
  try {
    return Object.fromEntries(
      entries.map(([name, template]) => [name, template.render(variables, state)]),
    ) as Record<Name, string>
  } catch (error) {
    throw promptError(promptName, error instanceof Error ? error.message : String(error))
  }
}

export function promptError(promptName: string, reason: string): RunError {
  return new RunError({
    type: 'prompt_error',
    message: `The prompt "${promptName}" cannot be written: ${reason}.`,
    retryable: false,
  })
}

function namesOf(variables: Variables): string {
  const names = Object.keys(variables)
  return names.length === 0 ? 'no variables' : names.map((name) => `"${name}"`).join(', ')
}
