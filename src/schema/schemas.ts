import { graphSchema } from './graph-schema.js'
import type { JsonSchema } from './json-schema.js'
import { promptSchema } from './prompt-schema.js'
import { questionnaireSchema } from './questionnaire-schema.js'

/** The JSON Schema of each kind of file. */
export const schemas = {
  graph: graphSchema,
  prompt: promptSchema,
  questionnaire: questionnaireSchema,
} satisfies Readonly<Record<string, JsonSchema>>

export type SchemaName = keyof typeof schemas

export const schemaNames = Object.keys(schemas) as readonly SchemaName[]

/** As it stands in `schemas/NAME.schema.json`. */
export function schemaText(name: SchemaName): string {
  return `${written(schemas[name], '')}\n`
}

/** Columns. */
const LINE_WIDTH = 110

/** JSON for people: a mapping has a line for each key, a list of words stands on one line where it fits. */
function written(value: unknown, indent: string, column = indent.length): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const isPlain = value.every((item) => typeof item !== 'object')
    const line = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
    if (value.length === 0 || (isPlain && column + line.length <= LINE_WIDTH)) return line
    return `[\n${value.map((item) => `${inner}${written(item, inner)}`).join(',\n')}\n${indent}]`
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  const lines = entries.map(([key, item]) => {
    const start = `${inner}${JSON.stringify(key)}: `
    return start + written(item, inner, start.length)
  })
  return `{\n${lines.join(',\n')}\n${indent}}`
}
