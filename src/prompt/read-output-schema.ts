import { isMapping } from '../yaml/describe.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import type { AnswerShape, DescribedShape, ShapeField, ShapeRules } from './answer-shape.js'
import { patternMistake } from './search-pattern.js'

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
  const described = readDescribed(mapping)
  if (described !== undefined && described.shape.type !== 'object') {
    mapping.error('An output_schema has to describe an object: type: object, with properties.', 'type')
    return undefined
  }
  return described?.shape
}

function readDescribed(mapping: YamlMapping): DescribedShape | undefined {
  mapping.expectKeys(KEYS, REFUSED)
  const { type, isNullable } = typeOf(mapping)
  const shape = readShape(mapping, type)
  const description = mapping.text('description')
  return shape && { shape, isNullable, ...(description === undefined ? {} : { description }) }
}

function readShape(mapping: YamlMapping, type: string | undefined): AnswerShape | undefined {
  const rules = readRules(mapping, type)
  switch (type) {
    case 'object':
      return readObject(mapping)
    case 'array': {
      const items = readInner(mapping, 'items')
      return items === undefined ? undefined : { type: 'list', items, rules }
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
        { rule: 'wrong-type' },
      )
      return undefined
  }
}

/** What stands in a list or a dictionary: anything, where the schema does not say. */
function readInner(mapping: YamlMapping, key: 'items' | 'additionalProperties'): AnswerShape | undefined {
  const inner = isMapping(mapping.get(key)) || key === 'items' ? mapping.mapping(key, key) : undefined
  if (inner === undefined) return { type: 'any' }
  const described = readDescribed(inner)
  return described && { type: 'described', ...described }
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
    return { type: 'dictionary', values: readInner(mapping, 'additionalProperties') ?? { type: 'any' } }
  }
  for (const [index, name] of required.entries()) {
    if (!Object.hasOwn(properties.value, name)) {
      mapping.errorAt(['required', index], `"${name}" is required, but not among the properties.`)
    }
  }
  const fields = Object.keys(properties.value).flatMap((name): ShapeField[] => {
    const property = properties.mapping(name, `property "${name}"`)
    const described =
      property === undefined
        ? { shape: { type: 'any' } as const, isNullable: false }
        : readDescribed(property)
    if (described === undefined) return []
    const fallback = property?.get('default')
    return [
      {
        name,
        ...described,
        isNullable: described.isNullable || !required.includes(name),
        ...(fallback === undefined ? {} : { default: fallback }),
      },
    ]
  })
  return { type: 'object', fields }
}

function readRules(mapping: YamlMapping, type: string | undefined): ShapeRules {
  const pattern = mapping.text('pattern')
  const mistake = pattern === undefined ? undefined : patternMistake(pattern)
  if (mistake !== undefined) mapping.error(mistake, 'pattern')
  const constant = mapping.get('const')
  const [least, most] =
    type === 'array' ? (['minItems', 'maxItems'] as const) : (['minLength', 'maxLength'] as const)
  const rules = {
    ge: mapping.number('minimum'),
    le: mapping.number('maximum'),
    gt: mapping.number('exclusiveMinimum'),
    lt: mapping.number('exclusiveMaximum'),
    min_length: mapping.wholeNumber(least),
    max_length: mapping.wholeNumber(most),
    pattern: mistake === undefined ? pattern : undefined,
    enum: mapping.list('enum') ?? (constant === undefined ? undefined : [constant]),
  }
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined))
}
