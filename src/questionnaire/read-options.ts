import { describe, isMapping } from '../yaml/describe.js'
import { didYouMean } from '../yaml/nearest-name.js'
import type { Option } from './questionnaire.js'
import { readCoding } from './read-identity.js'
import type { SchemaMapping } from './schema-mapping.js'

const SOURCES = ['options', 'scale', 'coding'] as const

/** Those of `options`, `scale` and `coding` that a field has; exactly one is right. */
export function optionKeysOf(mapping: SchemaMapping): (typeof SOURCES)[number][] {
  return SOURCES.filter((key) => mapping.has(key))
}

export function readOptions(
  mapping: SchemaMapping,
  scales: ReadonlyMap<string, readonly Option[]>,
): readonly Option[] {
  const [source, second] = optionKeysOf(mapping)
  if (source === undefined) {
    mapping.report(
      `The ${mapping.what} is a choice and has no answers. Add "options", "scale" or "coding".`,
      undefined,
      { rule: 'missing-key' },
    )
    return []
  }
  if (second !== undefined) {
    mapping.report(`The ${mapping.what} has both "${source}" and "${second}". Keep one of them.`, second, {
      rule: 'no-effect',
      part: 'key',
    })
  }
  if (source === 'options') return readOptionList(mapping, 'options')
  if (source === 'coding') return readCodes(mapping)
  const name = mapping.text('scale')
  const scale = name === undefined ? undefined : scales.get(name)
  if (name !== undefined && scale === undefined) {
    mapping.report(`There is no scale "${name}" under "scales".${didYouMean(name, scales.keys())}`, 'scale', {
      rule: 'unknown-field',
    })
  }
  return scale ?? []
}

/** A list of options: texts, which are value and label at once, or mappings. */
export function readOptionList(mapping: SchemaMapping, key: string): readonly Option[] {
  const list = mapping.list(key)
  if (list?.length === 0)
    mapping.report(`"${key}" is empty. Give at least one answer.`, key, { rule: 'missing-key' })
  const options = (list ?? []).flatMap((item, index) => readOption(mapping, key, item, index) ?? [])
  const seen = new Set<string>()
  for (const [index, option] of options.entries()) {
    const value = String(option.value)
    if (seen.has(value))
      mapping.reportAt([key, index], `The answer "${value}" stands twice in "${key}".`, {
        rule: 'repeated-name',
      })
    seen.add(value)
  }
  return options
}

function readOption(mapping: SchemaMapping, key: string, item: unknown, index: number): Option | undefined {
  if (typeof item === 'string' && item.trim() !== '') {
    const text = item.trim()
    return { value: text, label: text, exclusive: false }
  }
  if (!isMapping(item)) {
    const quoting =
      typeof item === 'boolean' || typeof item === 'number' ? ` Put it in quotes: "${item}".` : ''
    mapping.reportAt(
      [key, index],
      `An answer has to be text or a mapping, found ${describe(item)}.${quoting}`,
      { rule: 'wrong-type' },
    )
    return undefined
  }
  const option = mapping.item(key, index, item, `${index + 1}. answer of the ${mapping.what}`)
  option.allow(['value', 'label', 'hint', 'score', 'exclusive', 'code'])
  const value = readValue(option)
  const label = option.text('label') ?? (value === undefined ? undefined : String(value))
  const hint = option.text('hint')
  const score = option.number('score') ?? (typeof value === 'number' ? value : undefined)
  const exclusive = option.flag('exclusive') ?? false
  const code = typeof option.value.code === 'string' ? option.value.code : readCoding(option, 'code')
  if (value === undefined || label === undefined) return undefined
  return {
    value,
    label,
    exclusive,
    ...(hint === undefined ? {} : { hint }),
    ...(score === undefined ? {} : { score }),
    ...(code === undefined ? {} : { code }),
  }
}

function readValue(option: SchemaMapping): string | number | undefined {
  const value = option.value.value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  if (!option.has('value'))
    option.report(`The ${option.what} has no "value".`, undefined, { rule: 'missing-key' })
  else {
    const quoting = typeof value === 'boolean' ? ` Put it in quotes: "${value}".` : ''
    option.report(`"value" has to be text or a number, found ${describe(value)}.${quoting}`, 'value', {
      rule: 'wrong-type',
    })
  }
  return undefined
}

/** `{0: Never, 1: Often}`: codes in digits are numbers. */
function readCodes(mapping: SchemaMapping): Option[] {
  const codes = mapping.mapping('coding', `coding of the ${mapping.what}`)
  const names = Object.keys(codes?.value ?? {})
  if (codes !== undefined && names.length === 0)
    mapping.report('"coding" is empty. Give at least one answer.', 'coding', { rule: 'missing-key' })
  return names.flatMap((name) => {
    const label = codes?.text(name)
    if (label === undefined) return []
    const value = /^-?\d{1,15}$/.test(name) ? Number(name) : name
    return [{ value, label, exclusive: false, ...(typeof value === 'number' ? { score: value } : {}) }]
  })
}
