import { jsonText } from '../expression/value-expression.js'
import { isMapping } from '../yaml/describe.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import type { AnswerShape, ShapeField, ShapeRules } from './answer-shape.js'
import { patternMistake } from './search-pattern.js'

const FIELD_KEYS = ['type', 'description', 'default', 'optional', 'constraints', 'coding']
const RULES = ['ge', 'le', 'gt', 'lt', 'min_length', 'max_length', 'pattern'] as const
const TYPES = 'str, int, float, bool, dict, list, Any, list[T] or dict[str, T]'

/** Reads `schema: {name, fields}`. */
export function readSchema(mapping: YamlMapping): AnswerShape | undefined {
  mapping.expectKeys(['name', 'fields', 'description'])
  const fields = mapping.mapping('fields', 'fields of the schema')
  if (fields === undefined || Object.keys(fields.value).length === 0) {
    mapping.error('The schema has no "fields". Add at least one, such as fields: {title: {type: str}}.')
    return undefined
  }
  return { type: 'object', fields: Object.keys(fields.value).flatMap((name) => readField(fields, name)) }
}

function readField(fields: YamlMapping, name: string): ShapeField[] {
  const value = fields.value[name]
  if (typeof value === 'string') {
    const shape = readType(fields, name, value, {})
    return shape === undefined ? [] : [{ name, shape, isNullable: false }]
  }
  const field = fields.mapping(name, `field "${name}"`)
  if (field === undefined) {
    fields.error(`The field "${name}" has no type. It takes ${TYPES}.`, name, {
      rule: 'missing-key',
      part: 'key',
    })
    return []
  }
  field.expectKeys(FIELD_KEYS)
  const rules = readRules(field)
  const type = field.requiredText('type', 'type: str')
  const shape = type === undefined ? undefined : readType(field, 'type', type, rules)
  if (shape === undefined) return []
  const description = [field.text('description'), codingText(field)].filter((part) => part !== undefined)
  const fallback = field.get('default')
  return [
    {
      name,
      shape,
      isNullable: field.flag('optional') ?? (Object.hasOwn(field.value, 'default') && fallback === undefined),
      ...(description.length === 0 ? {} : { description: description.join(' ') }),
      ...(fallback === undefined ? {} : { default: fallback }),
    },
  ]
}

/** The keys of a coding are texts, whatever YAML reads them as. */
function codingText(field: YamlMapping): string | undefined {
  const coding = field.get('coding')
  if (coding === undefined) return undefined
  if (!isMapping(coding)) {
    field.error('"coding" has to be a mapping from each code to its meaning.', 'coding')
    return undefined
  }
  const codes = Object.entries(coding).map(
    ([code, meaning]) => `"${code}" = ${typeof meaning === 'string' ? meaning : jsonText(meaning)}`,
  )
  return `Codes: ${codes.join(', ')}.`
}

function readRules(field: YamlMapping): ShapeRules {
  const constraints = field.mapping('constraints', 'constraints')
  if (constraints === undefined) return {}
  constraints.expectKeys(RULES)
  const rules: Record<string, unknown> = {}
  for (const name of RULES) {
    const value =
      name === 'pattern'
        ? constraints.text(name)
        : name.endsWith('length')
          ? constraints.wholeNumber(name)
          : constraints.number(name)
    const mistake = name === 'pattern' && typeof value === 'string' ? patternMistake(value) : undefined
    if (mistake !== undefined) constraints.error(mistake, name)
    else if (value !== undefined) rules[name] = value
  }
  return rules
}

function readType(
  mapping: YamlMapping,
  key: string,
  text: string,
  rules: ShapeRules,
): AnswerShape | undefined {
  const shape = parseType(text.trim(), rules)
  if (shape === undefined) mapping.error(`"${text}" is not a type. It takes ${TYPES}.`, key)
  return shape
}

function parseType(text: string, rules: ShapeRules): AnswerShape | undefined {
  const generic = /^(list|dict)\[(.+)\]$/i.exec(text)
  if (generic !== null) {
    const inner = generic[2] ?? ''
    if (generic[1]?.toLowerCase() === 'list') {
      const items = parseType(inner.trim(), {})
      return items === undefined ? undefined : { type: 'list', items, rules }
    }
    const comma = inner.indexOf(',')
    const key = comma < 0 ? undefined : parseType(inner.slice(0, comma).trim(), {})
    const values = comma < 0 ? undefined : parseType(inner.slice(comma + 1).trim(), {})
    return key === undefined || values === undefined ? undefined : { type: 'dictionary', values }
  }
  switch (text.toLowerCase()) {
    case 'str':
    case 'string':
      return { type: 'text', rules }
    case 'int':
    case 'integer':
      return { type: 'integer', rules }
    case 'float':
    case 'number':
      return { type: 'number', rules }
    case 'bool':
    case 'boolean':
      return { type: 'boolean', rules }
    case 'list':
      return { type: 'list', items: { type: 'any' }, rules }
    case 'dict':
      return { type: 'dictionary', values: { type: 'any' } }
    case 'any':
      return { type: 'any' }
    default:
      return undefined
  }
}
