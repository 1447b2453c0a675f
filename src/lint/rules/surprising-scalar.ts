import type { Problem } from '../../yaml/problem.js'
import type { PlainScalar, YamlFile } from '../../yaml/read-yaml.js'

/** Keys of graphs and prompts that take a flag: there `yes` and `on` are what people expect. */
const flags =
  /^(?:prompts_relative|parse_json|stream|web|skip_if_exists|idempotent|flatten_output|include_metadata|optional|cache|default)$/

/** Plain words and numbers that YAML reads otherwise than people do. */
export function surprisingScalars(yaml: YamlFile, kind: 'graph' | 'prompt' | 'questionnaire'): Problem[] {
  return yaml.plainScalars().flatMap((scalar) => {
    const { source, value, path, isKey } = scalar
    const reading =
      (kind === 'questionnaire' ? readingOfCore(scalar) : readingOfPyYaml(scalar)) ?? readingOfNumber(scalar)
    if (reading === undefined) return []
    const instead = isKey || typeof value === 'string' ? '' : `, or ${String(value)}`
    const message = `${source} without quotes is ${reading}. Write "${source}" for the text${instead}.`
    const part = isKey ? 'key' : 'value'
    return [yaml.problem(path, message, { rule: 'surprising-scalar', part, severity: 'warning' })]
  })
}

/** Graphs, prompts and data. */
function readingOfPyYaml({ source, value, path, isKey }: PlainScalar): string | undefined {
  const key = String(path.at(-1) ?? '')
  if (typeof value === 'boolean' && /^(?:yes|no|on|off)$/i.test(source) && (isKey || !flags.test(key))) {
    return String(value)
  }
  if (typeof value === 'number' && /^[-+]?0[0-7_]+$/.test(source)) return `the octal number ${value}`
  if (typeof value === 'number' && source.includes(':')) return `the number ${value}, counted in sixties`
  if (typeof value === 'string' && /^[-+]?\d+(?:\.\d+)?e\d+$/i.test(source)) {
    return 'text, because such a number needs a dot and a sign, as in 1.0e+3'
  }
  return undefined
}

/** Questionnaires and contacts. */
function readingOfCore({ source, value }: PlainScalar): string | undefined {
  if (typeof value !== 'number') return undefined
  if (/^[-+]?0\d/.test(source)) return `the number ${value}, without the zeros before it`
  return /^0[ox]|e/i.test(source) ? `the number ${value}` : undefined
}

/** What a number loses of the way in which it was written. */
function readingOfNumber({ source, value, path, isKey }: PlainScalar): string | undefined {
  if (isKey && value === null) return 'nothing'
  if (typeof value !== 'number') return undefined
  if (/^\+\d/.test(source)) return `the number ${value}, without the plus`
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return `the number ${value}, which is not exact`
  const isName = isKey || path.at(-1) === 'version'
  return isName && /\.\d*0$/.test(source) ? `the number ${value}, without the zero after it` : undefined
}
