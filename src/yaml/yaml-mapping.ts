import { describe, isMapping, oneOfList } from './describe.js'
import { didYouMean } from './nearest-name.js'
import type { Problem, Rule } from './problem.js'
import type { ProblemAbout, YamlFile, YamlPath } from './read-yaml.js'

const WRONG_TYPE: ProblemAbout = { rule: 'wrong-type' }

/**
 * One mapping of a graph or prompt file, read key by key. A key without a value counts as absent. What is wrong
 * goes to `problems` with its place, so that a file's mistakes come all at once.
 */
export class YamlMapping {
  readonly value: Readonly<Record<string, unknown>>

  /** @param what names the mapping in messages, such as `node "ask"`. */
  constructor(
    readonly file: YamlFile,
    readonly problems: Problem[],
    readonly path: YamlPath,
    value: unknown,
    readonly what: string,
  ) {
    this.value = isMapping(value) ? value : {}
    if (!isMapping(value)) {
      this.error(`The ${what} has to be a mapping of keys and values, found ${describe(value)}.`, undefined, {
        rule: 'wrong-type',
      })
    }
  }

  /** Warns of keys that the format does not have. `refused` names those that are an error, each with its reason. */
  expectKeys(known: readonly string[], refused: Readonly<Record<string, string>> = {}): void {
    for (const key of Object.keys(this.value)) {
      if (Object.hasOwn(refused, key))
        this.error(refused[key] ?? '', key, { rule: 'deferred-key', part: 'key' })
      else if (!known.includes(key)) {
        const names = [...known, ...Object.keys(refused)]
        this.warn(
          `Unknown key "${key}" in the ${this.what} has no effect.${didYouMean(key, names) || ` Known keys: ${known.join(', ')}.`}`,
          key,
          'unknown-key',
        )
      }
    }
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  /** `undefined` for an absent key and for one without a value. */
  get(key: string): unknown {
    return Object.hasOwn(this.value, key) ? (this.value[key] ?? undefined) : undefined
  }

  text(key: string): string | undefined {
    const value = this.get(key)
    if (value === undefined || typeof value === 'string') return value
    const quoting =
      typeof value === 'number' || typeof value === 'boolean' ? ` Put it in quotes: "${value}".` : ''
    this.error(`"${key}" has to be text, found ${describe(value)}.${quoting}`, key, WRONG_TYPE)
    return undefined
  }

  requiredText(key: string, example: string): string | undefined {
    if (this.has(key)) return this.text(key)
    this.error(`The ${this.what} has no "${key}". Add one, such as ${example}.`, undefined, {
      rule: 'missing-key',
    })
    return undefined
  }

  flag(key: string): boolean | undefined {
    const value = this.get(key)
    if (value === undefined || typeof value === 'boolean') return value
    this.error(`"${key}" has to be true or false, found ${describe(value)}.`, key, WRONG_TYPE)
    return undefined
  }

  number(key: string, expected: { least?: number; above?: number; most?: number } = {}): number | undefined {
    const value = this.get(key)
    if (value === undefined) return undefined
    const { least = Number.NEGATIVE_INFINITY, above = Number.NEGATIVE_INFINITY, most = Infinity } = expected
    if (typeof value === 'number' && value >= least && value > above && value <= most) return value
    const range = [
      least > Number.NEGATIVE_INFINITY ? ` from ${least}` : '',
      above > Number.NEGATIVE_INFINITY ? ` above ${above}` : '',
      most < Infinity ? ` up to ${most}` : '',
    ].join('')
    this.error(`"${key}" has to be a number${range}, found ${describe(value)}.`, key)
    return undefined
  }

  wholeNumber(key: string, least = 0): number | undefined {
    const value = this.get(key)
    if (value === undefined) return undefined
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
    this.error(`"${key}" has to be a whole number from ${least}, found ${describe(value)}.`, key)
    return undefined
  }

  oneOf<Name extends string>(
    key: string,
    names: readonly Name[],
    refused: Readonly<Record<string, string>> = {},
  ): Name | undefined {
    const value = this.get(key)
    if (value === undefined) return undefined
    const name = names.find((candidate) => candidate === value)
    if (name !== undefined) return name
    const reason = typeof value === 'string' && Object.hasOwn(refused, value) ? refused[value] : undefined
    const nearest = typeof value === 'string' ? didYouMean(value, [...names, ...Object.keys(refused)]) : ''
    this.error(reason ?? `"${key}" has to be ${oneOfList(names)}, found ${describe(value)}.${nearest}`, key, {
      rule: reason === undefined ? 'wrong-value' : 'deferred-key',
    })
    return undefined
  }

  list(key: string): unknown[] | undefined {
    const value = this.get(key)
    if (value === undefined || Array.isArray(value)) return value
    this.error(`"${key}" has to be a list, found ${describe(value)}.`, key, WRONG_TYPE)
    return undefined
  }

  texts(key: string): string[] | undefined {
    return this.list(key)?.flatMap((item, index) => {
      if (typeof item === 'string') return [item]
      this.errorAt([key, index], `"${key}" has to be a list of names, found ${describe(item)}.`, WRONG_TYPE)
      return []
    })
  }

  mapping(key: string, what: string): YamlMapping | undefined {
    const value = this.get(key)
    if (value === undefined) return undefined
    return new YamlMapping(this.file, this.problems, [...this.path, key], value, what)
  }

  error(message: string, key?: string, about?: ProblemAbout): void {
    this.errorAt(key === undefined ? [] : [key], message, about)
  }

  errorAt(path: YamlPath, message: string, about?: ProblemAbout): void {
    this.problems.push(this.file.problem([...this.path, ...path], message, about))
  }

  /** A warning at a key; without one, at the mapping itself. */
  warn(message: string, key: string | undefined, rule: Rule): void {
    const path = key === undefined ? this.path : [...this.path, key]
    this.problems.push(this.file.problem(path, message, { rule, part: 'key', severity: 'warning' }))
  }
}
