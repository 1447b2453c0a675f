import { readPath, textOf } from '../expression/value-expression.js'
import type { Template, Variables } from './template.js'

/** `{name}`, `{a.b}`, `{a[k]}` and their combinations; every other brace is itself. */
const PLACEHOLDER = /\{([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+|\[[^\][{}]+\])*)\}/gu

/** A text in the simple form. Lists are joined by `", "`, objects are JSON, null is empty. */
export function parseSimple(source: string): Template {
  const placeholders = [...source.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '')
  const roots = placeholders.map((placeholder) => /^[^.[]+/.exec(placeholder)?.[0] ?? placeholder)
  const names = [...new Set(roots)].filter((name) => name !== 'state')
  return {
    source,
    mode: 'simple',
    requiredNames: names,
    usedNames: names,
    missing: (variables, state) =>
      placeholders.filter((placeholder) => lookUp(placeholder, variables, state) === undefined),
    render: (variables, state) =>
      source.replaceAll(PLACEHOLDER, (_, placeholder: string) =>
        simpleText(lookUp(placeholder, variables, state)),
      ),
  }
}

function lookUp(placeholder: string, variables: Variables, state: Variables): unknown {
  const path = placeholder
    .replaceAll(/\[\s*['"]?([^\]'"]*)['"]?\s*\]/g, '.$1')
    .split('.')
    .filter((segment) => segment !== '')
  return readPath(Object.hasOwn(variables, 'state') ? variables : { ...variables, state }, path)
}

function simpleText(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') : textOf(value)
}
