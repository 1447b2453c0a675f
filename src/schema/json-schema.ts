/** A JSON Schema, draft 7, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>

export const DRAFT = 'http://json-schema.org/draft-07/schema#'

export function text(description: string, more: JsonSchema = {}): JsonSchema {
  return { type: 'string', description, ...more }
}

export function flag(description: string): JsonSchema {
  return { type: 'boolean', description }
}

export function number(description: string, more: JsonSchema = {}): JsonSchema {
  return { type: 'number', description, ...more }
}

export function wholeNumber(description: string, least = 0): JsonSchema {
  return { type: 'integer', minimum: least, description }
}

/** More than 0 and at most a day. */
export function seconds(description: string): JsonSchema {
  return number(description, { exclusiveMinimum: 0, maximum: 86_400 })
}

export function oneOf(description: string, values: readonly unknown[]): JsonSchema {
  return { enum: [...values], description }
}

/** Any JSON value. */
export function anything(description: string): JsonSchema {
  return { description }
}

export function listOf(items: JsonSchema, description: string, least = 0): JsonSchema {
  return { type: 'array', items, ...(least === 0 ? {} : { minItems: least }), description }
}

/** A mapping whose keys are the author's own. */
export function mappingOf(values: JsonSchema, description: string, more: JsonSchema = {}): JsonSchema {
  return { type: 'object', additionalProperties: values, description, ...more }
}

/** A mapping with exactly these keys. */
export function keysOf(
  properties: Readonly<Record<string, JsonSchema>>,
  description: string,
  more: JsonSchema = {},
): JsonSchema {
  return { type: 'object', properties, additionalProperties: false, description, ...more }
}

/** `then` where the key has this value; with `isDefault` also where the key is absent. */
export function where(key: string, value: string, then: JsonSchema, isDefault = false): JsonSchema {
  return {
    if: { properties: { [key]: { const: value } }, ...(isDefault ? {} : { required: [key] }) },
    then,
  }
}
