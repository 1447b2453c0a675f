import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Problem, Rule } from './problem.js'
import { pyYamlTags } from './pyyaml-tags.js'

/** `core` is YAML 1.2 (questionnaires), `pyyaml` resolves scalars as PyYAML does (graphs, prompts, data). */
export type Dialect = 'core' | 'pyyaml'

export type YamlPath = readonly (string | number)[]

/** A YAML text as plain values, with the place of each of them. */
export interface YamlFile {
  readonly file: string
  /** Plain JSON values; `undefined` where the text could not be parsed, `null` where it is empty. */
  readonly value: unknown
  /** Syntax errors, duplicate keys, too many aliases, names that could reach a prototype. */
  readonly problems: readonly Problem[]
  /** Where the value at `path` stands, or its key; the nearest existing parent where it is missing. */
  position(path: YamlPath, part?: 'key' | 'value'): { line: number; column: number }
  /** A problem at `path`. */
  problem(path: YamlPath, message: string, about?: ProblemAbout): Problem
  /** Every scalar without quotes, keys included, in file order. */
  plainScalars(): PlainScalar[]
}

/** A scalar without quotes, as it stands in the file and as it was read. */
export interface PlainScalar {
  /** The way to it; of a key, with the key itself as its end. */
  readonly path: YamlPath
  readonly source: string
  readonly value: unknown
  readonly isKey: boolean
}

export interface ProblemAbout {
  /** Default `wrong-value`. */
  readonly rule?: Rule
  /** Whether the key or the value stands at the place that is told. Default the value. */
  readonly part?: 'key' | 'value'
  /** Default `error`. */
  readonly severity?: Problem['severity']
}

/** Aliases may expand to this many nodes in all: a "billion laughs" file is refused. */
const MAX_ALIASES = 200
const FORBIDDEN_KEYS = new Set(['__proto__', 'prototype', 'constructor'])

export function readYaml(text: string, file: string, dialect: Dialect): YamlFile {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    uniqueKeys: true,
    ...(dialect === 'core'
      ? { version: '1.2', schema: 'core' }
      : { schema: 'failsafe', customTags: pyYamlTags, merge: true }),
  })

  const positionOfOffset = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }

  function position(path: YamlPath, part: 'key' | 'value' = 'value') {
    let node: unknown = document.contents
    let offset = offsetOf(node)
    for (const [index, segment] of path.entries()) {
      const isLast = index === path.length - 1
      if (isMap(node)) {
        const pair = node.items.find(
          (item) => isScalar(item.key) && String(item.key.value) === String(segment),
        )
        if (!isPair(pair)) break
        node = pair.value
        offset = isLast && part === 'key' ? offsetOf(pair.key) : (offsetOf(node) ?? offsetOf(pair.key))
      } else if (isSeq(node)) {
        const item = node.items[Number(segment)]
        if (item === undefined) break
        node = item
        offset = offsetOf(node)
      } else break
    }
    return positionOfOffset(offset ?? 0)
  }

  function problem(
    path: YamlPath,
    message: string,
    { rule = 'wrong-value', part, severity = 'error' }: ProblemAbout = {},
  ): Problem {
    return { file, ...position(path, part), message, severity, rule }
  }

  // One slip often breaks everything behind it, so that only the first of these tells anything.
  const problems: Problem[] = document.errors.slice(0, 1).map((error) => ({
    file,
    ...positionOfOffset(error.pos[0]),
    message: `This is not valid YAML: ${error.message}`,
    severity: 'error',
    rule: 'yaml-syntax',
  }))

  let value: unknown
  if (problems.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES })
    } catch (error) {
      problems.push(
        problem([], `This YAML cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
          rule: 'yaml-syntax',
        }),
      )
    }
    collectForeignValues(value, [], (path, what) =>
      problems.push(
        problem(
          path,
          `Only text, numbers, true, false, null, lists and mappings can stand here, found ${what}.`,
          {
            rule: 'wrong-type',
          },
        ),
      ),
    )
    collectForbiddenKeys(value, [], (path, key) =>
      problems.push(
        problem(path, `The name "${key}" is not allowed as a key. Choose another name.`, {
          rule: 'invalid-name',
          part: 'key',
        }),
      ),
    )
  }
  return {
    file,
    value,
    problems,
    position,
    problem,
    plainScalars: () => plainScalarsIn(document.contents, []),
  }
}

function plainScalarsIn(node: unknown, path: YamlPath): PlainScalar[] {
  if (isMap(node)) {
    return node.items.flatMap(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : ''
      return [...plainScalar(key, [...path, name], true), ...plainScalarsIn(value, [...path, name])]
    })
  }
  if (isSeq(node)) return node.items.flatMap((item, index) => plainScalarsIn(item, [...path, index]))
  return plainScalar(node, path, false)
}

function plainScalar(node: unknown, path: YamlPath, isKey: boolean): PlainScalar[] {
  if (!isScalar(node) || node.type !== 'PLAIN' || node.source === undefined) return []
  return [{ path, source: node.source, value: node.value, isKey }]
}

/** Dates, bytes and sets, which tags can ask for, and numbers that JSON does not have. */
function collectForeignValues(
  value: unknown,
  path: YamlPath,
  found: (path: YamlPath, what: string) => void,
): void {
  if (typeof value === 'number' && !Number.isFinite(value)) found(path, `the number ${value}`)
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) {
    found(path, `a ${value.constructor.name}`)
    return
  }
  for (const [key, item] of Object.entries(value)) {
    collectForeignValues(item, [...path, Array.isArray(value) ? Number(key) : key], found)
  }
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0]
}

function collectForbiddenKeys(
  value: unknown,
  path: YamlPath,
  found: (path: YamlPath, key: string) => void,
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collectForbiddenKeys(item, [...path, index], found)
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      if (FORBIDDEN_KEYS.has(key)) found([...path, key], key)
      else collectForbiddenKeys((value as Record<string, unknown>)[key], [...path, key], found)
    }
  }
}
