import { z } from 'zod'
import { areEqual } from '../expression/compare-values.js'
import { jsonText } from '../expression/value-expression.js'
import { searchPattern } from './search-pattern.js'

/** What an answer has to look like: the common form of `schema` and `output_schema`. */
export type AnswerShape =
  | { readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'null' | 'any'; readonly rules?: ShapeRules }
  | { readonly type: 'list'; readonly items: AnswerShape; readonly rules?: ShapeRules }
  | { readonly type: 'dictionary'; readonly values: AnswerShape }
  | { readonly type: 'object'; readonly fields: readonly ShapeField[] }
  | ({ readonly type: 'described' } & DescribedShape)

/** What stands in a list, a dictionary or a field. */
export interface DescribedShape {
  readonly shape: AnswerShape
  readonly description?: string
  /** May be null; a field that is left out is null then. */
  readonly isNullable: boolean
}

export interface ShapeField extends DescribedShape {
  readonly name: string
  /** Stands in where the answer leaves the field out. */
  readonly default?: unknown
}

/** Bounds of numbers, lengths of texts and lists, a pattern, or the values that are allowed. */
export interface ShapeRules {
  readonly ge?: number
  readonly le?: number
  readonly gt?: number
  readonly lt?: number
  readonly min_length?: number
  readonly max_length?: number
  readonly pattern?: string
  readonly enum?: readonly unknown[]
}

export function zodOf(shape: AnswerShape): z.ZodType {
  switch (shape.type) {
    case 'text':
      return withEnum(textOf(shape.rules), shape.rules)
    case 'integer':
      return withEnum(numberOf(z.int(), shape.rules), shape.rules)
    case 'number':
      return withEnum(numberOf(z.number(), shape.rules), shape.rules)
    case 'boolean':
      return withEnum(z.boolean(), shape.rules)
    case 'null':
      return z.null()
    case 'any':
      return withEnum(z.json(), shape.rules)
    case 'described':
      return shape.isNullable ? zodOf(shape.shape).nullable() : zodOf(shape.shape)
    case 'list':
      return listOf(shape.items, shape.rules)
    case 'dictionary':
      return z.record(z.string(), zodOf(shape.values))
    case 'object':
      return z.object(Object.fromEntries(shape.fields.map((field) => [field.name, fieldOf(field)])))
  }
}

function fieldOf(field: ShapeField): z.ZodType {
  const inner = field.isNullable ? zodOf(field.shape).nullable() : zodOf(field.shape)
  if (field.default !== undefined) return inner.default(field.default as never)
  return field.isNullable ? inner.default(null) : inner
}

function textOf({ min_length, max_length, pattern }: ShapeRules = {}): z.ZodType {
  let text = z.string()
  if (min_length !== undefined) text = text.min(min_length)
  if (max_length !== undefined) text = text.max(max_length)
  return pattern === undefined
    ? text
    : text.refine(searchPattern(pattern), { message: `expected a text matching ${pattern}` })
}

function numberOf<Numeric extends z.ZodNumber | z.ZodInt>(base: Numeric, rules: ShapeRules = {}): Numeric {
  let number = base
  if (rules.ge !== undefined) number = number.gte(rules.ge) as Numeric
  if (rules.le !== undefined) number = number.lte(rules.le) as Numeric
  if (rules.gt !== undefined) number = number.gt(rules.gt) as Numeric
  if (rules.lt !== undefined) number = number.lt(rules.lt) as Numeric
  return number
}

function listOf(items: AnswerShape, { min_length, max_length }: ShapeRules = {}): z.ZodType {
  let list = z.array(zodOf(items))
  if (min_length !== undefined) list = list.min(min_length)
  if (max_length !== undefined) list = list.max(max_length)
  return list
}

function withEnum(base: z.ZodType, rules: ShapeRules = {}): z.ZodType {
  const allowed = rules.enum
  if (allowed === undefined) return base
  return base.refine((value) => allowed.some((one) => areEqual(one, value)), {
    message: `expected one of ${jsonText(allowed)}`,
  })
}

/**
 * The JSON Schema that goes to the provider. Every field is listed as required, as strict modes want it; the
 * bounds, which those modes do not all take, stand in the descriptions.
 */
export function jsonSchemaOf(shape: AnswerShape): Record<string, unknown> {
  switch (shape.type) {
    case 'text':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'null':
      return {
        type: shape.type === 'text' ? 'string' : shape.type,
        ...(shape.rules?.enum === undefined ? {} : { enum: shape.rules.enum }),
      }
    case 'any':
      return { type: ['string', 'number', 'boolean', 'object', 'array', 'null'] }
    case 'described':
      return describedJsonSchema(shape)
    case 'list':
      return { type: 'array', items: jsonSchemaOf(shape.items) }
    case 'dictionary':
      return { type: 'object', additionalProperties: jsonSchemaOf(shape.values) }
    case 'object':
      return {
        type: 'object',
        properties: Object.fromEntries(shape.fields.map((field) => [field.name, describedJsonSchema(field)])),
        required: shape.fields.map(({ name }) => name),
        additionalProperties: false,
      }
  }
}

function describedJsonSchema({ shape, description, isNullable }: DescribedShape): Record<string, unknown> {
  const schema = jsonSchemaOf(shape)
  const sentence = [description, describeRules(shape)].filter((part) => part !== undefined && part !== '')
  const described = sentence.length === 0 ? schema : { ...schema, description: sentence.join(' ') }
  if (!isNullable || (Array.isArray(schema.type) && schema.type.includes('null'))) return described
  return {
    ...described,
    type: [schema.type, 'null'].flat(),
    ...(Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {}),
  }
}

function describeRules(shape: AnswerShape): string {
  const rules = 'rules' in shape ? shape.rules : undefined
  if (rules === undefined) return ''
  const parts = [
    rules.ge === undefined ? '' : `at least ${rules.ge}`,
    rules.gt === undefined ? '' : `more than ${rules.gt}`,
    rules.le === undefined ? '' : `at most ${rules.le}`,
    rules.lt === undefined ? '' : `less than ${rules.lt}`,
    rules.min_length === undefined ? '' : `length at least ${rules.min_length}`,
    rules.max_length === undefined ? '' : `length at most ${rules.max_length}`,
    rules.pattern === undefined ? '' : `matching ${rules.pattern}`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : `(${parts.join(', ')})`
}
