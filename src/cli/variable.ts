import { UsageError } from '../errors.js'

/**
 * The state that `--var` options make: `key=text`, or `key:=JSON` for a number, a list or a mapping.
 *
 * @throws UsageError for one that is neither, and for a key that comes twice.
 */
export function readVariables(variables: readonly string[]): Record<string, unknown> {
  const state = new Map<string, unknown>()
  for (const variable of variables) {
    const match = /^([^=:\s]+)(:?=)([\s\S]*)$/.exec(variable)
    const [key, sign, value] = [match?.[1], match?.[2], match?.[3] ?? '']
    if (key === undefined) {
      throw new UsageError(
        `--var is ${JSON.stringify(variable)}, expected KEY=TEXT, such as --var topic=bees, or KEY:=JSON, such as --var 'counts:=[1, 2]'.`,
      )
    }
    if (state.has(key)) throw new UsageError(`--var gives "${key}" twice. Keep one.`)
    state.set(key, sign === '=' ? value : readJson(key, value))
  }
  return Object.fromEntries(state)
}

function readJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(
      `--var ${key}:= is followed by JSON, found ${JSON.stringify(text)}: ${(error as Error).message}. Write ${key}=… for plain text.`,
      { cause: error },
    )
  }
}
