import { describe, isMapping } from '../yaml/describe.js'
import type { Coding } from './questionnaire.js'
import type { SchemaMapping } from './schema-mapping.js'

const ID = /^[a-z][a-z0-9_]*$/
export const MAX_ID_LENGTH = 64
/** Words of the condition grammar, of placeholders, and names that would reach a prototype. */
export const RESERVED_IDS = [
  'and',
  'or',
  'not',
  'true',
  'false',
  'null',
  'none',
  'state',
  'contacts',
  'response',
  'constructor',
]

/** The `id` of a field, score, band or alert. */
export function idOf(mapping: SchemaMapping): string | undefined {
  const id = mapping.requiredText('id')
  if (id === undefined) return undefined
  if (!ID.test(id) || id.length > MAX_ID_LENGTH) {
    mapping.report(
      `The id "${id}" has to be lower-case letters, digits and underscores, start with a letter and have at most ${MAX_ID_LENGTH} characters.${suggestion(id)}`,
      'id',
      { rule: 'invalid-name' },
    )
    return undefined
  }
  if (RESERVED_IDS.includes(id)) {
    mapping.report(`The id "${id}" is a word with a meaning of its own. Choose another one.`, 'id', {
      rule: 'invalid-name',
    })
    return undefined
  }
  return id
}

function suggestion(id: string): string {
  const mended = id
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, MAX_ID_LENGTH)
  return mended === '' ? '' : ` For example "${mended}".`
}

/** A code of a code system; a text stands for a code without one. */
export function readCoding(mapping: SchemaMapping, key: string): Coding | undefined {
  if (!mapping.has(key)) return undefined
  const value = mapping.value[key]
  if (typeof value === 'string') return { code: value }
  if (!isMapping(value)) {
    mapping.report(
      `"${key}" has to be a code or a mapping of system and code, found ${describe(value)}.`,
      key,
      { rule: 'wrong-type' },
    )
    return undefined
  }
  const coding = mapping.mapping(key, `"${key}" of the ${mapping.what}`)
  coding?.allow(['system', 'code', 'display'])
  const code = coding?.requiredText('code')
  const system = coding?.text('system')
  const display = coding?.text('display')
  if (code === undefined) return undefined
  return { code, ...(system === undefined ? {} : { system }), ...(display === undefined ? {} : { display }) }
}
