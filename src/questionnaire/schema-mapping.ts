import { describe, isMapping, oneOfList } from '../yaml/describe.js'
import { didYouMean } from '../yaml/nearest-name.js'
import type { Problem } from '../yaml/problem.js'
import type { ProblemAbout, YamlFile, YamlPath } from '../yaml/read-yaml.js'

const WRONG_TYPE: ProblemAbout = { rule: 'wrong-type' }

/**
 * One mapping of a YAML file, read key by key. A getter returns `undefined` where the key is absent or
 * wrong; what is wrong is added to `problems` with its place, so that a file's mistakes come all at once.
 */
export class SchemaMapping {
  readonly value: Readonly<Record<string, unknown>>
  /** What is no mapping has been reported as such; that it lacks every key goes without saying. */
  private isRefused = false

  /** @param what names the mapping in messages, such as `field "age"`. */
  constructor(
    readonly file: YamlFile,
    readonly problems: Problem[],
    readonly path: YamlPath,
    value: unknown,
    readonly what: string,
  ) {
    this.value = isMapping(value) ? value : {}
    if (isMapping(value)) return
    this.report(
      `The ${what} has to be a mapping of keys and values, found ${describe(value)}.`,
      undefined,
      WRONG_TYPE,
    )
    this.isRefused = true
  }

  /**
   * Refuses every other key: those in `refused` and `misplaced` with the reason that is given there, since the
   * format has them but not yet, or elsewhere; all others as unknown.
   */
  allow(
    known: readonly string[],
    refused: Readonly<Record<string, string>> = {},
    misplaced: Readonly<Record<string, string>> = {},
  ): void {
    for (const key of Object.keys(this.value)) {
      if (known.includes(key)) continue
      const reason = Object.hasOwn(refused, key) ? refused[key] : undefined
      this.report(
        reason ??
          (Object.hasOwn(misplaced, key) ? misplaced[key] : undefined) ??
          `Unknown key "${key}" in the ${this.what}.${didYouMean(key, known) || ` Known keys: ${known.join(', ')}.`}`,
        key,
        { rule: reason === undefined ? 'unknown-key' : 'deferred-key', part: 'key' },
      )
    }
  }

  has(key: string): boolean {
    return Object.hasOwn(this.value, key)
  }

  text(key: string): string | undefined {
    const value = this.present(key)
    if (value === undefined) return undefined
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
    const quoting =
      typeof value === 'number' || typeof value === 'boolean' ? ` Put it in quotes: "${value}".` : ''
    this.report(`"${key}" has to be text, found ${describe(value)}.${quoting}`, key, WRONG_TYPE)
    return undefined
  }

  requiredText(key: string, example = ''): string | undefined {
    if (!this.has(key)) {
      this.report(
        `The ${this.what} has no "${key}". Add one${example === '' ? '' : `, such as ${example}`}.`,
        undefined,
        {
          rule: 'missing-key',
        },
      )
      return undefined
    }
    return this.text(key)
  }

  flag(key: string): boolean | undefined {
    const value = this.present(key)
    if (value === undefined || typeof value === 'boolean') return value
    this.report(`"${key}" has to be true or false, found ${describe(value)}.`, key, WRONG_TYPE)
    return undefined
  }

  number(key: string): number | undefined {
    const value = this.present(key)
    if (value === undefined) return undefined
    if (typeof value === 'number' && Number.isFinite(value)) return value
    this.report(`"${key}" has to be a number, found ${describe(value)}.`, key, WRONG_TYPE)
    return undefined
  }

  wholeNumber(key: string): number | undefined {
    const value = this.number(key)
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value
    this.report(`"${key}" has to be a whole number from 0, found ${value}.`, key)
    return undefined
  }

  oneOf<Name extends string>(
    key: string,
    names: readonly Name[],
    refused: Readonly<Record<string, string>> = {},
  ): Name | undefined {
    const value = this.present(key)
    if (value === undefined) return undefined
    const name = names.find((candidate) => candidate === value)
    if (name !== undefined) return name
    const reason = typeof value === 'string' && Object.hasOwn(refused, value) ? refused[value] : undefined
    const nearest = typeof value === 'string' ? didYouMean(value, names) : ''
    this.report(reason ?? `"${key}" has to be ${oneOfList(names)}, found ${describe(value)}.${nearest}`, key)
    return undefined
  }

  list(key: string): unknown[] | undefined {
    const value = this.present(key)
    if (value === undefined || Array.isArray(value)) return value
    this.report(`"${key}" has to be a list, found ${describe(value)}.`, key, WRONG_TYPE)
    return undefined
  }

  texts(key: string): string[] | undefined {
    return this.list(key)?.flatMap((item, index) => {
      if (typeof item === 'string') return [item]
      this.reportAt([key, index], `"${key}" has to be a list of names, found ${describe(item)}.`, WRONG_TYPE)
      return []
    })
  }

  mapping(key: string, what: string): SchemaMapping | undefined {
    const value = this.present(key)
    if (value === undefined) return undefined
    return new SchemaMapping(this.file, this.problems, [...this.path, key], value, what)
  }

  item(key: string, index: number, value: unknown, what: string): SchemaMapping {
    return new SchemaMapping(this.file, this.problems, [...this.path, key, index], value, what)
  }

  report(message: string, key?: string, about?: ProblemAbout): void {
    this.reportAt(key === undefined ? [] : [key], message, about)
  }

  reportAt(path: YamlPath, message: string, about?: ProblemAbout): void {
    if (!this.isRefused) this.problems.push(this.file.problem([...this.path, ...path], message, about))
  }

  private present(key: string): unknown {
    if (!this.has(key)) return undefined
    const value = this.value[key]
    if (value !== null) return value
    this.report(`"${key}" has no value. Write one or remove the key.`, key, {
      rule: 'missing-key',
      part: 'key',
    })
    return undefined
  }
}
