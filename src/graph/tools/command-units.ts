/** A place in a command where a value goes. */
export interface Placeholder {
  readonly name: string
}

/** One character of a command, or a placeholder in it. */
export type Unit = string | Placeholder

const NAME = '[A-Za-z_][A-Za-z0-9_]*'
const DOUBLED = new RegExp(String.raw`\{\{|\}\}|\{(${NAME})\}`, 'g')
const SINGLE = new RegExp(String.raw`\$\{${NAME}\}|\{(${NAME})\}`, 'g')

/**
 * Splits a command into characters and placeholders. Only `{name}` is one, and `${name}` is the shell's. Where
 * every brace that belongs to no `{name}` is doubled, `{{` and `}}` stand for one brace each, as in files that
 * were written for Python's `format`; where any is not, all other braces stand for themselves.
 */
export function commandUnits(command: string): Unit[] {
  const isDoubled = !/[{}]/.test(command.replaceAll(DOUBLED, ''))
  const units: Unit[] = []
  let end = 0
  for (const match of command.matchAll(isDoubled ? DOUBLED : SINGLE)) {
    units.push(...command.slice(end, match.index).split(''))
    end = match.index + match[0].length
    const name = match[1]
    if (name === undefined) units.push(...(isDoubled ? match[0].slice(0, 1) : match[0]).split(''))
    else if (command[match.index - 1] === '$') units.push(...match[0].split(''))
    else units.push({ name })
  }
  units.push(...command.slice(end).split(''))
  return units
}
