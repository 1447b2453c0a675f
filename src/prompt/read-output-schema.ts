import { isMapping } from '../yaml/describe.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import type { AnswerShape, ShapeField, ShapeRules } from './answer-shape.js'

const KEYS = [
  'type',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'description',
  'title',
  'default',
  'enum',
  'const',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'pattern',
  'format',
  'examples',
  '$schema',
  '$id',
]

const REFUSED = Object.fromEntries(
  [
    '$ref',
    '$defs',
    'definitions',
    'anyOf',
    'oneOf',
    'allOf',
    'not',
    'if',
    'then',
    'else',
    'patternProperties',
  ].map((key) => [key, `"${key}" is not supported in output_schema. Write the whole schema out in place.`]),
)

/** Reads `output_schema`, a JSON Schema of an object without references and combinators. */
export function readOutputSchema(mapping: YamlMapping): AnswerShape | undefined {
  const shape = readShape(mapping)
  if (shape !== undefined && shape.type !== 'object') {
    mapping.error('An output_schema has to describe an object: type: object, with properties.', 'type')
    return undefined
  }
  return shape
}

function readShape(mapping: YamlMapping): AnswerShape | undefined {
  mapping.expectKeys(KEYS, REFUSED)
  const { type } = typeOf(mapping)
  const rules = readRules(mapping)
  switch (type) {
    case 'object':
      return readObject(mapping)
    case 'array': {
      const items = mapping.mapping('items', 'items')
      const shape = items === undefined ? ({ type: 'any' } as const) : readShape(items)
      return shape === undefined ? undefined : { type: 'list', items: shape, rules }
    }
    case 'string':
      return { type: 'text', rules }
    case 'integer':
    case 'number':
    case 'boolean':
    case 'null':
      return { type, rules }
    case undefined:
      return { type: 'any', rules }
    default:
      mapping.error(
        `"type" has to be object, array, string, integer, number, boolean or null, found "${type}".`,
        'type',
      )
      return undefined
  }
}

/** `type: [string, "null"]` is a string that may be null. */
function typeOf(mapping: YamlMapping): { type: string | undefined; isNullable: boolean } {
  const value = mapping.get('type')
  if (Array.isArray(value)) {
    const types = value.filter((item) => item !== 'null' && item !== null)
    if (types.length === 1 && typeof types[0] === 'string') {
      return { type: types[0], isNullable: types.length < value.length }
    }
    mapping.error('"type" may list one type and "null", nothing else.', 'type')
    return { type: undefined, isNullable: false }
  }
  if (value === undefined && mapping.has('properties')) return { type: 'object', isNullable: false }
  return { type: mapping.text('type'), isNullable: false }
}

function readObject(mapping: YamlMapping): AnswerShape {
  const properties = mapping.mapping('properties', 'properties')
  const required = mapping.texts('required') ?? []
  if (properties === undefined) {
    const values = mapping.get('additionalProperties')
    const inner = isMapping(values)
      ? readShape(mapping.mapping('additionalProperties', 'additionalProperties') ?? mapping)
      : undefined
    return { type: 'dictionary', values: inner ?? { type: 'any' } }
  }
  for (const [index, name] of required.entries()) {
    if (!Object.hasOwn(properties.value, name)) {
      mapping.errorAt(['required', index], `"${name}" is required, but not among the properties.`)
    }
  }
  const fields = Object.keys(properties.value).flatMap((name): ShapeField[] => {
    const property = properties.mapping(name, `property "${name}"`)
    const shape = property === undefined ? ({ type: 'any' } as const) : readShape(property)
    if (shape === undefined) return []
    const description = property?.text('description')
    const fallback = property?.get('default')
    return [
      {
        name,
        shape,
        isNullable: !required.includes(name) || (property !== undefined && typeOf(property).isNullable),
        ...(description === undefined ? {} : { description }),
        ...(fallback === undefined ? {} : { default: fallback }),
      },
    ]
  })
  return { type: 'object', fields }
}

function readRules(mapping: YamlMapping): ShapeRules {
  const pattern = mapping.text('pattern')
  if (pattern !== undefined && !isPattern(pattern)) {
    mapping.error(`"${pattern}" is not a regular expression.`, 'pattern')
  }
  const constant = mapping.get('const')
  const rules = {
    ge: mapping.number('minimum'),
    le: mapping.number('maximum'),
    gt: mapping.number('exclusiveMinimum'),
    lt: mapping.number('exclusiveMaximum'),
    min_length: mapping.wholeNumber('minLength') ?? mapping.wholeNumber('minItems'),
    max_length: mapping.wholeNumber('maxLength') ?? mapping.wholeNumber('maxItems'),
    pattern: pattern !== undefined && isPattern(pattern) ? pattern : undefined,
    enum: mapping.list('enum') ?? (constant === undefined ? undefined : [constant]),
  }
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined))
}

export function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
